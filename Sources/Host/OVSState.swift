import NetTypes

/// What Open vSwitch's database says of its bridges; the kernel knows neither these nor their ports.
package struct OVSState: Hashable, Sendable, Codable {
    package var bridges: [Bridge]

    package init(bridges: [Bridge]) { self.bridges = bridges }

    /// A bridge (ovs-vswitchd.conf.db(5), table Bridge).
    package struct Bridge: Hashable, Sendable, Codable {
        package let name: String
        /// `standalone` or `secure`; `nil` where it is not set.
        package var failMode: String?
        package var stp = false
        package var rstp = false
        package var multicastSnooping = false
        package var ports: [Port] = []

        package init(name: String) { self.name = name }
    }

    /// A port of a bridge (table Port), which is a bond where it has several interfaces.
    package struct Port: Hashable, Sendable, Codable {
        package let name: String
        package var tag: Int?
        /// The VLANs that the port carries with their tags; empty where it is not told which.
        package var trunks: [Int] = []
        /// `access`, `trunk`, `native-tagged` …; `nil` where it is not set.
        package var vlanMode: String?
        package var bondMode: String?
        package var lacp: String?
        /// In milliseconds.
        package var upDelay = 0
        /// In milliseconds.
        package var downDelay = 0
        package var interfaces: [Interface] = []

        package init(name: String) { self.name = name }
    }

    /// An interface of a port (table Interface).
    package struct Interface: Hashable, Sendable, Codable {
        package let name: String
        /// `internal`, `patch`, or `system` and the empty text for a link of the kernel's.
        package let type: String
        /// The other end of a patch.
        package var peer: String?

        package init(name: String, type: String, peer: String? = nil) {
            self.name = name
            self.type = type
            self.peer = peer
        }
    }

    /// The link that Open vSwitch has its datapath behind: the controller of its ports, for the kernel.
    package static let datapaths: Set<String> = ["ovs-system", "ovs-netdev"]

    /// Adds what is of Open vSwitch to the kernel's links: bridges, ports that are not named as their interface is, ends
    /// of patches, and which of them is whose port.
    func add(to links: inout [InterfaceName: LiveLink]) {
        for bridge in bridges {
            // A bridge that NetworkManager did not make is named as its own internal interface is, which the kernel has.
            let controller = Self.link(bridge.name, "ovs-bridge", &links) { $0.ovsBridge = bridge }
            for port in bridge.ports {
                let isNamedAlike = port.interfaces.contains { $0.name == port.name }
                let own =
                    isNamedAlike
                    ? controller
                    : Self.link(port.name, "ovs-port", &links) {
                        $0.ovsPort = port
                        $0.controller = controller
                    }
                for interface in port.interfaces {
                    guard let name = try? InterfaceName(interface.name), name != controller else { continue }
                    if interface.type == "patch" {
                        _ = Self.link(interface.name, "openvswitch", &links) {
                            $0.ovsPeer = interface.peer.flatMap { try? InterfaceName($0) }
                        }
                    }
                    links[name]?.controller = own ?? controller
                }
            }
        }
    }

    /// Adds a link that the kernel does not have.
    ///
    /// - Returns: its name; `nil` where the kernel has a link of that name, or NetworkManager could not use it.
    private static func link(
        _ text: String, _ kind: String, _ links: inout [InterfaceName: LiveLink], _ fill: (inout LiveLink) -> Void
    ) -> InterfaceName? {
        guard let name = try? InterfaceName(text), links[name] == nil else { return nil }
        var link = LiveLink(index: 0, name: name, kind: LinkKind(kind), mtu: 1500, isUp: true, hasCarrier: true)
        fill(&link)
        links[name] = link
        return name
    }
}

/// Whether a host can have bridges of Open vSwitch.
package enum OVSReadiness: Hashable, Sendable {
    case ready
    /// NetworkManager has no plugin for it.
    case noPlugin
    /// Open vSwitch's database does not answer.
    case noDatabase
}
