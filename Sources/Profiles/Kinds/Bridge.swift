import NetTypes
package import Topology

extension Bridge: KindInProfiles {
    package static let connectionType = "bridge"

    package static let rows: [Setting] = [
        Setting(
            "bridge", .kind, otherwise: .reapply,
            [
                Property("stp", .flag, usual: .bool(true), word: "stp"),
                Property("priority", .uint32, usual: .uint32(32768), word: "priority"),
                Property("forward-delay", .uint32, usual: .uint32(15), word: "forward-delay"),
                Property("hello-time", .uint32, usual: .uint32(2), word: "hello-time"),
                Property("max-age", .uint32, usual: .uint32(20), word: "max-age"),
                Property("ageing-time", .uint32, usual: .uint32(300), word: "ageing-time"),
                Property("group-forward-mask", .uint32, usual: .uint32(0), word: "group-forward-mask"),
                Property("multicast-snooping", .flag, usual: .bool(true), word: "multicast-snooping"),
                Property(
                    "multicast-querier", .flag, usual: .bool(false), word: "multicast-querier",
                    needs: NMVersion(1, 24)),
                Property(
                    "vlan-protocol", .text, usual: .string("802.1Q"), word: "vlan-protocol", needs: NMVersion(1, 24)),
            ] + BridgeOption.allCases.map(\.row) + [
                Property("vlan-filtering", .flag, usual: .bool(false), word: "vlan-filtering"),
                Property("vlan-default-pvid", .uint32, usual: .uint32(1), word: "vlan-default-pvid"),
                Property("vlans", .vlans, word: "vlans"),
                // A profile with another MAC address does not fit the bridge that is there ("Failed to find a compatible
                // device", check_connection_compatible() in nm-device-bridge.c, seen with 1.42.4).
                Property("mac-address", .mac, change: .newLink(.byNetworkManager), word: "mac", nothing: "none"),
                Property("interface-name", .text, isIgnored: true),
            ]),
        Setting(
            "bridge-port", .port, part: .all, speaksWhenEmpty: true,
            [
                Property("priority", .uint32, usual: .uint32(32), word: "priority"),
                Property("path-cost", .uint32, usual: .uint32(100), word: "path-cost"),
                Property("hairpin-mode", .flag, usual: .bool(false), word: "hairpin"),
                Property("vlans", .vlans, word: "vlans"),
            ]),
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = ["stp": .bool(stp), "vlan-filtering": .bool(vlanFiltering)]
        properties["forward-delay"] = forwardDelay.map { .uint32(UInt32(clamping: $0)) }
        properties["ageing-time"] = ageingTime.map { .uint32(UInt32(clamping: $0)) }
        properties["priority"] = priority.map { .uint32(UInt32(clamping: $0)) }
        properties["multicast-snooping"] = multicastSnooping.map { .bool($0) }
        properties["hello-time"] = helloTime.map { .uint32(UInt32(clamping: $0)) }
        properties["max-age"] = maxAge.map { .uint32(UInt32(clamping: $0)) }
        properties["group-forward-mask"] = groupForwardMask.map { .uint32(UInt32(clamping: $0)) }
        properties["multicast-querier"] = multicastQuerier.map { .bool($0) }
        properties["vlan-protocol"] = vlanProtocol.map { .string($0.rawValue) }
        for (option, value) in options { properties[option.property] = option.value(value) }
        properties["vlan-default-pvid"] = vlanDefaultPVID.map { .uint32(UInt32(clamping: $0)) }
        if !vlans.isEmpty { properties["vlans"] = vlanList(vlans) }
        properties["mac-address"] = mac.map { .bytes($0.bytes) }
        return ["bridge": properties]
    }
}

extension Settings {
    /// The settings with a bridge's MAC address where this program writes it, if they have it in the other place, which means
    /// the same.
    package var withMACInBridge: Settings {
        guard let mac = macOfBridge else { return self }
        var result = self
        result["802-3-ethernet"]?["assigned-mac-address"] = nil
        result["bridge", default: [:]]["mac-address"] = mac
        return result
    }

    /// The settings with a bridge's MAC address where others have it, if it is the same there.
    package func withMACOfBridge(asIn other: Settings) -> Settings {
        guard let mac = other.macOfBridge, self["bridge"]?["mac-address"] == mac else { return self }
        var result = self
        result["bridge"]?["mac-address"] = nil
        result["802-3-ethernet", default: [:]]["assigned-mac-address"] =
            other["802-3-ethernet"]?["assigned-mac-address"]
        return result
    }

    /// A bridge's MAC address that only `802-3-ethernet` has.
    private var macOfBridge: SettingValue? {
        guard self["connection"]?["type"] == .string("bridge"), self["bridge"]?["mac-address"] == nil,
            case .string(let text)? = self["802-3-ethernet"]?["assigned-mac-address"], let mac = MACAddress(text)
        else { return nil }
        return .bytes(mac.bytes)
    }
}

extension BridgePort {
    /// The properties of `bridge-port`.
    var properties: [String: SettingValue] {
        var properties: [String: SettingValue] = [:]
        properties["path-cost"] = pathCost.map { .uint32(UInt32(clamping: $0)) }
        properties["priority"] = priority.map { .uint32(UInt32(clamping: $0)) }
        properties["hairpin-mode"] = hairpin.map { .bool($0) }
        if !vlans.isEmpty { properties["vlans"] = vlanList(vlans) }
        return properties
    }
}

/// The VLANs as a value of NetworkManager's, which keeps the list sorted by VLAN.
private func vlanList(_ vlans: [BridgeVLAN]) -> SettingValue {
    .maps(
        vlans.sorted { ($0.first, $0.last) < ($1.first, $1.last) }.map { vlan in
            var map: [String: SettingValue] = [
                "vid-start": .uint16(UInt16(vlan.first.number)), "vid-end": .uint16(UInt16(vlan.last.number)),
            ]
            if vlan.pvid { map["pvid"] = .bool(true) }
            if vlan.untagged { map["untagged"] = .bool(true) }
            return map
        })
}

extension BridgeOption {
    /// NetworkManager's name of the property.
    fileprivate var property: String { self == .vlanStats ? "vlan-stats-enabled" : rawValue }

    /// A value as the property has it.
    fileprivate func value(_ number: Int) -> SettingValue {
        switch form {
        case .number: .uint32(UInt32(clamping: number))
        case .time: .uint64(UInt64(clamping: number))
        case .flag: .bool(number != 0)
        case .word: .string(text(number))
        }
    }

    fileprivate var row: Property {
        let form: Property.Form =
            switch form {
            case .number: .uint32
            case .time: .uint64
            case .flag: .flag
            case .word: .text
            }
        let needs =
            switch self {
            case .router, .queryFromAddress, .vlanStats: NMVersion(1, 24)
            default: NMVersion(1, 26)
            }
        return Property(property, form, usual: value(standard), word: rawValue, needs: needs, changeByValue: change)
    }

    /// NetworkManager never tells the kernel to stop counting (`props->vlan_stats_enabled` in nm-linux-platform.c).
    @Sendable private func change(from old: SettingValue?, to new: SettingValue?) -> Property.Change {
        self == .vlanStats && new != .bool(true) ? .newLink(.byNetworkManager) : .reapply
    }
}

extension Bridge {
    /// Reads the setting: what `settings(in:)` makes, the other way round.
    init(_ own: SettingReader, ports: [InterfaceName]) {
        self.init()
        self.ports = ports
        stp = own.flag("stp") ?? true
        forwardDelay = own.number("forward-delay")
        helloTime = own.number("hello-time")
        maxAge = own.number("max-age")
        ageingTime = own.number("ageing-time")
        priority = own.number("priority")
        multicastSnooping = own.flag("multicast-snooping")
        multicastQuerier = own.flag("multicast-querier")
        groupForwardMask = own.number("group-forward-mask")
        vlanFiltering = own.flag("vlan-filtering") ?? false
        vlanProtocol = own.text("vlan-protocol").flatMap(VLANProtocol.init(rawValue:))
        vlans = own.vlans("vlans")
        vlanDefaultPVID = own.number("vlan-default-pvid")
        mac = own.bytes("mac-address").flatMap { MACAddress(bytes: $0) }
        for option in BridgeOption.allCases {
            let property = option == .vlanStats ? "vlan-stats-enabled" : option.rawValue
            switch option.form {
            case .number, .time: options[option] = own.number(property)
            case .flag: options[option] = own.flag(property).map { $0 ? 1 : 0 }
            case .word(let words): options[option] = own.text(property).flatMap { words.firstIndex(of: $0) }
            }
        }
    }
}
