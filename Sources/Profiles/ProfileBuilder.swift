package import NetTypes
package import OrderedCollections
package import Topology

/// The profiles of a topology, one for each interface, in the topology's order.
package struct ProfileSet: Hashable, Sendable {
    package let profiles: OrderedDictionary<InterfaceName, Profile>

    package init(_ profiles: OrderedDictionary<InterfaceName, Profile>) { self.profiles = profiles }

    /// Builds every profile; it cannot fail, which is what validation bought.
    ///
    /// - Parameters:
    ///   - topology: what the spec says.
    ///   - devices: the kernel's names of NICs that have another one than in the spec, where the host is known.
    package init(for topology: Topology, devices: [InterfaceName: InterfaceName] = [:]) {
        profiles = topology.interfaces.mapValues { Profile($0, in: topology, devices: devices) }
    }
}

extension Profile {
    /// Builds the profile of one interface.
    ///
    /// - Parameters:
    ///   - interface: what the spec says of it.
    ///   - topology: where its controller's options are looked up.
    ///   - devices: the kernel's names of NICs that have another one.
    init(_ interface: Interface, in topology: Topology, devices: [InterfaceName: InterfaceName]) {
        // NetworkManager adds this one to every kind when it reads a keyfile, but not to a bond that comes over D-Bus:
        // said here, a profile is the same whichever way it came.
        var settings: Settings = ["802-3-ethernet": [:]]
        var type = ""
        switch interface.kind {
        case .ethernet(let ethernet):
            type = "802-3-ethernet"
            settings.merge(ethernetSettings(ethernet)) { _, new in new }
        case .bond(let bond):
            type = "bond"
            settings.merge(bondSettings(bond, devices: devices)) { _, new in new }
        case .vlan(let vlan):
            type = "vlan"
            settings.merge(vlanSettings(vlan, parent: parentText(vlan.parent, in: topology))) { _, new in new }
        case .bridge(let bridge):
            type = "bridge"
            settings.merge(bridgeSettings(bridge)) { _, new in new }
        }
        if let mtu = interface.mtu {
            settings["802-3-ethernet", default: [:]]["mtu"] = .uint32(UInt32(clamping: mtu))
        }
        if interface.isController {
            // Ports come back with their controller, also after NetworkManager's own rollback.
            settings["connection", default: [:]]["autoconnect-slaves"] = .int32(1)
        }
        if !interface.isVirtual {
            // At the next boot the NIC is ours, also where a profile for any NIC is left on the host.
            settings["connection", default: [:]]["autoconnect-priority"] = .int32(10)
        }
        switch interface.attachment {
        case .bond(let controller):
            settings["connection", default: [:]].merge(portProperties(of: controller, kind: "bond")) { _, new in new }
            settings["bond-port"] = [:]
        case .bridge(let controller, let port):
            settings["connection", default: [:]].merge(portProperties(of: controller, kind: "bridge")) { _, new in new }
            settings["bridge-port"] = bridgePortProperties(port)
        case nil:
            settings["ipv4"] = ipSetting(interface.ipv4, family: .v4)
            settings["ipv6"] = ipSetting(interface.ipv6, family: .v6)
        }
        self.init(interface.name, type: type, isNamed: !interface.isFound, settings: settings)
    }
}

/// A parent by its name, or by its profile where the name on the host is not known beforehand.
private func parentText(_ parent: InterfaceName, in topology: Topology) -> String {
    topology.interfaces[parent]?.isFound == true ? ProfileUUID(interface: parent.text).text : parent.text
}

extension Interface {
    /// A NIC that is found by its MAC address or path: on the host it may have another name than in the spec.
    fileprivate var isFound: Bool {
        if case .ethernet(let nic) = kind { nic.mac != nil || nic.path != nil } else { false }
    }

    /// It has ports, or may have: a bond or a bridge.
    fileprivate var isController: Bool {
        switch kind {
        case .bond, .bridge: true
        case .ethernet, .vlan: false
        }
    }
}

/// The keys are `master` and `slave-type` in every version: NetworkManager 1.46 and later accept `controller` and
/// `port-type` but never answer with them.
private func portProperties(of controller: InterfaceName, kind: String) -> [String: SettingValue] {
    ["master": .string(controller.text), "slave-type": .string(kind)]
}
