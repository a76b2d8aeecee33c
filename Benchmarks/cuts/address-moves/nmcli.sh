nmcli connection add type ethernet con-name enp3s0 ifname enp3s0 ipv4.method manual ipv4.addresses 10.0.100.10/24 \
    ipv4.gateway 10.0.100.1 ipv6.method disabled connection.autoconnect no
nmcli connection modify enp2s0 ipv4.gateway '' ipv4.addresses '' ipv4.method disabled
nmcli connection up enp2s0
nmcli connection modify enp3s0 connection.autoconnect yes
nmcli connection up enp3s0
