nmcli connection add type bridge con-name br0 ifname br0 bridge.stp no ipv4.method manual ipv4.addresses 10.0.100.10/24 ipv4.gateway 10.0.100.1 ipv6.method disabled connection.autoconnect no
nmcli connection modify bond0 ipv4.gateway '' ipv4.addresses '' ipv4.method disabled master br0 slave-type bridge
nmcli connection modify br0 connection.autoconnect yes
nmcli connection up br0
nmcli connection up bond0
