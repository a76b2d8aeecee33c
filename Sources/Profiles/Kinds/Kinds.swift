package import Topology

/// What a kind of interface is to NetworkManager.
package protocol KindInProfiles {
    /// NetworkManager's connection type.
    static var connectionType: String { get }
    /// The settings that only this kind has, or a port of it.
    static var rows: [Setting] { get }
    /// The link has the interface's name, and is not found by something else.
    var isNamed: Bool { get }
    /// NetworkManager's `autoconnect-priority` of such a profile: of two for the same interface the higher counts, and
    /// the higher comes up first.
    func priority(of interface: Interface, in context: ProfileContext) -> Int32
    /// What the kind's own profile has beyond what every profile has; a value that NetworkManager fills in may be said.
    func settings(in context: ProfileContext) -> Settings
    /// Every profile that the interface takes: one, where the kind does not say otherwise.
    func profiles(of interface: Interface, in context: ProfileContext) -> [Profile]
}

extension KindInProfiles {
    package var isNamed: Bool { true }

    package func priority(of interface: Interface, in context: ProfileContext) -> Int32 {
        context.waitsForItsBridge(interface) ? ProfileContext.afterItsBridge : 0
    }

    package func profiles(of interface: Interface, in context: ProfileContext) -> [Profile] {
        [Profile(interface, settings(in: context), in: context)]
    }
}

extension InterfaceKind {
    /// - Returns: `nil` for a type that no spec makes.
    package init?(connectionType: String) {
        guard let kind = Self.allCases.first(where: { $0.inProfiles.connectionType == connectionType }) else {
            return nil
        }
        self = kind
    }

    /// The kind as NetworkManager has it.
    package var inProfiles: any KindInProfiles.Type {
        switch self {
        case .ethernet: Ethernet.self
        case .bond: Bond.self
        case .vlan: VLAN.self
        case .bridge: Bridge.self
        case .dummy: Dummy.self
        }
    }
}

extension Interface.Kind {
    /// What the spec says of the interface, for NetworkManager.
    package var inProfiles: any KindInProfiles {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        }
    }
}

extension Interface.Attachment {
    /// The setting of a port.
    var inProfiles: (setting: String, properties: [String: SettingValue]) {
        switch self {
        case .bond: ("bond-port", [:])
        case .bridge(_, let port): ("bridge-port", port.properties)
        }
    }
}
