import Profiles

/// Which changes NetworkManager's `Device.Reapply` takes without bouncing the interface.
///
/// Source: `can_reapply_change()` of NetworkManager's device classes (nm-facts in the design notes list it by version);
/// a property that is missing here is merely applied by re-activation.
package enum Reapplication {
    /// All these changes can be reapplied together.
    package static func takes(_ changes: [PropertyChange]) -> Bool {
        changes.allSatisfy(takes)
    }

    private static func takes(_ change: PropertyChange) -> Bool {
        switch change.setting {
        case "ipv4", "ipv6", "user", "proxy": true
        case "connection": connection.contains(change.property)
        case "802-3-ethernet": ["mtu"].contains(change.property)
        case "bridge": change.property != "mac-address"
        case "bond": change.property == "options" && bondOptions(change)
        default: false
        }
    }

    private static let connection: Set<String> = [
        "id", "uuid", "stable-id", "autoconnect", "autoconnect-slaves", "autoconnect-priority", "zone", "metered",
        "lldp", "mdns", "llmnr", "dns-over-tls",
    ]

    /// Only options that the kernel changes on a running bond.
    private static func bondOptions(_ change: PropertyChange) -> Bool {
        let old = options(change.old)
        let new = options(change.new)
        return Set(old.keys).union(new.keys).allSatisfy { old[$0] == new[$0] || runningBondOptions.contains($0) }
    }

    private static func options(_ value: SettingValue?) -> [String: String] {
        guard case .stringMap(let map) = value else { return [:] }
        return map
    }

    private static let runningBondOptions: Set<String> = [
        "miimon", "updelay", "downdelay", "arp_interval", "arp_ip_target", "arp_validate", "arp_all_targets", "primary",
        "primary_reselect", "ad_actor_sys_prio", "ad_actor_system", "min_links", "xmit_hash_policy", "num_grat_arp",
        "num_unsol_na", "resend_igmp", "all_slaves_active", "packets_per_slave", "lp_interval", "use_carrier",
    ]

    /// Why these changes need the link itself made anew, if they do.
    ///
    /// - Returns: one clause, or `nil`.
    package static func needsNewLink(_ changes: [PropertyChange]) -> String? {
        for change in changes {
            switch (change.setting, change.property) {
            case ("vlan", "id"), ("vlan", "parent"), ("vlan", "protocol"):
                return "the kernel fixes this when a link is made"
            case ("bond", "options") where options(change.old)["mode"] != options(change.new)["mode"]:
                return "the kernel fixes this when a link is made"
            // A profile with another MAC address does not fit the bridge that is there ("Failed to find a compatible
            // device", check_connection_compatible() in nm-device-bridge.c, seen with 1.42.4).
            case ("bridge", "mac-address"): return "NetworkManager sets this only when a bridge is made"
            default: continue
            }
        }
        return nil
    }
}
