nmcli connection add type ethernet con-name enp3s0 ifname enp3s0 ipv4.method disabled ipv6.method disabled
nmcli connection up enp3s0
nmcli connection modify mgmt vlan.parent enp3s0
nmcli connection down mgmt
nmcli connection up mgmt
