nmcli connection add type bridge con-name br0 ifname br0 bridge.stp no ipv4.method manual ipv4.addresses 10.0.100.10/24 \
    ipv4.gateway 10.0.100.1 ipv6.method disabled connection.autoconnect no
nmcli connection add type ethernet con-name br0-port1 ifname enp2s0 master br0 slave-type bridge
nmcli connection delete enp2s0
nmcli connection modify br0 connection.autoconnect yes
nmcli connection up br0-port1
