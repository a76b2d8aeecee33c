import Host
package import NetTypes
import OrderedCollections
import Topology

/// A bridge that a plan removes and whose ports all go to one new bridge: its guests go with them.
package struct Renaming: Hashable, Sendable {
    /// The bridge that is removed.
    package let from: InterfaceName
    /// The new bridge.
    package let to: InterfaceName
    /// The ports that NetworkManager moves, by their names in the kernel.
    package let ports: [InterfaceName]
    /// The host's ends of the guests' NICs that are in the bridge now.
    package let guests: [InterfaceName]

    package init(from: InterfaceName, to: InterfaceName, ports: [InterfaceName], guests: [InterfaceName]) {
        self.from = from
        self.to = to
        self.ports = ports
        self.guests = guests
    }
}

/// Finds the bridges that get another name; a pure function of the plan, the topology and the host.
struct RenamingFinder {
    private let host: PlannedHost

    init(_ host: PlannedHost) { self.host = host }

    /// Finds the bridges with guests that get another name.
    ///
    /// A port that is re-created does not count: it may lead to another network, where its guests do not belong.
    func find() -> [Renaming] {
        host.plan.removals.compactMap { removal in
            let guests = host.graph.taps(of: removal.interface)
            let ports = host.graph.ownPorts(of: removal.interface)
            guard !guests.isEmpty, !ports.isEmpty, let to = heir(of: ports), host.live.links[to] == nil,
                host.topology.interfaces[to]?.bridge != nil
            else { return nil }
            return Renaming(from: removal.interface, to: to, ports: ports, guests: guests)
        }
    }

    /// The one controller that all these ports will have.
    private func heir(of ports: [InterfaceName]) -> InterfaceName? {
        let heirs = Set(
            ports.map { port -> InterfaceName? in
                guard let step = host.byDevice[port], step.activation == .activate else { return nil }
                return host.topology.interfaces[step.interface]?.attachment?.controller
            })
        return heirs.count == 1 ? heirs.first.flatMap(\.self) : nil
    }
}
