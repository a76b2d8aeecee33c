nmcli connection modify bond0 bond.options mode=active-backup,miimon=100
nmcli connection up bond0
