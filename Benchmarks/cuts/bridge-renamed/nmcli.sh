nmcli connection add type bridge con-name br201 ifname br201 bridge.stp no ipv4.method disabled ipv6.method disabled
nmcli connection modify enp2s0.200 master br201
nmcli connection up enp2s0.200
ip link set vnet1 master br201
nmcli connection delete br200
