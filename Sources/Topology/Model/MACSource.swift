package import NetTypes
import OrderedCollections

extension Interface {
    /// The NIC whose MAC address the interface is to have, as long as that address is not known.
    package var macSource: InterfaceName? { bond?.macSource ?? bridge?.macSource }

    /// The same bond or bridge with a MAC address of its own; any other interface unchanged.
    fileprivate func with(mac: MACAddress) -> Interface {
        if var bond {
            (bond.mac, bond.macSource) = (mac, nil)
            return with(.bond(bond))
        }
        guard var bridge else { return self }
        (bridge.mac, bridge.macSource) = (mac, nil)
        return with(.bridge(bridge))
    }
}

extension Topology {
    /// The NICs whose MAC addresses are to be copied and are not known, by the bonds and bridges that are to have them.
    package var macSources: [(interface: InterfaceName, nic: InterfaceName)] {
        interfaces.values.compactMap { interface in interface.macSource.map { (interface.name, $0) } }
    }

    /// The same topology, in which bonds and bridges have the MAC addresses that they copy from NICs.
    ///
    /// - Parameter macs: the NICs' MAC addresses; what is copied from a NIC that is missing here stays open.
    /// - Returns: the topology.
    package func copying(_ macs: [InterfaceName: MACAddress]) -> Topology {
        with(
            interfaces.mapValues { interface in
                interface.macSource.flatMap { macs[$0] }.map(interface.with(mac:)) ?? interface
            }, scope)
    }
}
