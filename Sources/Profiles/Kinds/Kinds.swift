package import Topology

/// What NetworkManager needs to know of a kind of interface: how it becomes profiles.
package protocol KindInProfiles {
    /// NetworkManager's connection type.
    static var connectionType: String { get }
    /// The setting with the interface's MTU.
    static var mtuSetting: String { get }
    /// The rows for the settings that only this kind has, or its ports.
    static var rows: [Setting] { get }
    /// Whether the link has the interface's name on the host, and is not found by another property.
    var isNamed: Bool { get }
    /// NetworkManager's `autoconnect-priority` of such a profile.
    ///
    /// NetworkManager activates profiles with a higher priority first, and of two profiles for one interface the
    /// higher.
    func priority(of interface: Interface, in context: ProfileContext) -> Int32
    /// The kind's own settings, beside those that every profile has; they may include values that are NetworkManager's
    /// defaults.
    func settings(in context: ProfileContext) -> Settings
    /// What the profile tells nm-topology besides its settings (`user.data`).
    var notes: [String: String] { get }
    /// All profiles that the interface needs: one, unless the kind says otherwise.
    func profiles(of interface: Interface, in context: ProfileContext) -> [Profile]
}

extension KindInProfiles {
    package static var mtuSetting: String { "802-3-ethernet" }
    package var isNamed: Bool { true }
    package var notes: [String: String] { [:] }

    package func priority(of interface: Interface, in context: ProfileContext) -> Int32 {
        context.waitsForItsBridge(interface) ? ProfileContext.afterItsBridge : 0
    }

    package func profiles(of interface: Interface, in context: ProfileContext) -> [Profile] {
        [Profile(interface, settings(in: context), in: context)]
    }
}

extension InterfaceKind {
    /// The kind whose profiles have a connection type (`connection.type`).
    ///
    /// - Returns: `nil` for a type that no spec makes.
    package init?(connectionType: String) {
        guard let kind = Self.allCases.first(where: { $0.inProfiles.connectionType == connectionType }) else {
            return nil
        }
        self = kind
    }

    /// What this kind is to NetworkManager.
    package var inProfiles: any KindInProfiles.Type {
        switch self {
        case .ethernet: Ethernet.self
        case .bond: Bond.self
        case .vlan: VLAN.self
        case .bridge: Bridge.self
        case .dummy: Dummy.self
        case .veth: Veth.self
        case .vxlan: VXLAN.self
        case .vrf: VRF.self
        case .macvlan: MACVLAN.self
        case .tunnel: Tunnel.self
        case .ipvlan: IPVLAN.self
        case .hsr: HSR.self
        case .macsec: MACsec.self
        case .ovsBridge: OVSBridge.self
        case .ovsPort: OVSPort.self
        case .ovsInterface: OVSInterface.self
        }
    }
}

extension Interface.Kind {
    /// The spec of this interface as profiles need it.
    package var inProfiles: any KindInProfiles {
        switch self {
        case .ethernet(let ethernet): ethernet
        case .bond(let bond): bond
        case .vlan(let vlan): vlan
        case .bridge(let bridge): bridge
        case .dummy(let dummy): dummy
        case .veth(let veth): veth
        case .vxlan(let vxlan): vxlan
        case .vrf(let vrf): vrf
        case .macvlan(let macvlan): macvlan
        case .tunnel(let tunnel): tunnel
        case .ipvlan(let ipvlan): ipvlan
        case .hsr(let hsr): hsr
        case .macsec(let macsec): macsec
        case .ovsBridge(let ovsBridge): ovsBridge
        case .ovsPort(let ovsPort): ovsPort
        case .ovsInterface(let ovsInterface): ovsInterface
        }
    }
}

extension Interface.Attachment {
    /// The setting that a port's profile has, with its properties; `nil` for a controller that needs none.
    var inProfiles: (setting: String, properties: [String: SettingValue])? {
        switch self {
        case .bond(_, let port): ("bond-port", port.properties)
        case .bridge(_, let port): ("bridge-port", port.properties)
        case .vrf, .ovsBridge: nil
        // NetworkManager adds it to the profile of every interface that it did not make itself.
        case .ovsPort: ("ovs-interface", ["type": .string("system")])
        }
    }
}
