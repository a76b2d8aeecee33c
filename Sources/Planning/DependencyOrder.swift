package import NetTypes
import OrderedCollections
package import Topology

/// The order in which interfaces come up: controllers before their ports, parents with their ports before their
/// children.
///
/// A bridge or bond has the MAC address of a port. A VLAN that comes up before that address is settled takes over a
/// provisional one, and NetworkManager 1.42.4 gives up on it (`config-failed`, seen in the lab).
package struct DependencyOrder: Hashable, Sendable {
    /// The interfaces by level; those of one level may come up at once, after the levels before it.
    package let levels: [[InterfaceName]]
    private let levelOf: [InterfaceName: Int]

    package init(_ topology: Topology) {
        var levelOf: [InterfaceName: Int] = [:]
        var portsOf: [InterfaceName: [InterfaceName]] = [:]
        for (name, interface) in topology.interfaces {
            if let controller = interface.attachment?.controller { portsOf[controller, default: []].append(name) }
        }
        // Validation has excluded cycles, so each walk ends.
        func level(_ name: InterfaceName) -> Int {
            if let known = levelOf[name] { return known }
            guard let interface = topology.interfaces[name] else { return -1 }
            var before = [interface.attachment?.controller].compactMap(\.self)
            for parent in interface.parents { before += parent.withPorts(portsOf) }
            let result = 1 + (before.map(level).max() ?? -1)
            levelOf[name] = result
            return result
        }
        var levels: [[InterfaceName]] = []
        for name in topology.interfaces.keys {
            let index = level(name)
            while levels.count <= index { levels.append([]) }
            levels[index].append(name)
        }
        self.levels = levels
        self.levelOf = levelOf
    }

    /// The level of an interface, from 0; `nil` for one that the topology does not have.
    package func level(of name: InterfaceName) -> Int? { levelOf[name] }
}

extension InterfaceName {
    /// The interface, its ports, and theirs.
    fileprivate func withPorts(_ portsOf: [InterfaceName: [InterfaceName]]) -> [InterfaceName] {
        [self] + (portsOf[self] ?? []).flatMap { $0.withPorts(portsOf) }
    }
}
