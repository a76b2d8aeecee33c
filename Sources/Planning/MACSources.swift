import Host
import NetTypes
import OrderedCollections
import Topology

extension Topology {
    /// The same topology, in which bonds and bridges have the MAC addresses that they copy from NICs of a host.
    ///
    /// A NIC's own address counts, not one that a bond gave it. What is copied from a NIC that the host does not have
    /// stays open.
    func copyingMACs(from live: LiveState) -> Topology {
        if macSources.isEmpty { return self }
        let found = macSources.compactMap { _, nic -> (InterfaceName, MACAddress)? in
            guard let name = NICs.find(interfaces[nic]?.nic, named: nic, on: live), let link = live.links[name],
                NICs.isNIC(link), let mac = link.permanentMAC ?? link.mac
            else { return nil }
            return (nic, mac)
        }
        return copying(Dictionary(found) { first, _ in first })
    }

    /// The same, for a host that must have all those NICs.
    ///
    /// - Throws: `Misfit` that names each NIC which is missing.
    func copyingAllMACs(from live: LiveState) throws(Misfit) -> Topology {
        let topology = copyingMACs(from: live)
        let problems = topology.macSources.map { interface, nic in
            Refusal(
                .noSuchNIC, interface,
                "\(interface): its MAC address is to be that of \(nic), and there is no such NIC here.",
                help: NICs.known(live))
        }
        if !problems.isEmpty { throw Misfit(problems) }
        return topology
    }
}
