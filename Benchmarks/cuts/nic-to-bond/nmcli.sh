nmcli connection add type bond con-name bond0 ifname bond0 bond.options mode=active-backup,miimon=100 connection.autoconnect no \
    ipv4.method manual ipv4.addresses 10.0.100.10/24 ipv4.gateway 10.0.100.1 ipv6.method disabled
nmcli connection add type ethernet con-name bond0-port1 ifname enp2s0 master bond0 slave-type bond
nmcli connection add type ethernet con-name bond0-port2 ifname enp3s0 master bond0 slave-type bond
nmcli connection delete enp2s0
nmcli connection modify bond0 connection.autoconnect yes
nmcli connection up bond0-port1
nmcli connection up bond0-port2
