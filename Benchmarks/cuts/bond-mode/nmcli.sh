nmcli connection modify bond0 bond.options mode=balance-tlb,miimon=100
nmcli connection up bond0
