nmcli connection add type ethernet con-name bond0-port3 ifname enp4s0 master bond0 slave-type bond
nmcli connection up bond0-port3
nmcli connection delete enp2s0
