import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// What nm-topology made for bridges of Open vSwitch and nothing needs any more: ports of interfaces that have left, and
/// interfaces that are nothing without their port.
struct OVSLeftovers {
    /// The leftovers, each with the controller or the interface that it goes with.
    private(set) var bases: [InterfaceName: InterfaceName] = [:]

    /// The leftovers' names.
    var names: Dictionary<InterfaceName, InterfaceName>.Keys { bases.keys }

    /// Finds them by the host's profiles.
    ///
    /// - Parameters:
    ///   - topology: what the host shall be.
    ///   - live: what the host is.
    init(of topology: Topology, in live: LiveState) {
        let own = live.profiles.filter { $0.isOurs && !$0.isGenerated }
        func unneeded(_ type: String) -> [(InterfaceName, controller: InterfaceName)] {
            own.compactMap { profile in
                guard profile.type == type, let name = profile.interfaceName.flatMap({ try? InterfaceName($0) }),
                    topology.interfaces[name] == nil, !topology.isUnmanaged(name),
                    let controller = profile.controller.flatMap({ try? InterfaceName($0) })
                else { return nil }
                return (name, controller)
            }
        }
        let absent = Set(topology.absent)
        let hidden = Dictionary(absent.map { (OVSPort.name(for: $0), $0) }) { first, _ in first }
        for (name, bridge) in unneeded(OVSPort.connectionType) where !absent.contains(name) {
            if absent.contains(bridge) || topology.interfaces[bridge] != nil {
                bases[name] = bridge
            } else if let interface = hidden[name] {
                bases[name] = interface
            }
        }
        for (name, port) in unneeded(OVSInterface.connectionType) where !absent.contains(name) {
            if bases[port] != nil || absent.contains(port) || topology.interfaces[port] != nil { bases[name] = port }
        }
    }
}
