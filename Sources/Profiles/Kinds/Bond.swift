import NetTypes
import OrderedCollections
package import Topology

extension Bond: KindInProfiles {
    package static let connectionType = "bond"

    package static let rows: [Setting] = [
        Setting(
            "bond", .kind, part: .all,
            [
                Property("options", .bondOptions, changeByValue: change),
                Property("interface-name", .text, isIgnored: true),
            ]),
        Setting(
            "bond-port", .port, speaksWhenEmpty: true,
            [
                Property("queue-id", .uint32, usual: .uint32(0), needs: NMVersion(1, 34)),
                Property("prio", .int32, usual: .int32(0), word: "priority", needs: NMVersion(1, 44)),
            ]),
    ]

    /// The setting `bond`, and `802-3-ethernet` for a MAC address of the bond's own.
    ///
    /// `primary` is the port's name on the host, since the kernel takes it.
    package func settings(in context: ProfileContext) -> Settings {
        var values = ["mode": mode.rawValue]
        for (name, value) in options { values[name] = value }
        if let primary = values["primary"].flatMap({ try? InterfaceName($0) }), let device = context.devices[primary] {
            values["primary"] = device.text
        }
        var settings: Settings = ["bond": ["options": .stringMap(values)]]
        if let mac { settings["802-3-ethernet"] = ["assigned-mac-address": .string(mac.description)] }
        return settings
    }

    // MARK: Options

    /// Whether NetworkManager's Reapply changes this option on a running bond.
    package static func isReapplied(_ option: String) -> Bool { runningOptions.contains(option) }

    /// The options that NetworkManager writes on Reapply: its `OPTIONS_REAPPLY_FULL` (nm-device-bond.c).
    private static let runningOptions: Set<String> = [
        "miimon", "updelay", "downdelay", "arp_interval", "arp_ip_target", "arp_validate", "arp_all_targets", "primary",
        "primary_reselect", "ad_actor_sys_prio", "ad_actor_system", "min_links", "xmit_hash_policy", "num_grat_arp",
        "num_unsol_na", "resend_igmp", "all_slaves_active", "packets_per_slave", "lp_interval", "use_carrier",
    ]

    @Sendable private static func change(from old: SettingValue?, to new: SettingValue?) -> Property.Change {
        func map(_ value: SettingValue?) -> [String: String] {
            if case .stringMap(let map)? = value { map } else { [:] }
        }
        let (old, new) = (map(old), map(new))
        // NetworkManager cannot take a primary away from a bond that is there ("failed to set bonding attribute
        // 'primary' to ''", seen with 1.42.4).
        if old["primary"] != nil, new["primary"] == nil { return .newLink(.byNetworkManager) }
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        if changed.allSatisfy(isReapplied) { return .reapply }
        guard let mode = new["mode"].flatMap(BondMode.init(rawValue:)) else { return .activate }
        let options = OrderedDictionary(uniqueKeysWithValues: new.sorted { $0.key < $1.key })
        let bond = Bond(mode: mode, options: options, ports: [])
        // NetworkManager changes the mode on activation, while the bond has no ports.
        let used = changed.filter { $0 != "mode" && (new[$0] != nil || bond.isDefined($0)) }
        return used.contains { bond.staysOnActivation($0, at: new[$0]) } ? .newLink(.byNetworkManager) : .activate
    }

    /// Whether a bond that is there keeps its old value of an option when a profile with this one is activated.
    ///
    /// NetworkManager writes on activation what the profile has and is not the default (seen with 1.42.4: `lacp_rate`,
    /// `ad_select`, `ad_user_port_key`, `fail_over_mac`, `xmit_hash_policy`, `min_links`, `lp_interval`).
    ///
    /// - Parameters:
    ///   - option: the option's name.
    ///   - value: the option's value in the profile; `nil` where the profile does not have it.
    /// - Returns: `true` where only a new bond gets the value.
    package func staysOnActivation(_ option: String, at value: String?) -> Bool {
        let standard = BondOptionValue.standard(of: BondOptionValue.name(option), for: self)
        return value.map { BondOptionValue.normal($0, of: option) == standard } ?? true
    }

    /// Whether an option that the profile does not have has a value that matters: not one that only another mode uses.
    ///
    /// The primary has none of its own, but a port that stays the primary matters.
    private func isDefined(_ option: String) -> Bool {
        option == "primary" || BondOptionValue.standard(of: BondOptionValue.name(option), for: self) != nil
    }
}

extension BondPort {
    /// The properties of `bond-port`.
    var properties: [String: SettingValue] {
        var properties: [String: SettingValue] = [:]
        properties["prio"] = priority.map { .int32(Int32(clamping: $0)) }
        properties["queue-id"] = queueID.map { .uint32(UInt32(clamping: $0)) }
        return properties
    }
}
