package import NetTypes
package import OrderedCollections
package import Topology

/// The profiles of a topology, one for each interface, in the topology's order.
package struct ProfileSet: Hashable, Sendable {
    package let profiles: OrderedDictionary<InterfaceName, Profile>

    package init(_ profiles: OrderedDictionary<InterfaceName, Profile>) { self.profiles = profiles }

    /// Builds every profile; this cannot fail, because validation has made the topology.
    ///
    /// - Parameters:
    ///   - topology: the topology of the spec.
    ///   - devices: the kernel's names of NICs that have another name in the spec, where the host is known.
    ///   - names: the interfaces whose profiles are wanted; `nil` for all.
    package init(
        for topology: Topology, devices: [InterfaceName: InterfaceName] = [:], only names: Set<InterfaceName>? = nil
    ) {
        let context = ProfileContext(topology: topology, devices: devices)
        var profiles: OrderedDictionary<InterfaceName, Profile> = [:]
        for interface in topology.interfaces.values where names?.contains(interface.name) != false {
            for profile in interface.kind.inProfiles.profiles(of: interface, in: context) {
                profiles[profile.interface] = profile
            }
        }
        self.profiles = profiles
    }
}

/// What the profile of one interface needs to know of the others.
package struct ProfileContext {
    /// The kernel's names of NICs that have another name in the spec.
    let devices: [InterfaceName: InterfaceName]
    private let topology: Topology
    private let parents: Set<InterfaceName>

    init(topology: Topology, devices: [InterfaceName: InterfaceName]) {
        self.topology = topology
        self.devices = devices
        parents = Set(topology.interfaces.values.flatMap(\.parents))
    }

    /// A parent as `vlan.parent` and its like take it: its name, or its profile's UUID where the name on the host is not known
    /// beforehand.
    func text(ofParent parent: InterfaceName) -> String {
        topology.interfaces[parent]?.kind.inProfiles.isNamed == false
            ? ProfileUUID(interface: parent.text).text : parent.text
    }

    /// The priority of a bond or VLAN that is a bridge's port and a parent of VLANs: at a boot the bridge, with 0,
    /// comes up first.
    ///
    /// Otherwise NetworkManager brings the port up by itself, and once more with its bridge, while the VLANs on it are
    /// coming up: a VLAN with an address then stays in `ip-config`, and NetworkManager's start never ends (1.42.4, 9 of
    /// 9 boots in the lab, and none of 3 with this).
    static let afterItsBridge: Int32 = -10

    /// Whether the interface is a bridge's port and also a parent.
    func waitsForItsBridge(_ interface: Interface) -> Bool {
        parents.contains(interface.name) && interface.attachment?.kind == .bridge
    }
}

extension Profile {
    /// Builds the profile of an interface.
    ///
    /// - Parameters:
    ///   - interface: the interface of the topology.
    ///   - own: the settings of its kind.
    ///   - context: the other interfaces.
    init(_ interface: Interface, _ own: Settings, in context: ProfileContext) {
        let kind = interface.kind.inProfiles
        var settings = own
        let mtu = interface.mtu.map { SettingValue.uint32(UInt32(clamping: $0)) }
        settings[type(of: kind).mtuSetting, default: [:]]["mtu"] = mtu
        var connection: [String: SettingValue] = [
            "autoconnect-priority": .int32(kind.priority(of: interface, in: context))
        ]
        // Ports come back with their controller, also after NetworkManager's own rollback.
        switch interface.kind.name {
        // But an OVS bridge does not bring its ports, which bring it: asked for both ways at once, a port is activated twice,
        // and what stands on it fails with it and may stay `disconnected` (1.42.4: a NIC after 4 of 45 boots).
        case .ovsBridge, .ovsPort: connection["autoconnect-slaves"] = .int32(0)
        case let kind: if kind.takesPorts { connection["autoconnect-slaves"] = .int32(1) }
        }
        if let attachment = interface.attachment {
            connection["master"] = .string(attachment.controller.text)
            connection["slave-type"] = .string(attachment.kind.inProfiles.connectionType)
            if let port = attachment.inProfiles {
                settings[port.setting, default: [:]].merge(port.properties) { own, _ in own }
            }
        }
        if interface.mayHaveLayer3 {
            connection["mdns"] = interface.common.mdns.map { .int32(Int32($0.rawValue)) }
            connection["llmnr"] = interface.common.llmnr.map { .int32(Int32($0.rawValue)) }
            connection["zone"] = interface.common.zone.map { .string($0) }
            connection["mptcp-flags"] = interface.common.multipath.map { .uint32(UInt32(clamping: $0)) }
            connection["wait-device-timeout"] = interface.common.carrierTimeout.map {
                .int32(Int32(clamping: $0 * 1000))
            }
            settings["ipv4"] = ipSetting(interface.ipv4, family: .v4, devices: context.devices)
            settings["ipv6"] = ipSetting(interface.ipv6, family: .v6, devices: context.devices)
        }
        settings["connection", default: [:]].merge(connection) { own, _ in own }
        self.init(
            interface.name, type: type(of: kind).connectionType, isNamed: kind.isNamed,
            settings: settings.withoutDefaults, notes: kind.notes)
    }
}
