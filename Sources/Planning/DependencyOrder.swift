package import NetTypes
import OrderedCollections
package import Topology

/// In which order interfaces come up: controllers before their ports, parents before their children.
package struct DependencyOrder: Hashable, Sendable {
    /// Everything of one level may come up at once, after the levels before it.
    package let levels: [[InterfaceName]]
    private let levelOf: [InterfaceName: Int]

    package init(_ topology: Topology) {
        var levelOf: [InterfaceName: Int] = [:]
        // Validation has excluded cycles, so each walk ends.
        func level(_ name: InterfaceName) -> Int {
            if let known = levelOf[name] { return known }
            guard let interface = topology.interfaces[name] else { return -1 }
            let before = [interface.parent, interface.attachment?.controller].compactMap(\.self)
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

    /// The level of an interface, from 0, or `nil` for one that the topology has not.
    package func level(of name: InterfaceName) -> Int? { levelOf[name] }
}
