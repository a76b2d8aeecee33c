import NetTypes
import OrderedCollections

/// The values of bonding options, judged on meaning: a word and its number are the same value.
package enum BondOptionValue {
    /// The option's name of two for the same: the kernel has one number for `num_grat_arp` and `num_unsol_na`.
    package static func name(_ option: String) -> String { option == "num_unsol_na" ? "num_grat_arp" : option }

    /// The value as the kernel tells it: a number also for a word, addresses in ascending order.
    package static func normal(_ value: String, of option: String) -> String {
        switch BondOption.known[option] {
        case .word(let words)?: words.firstIndex(of: value).map { String($0) } ?? value
        case .number?: Int(value).map { String($0) } ?? value
        case .addresses?:
            value.split(separator: ",").compactMap { IPAddress(String($0)) }.sorted { $0.bits < $1.bits }
                .map(\.description).joined(separator: ",")
        case .mac?: MACAddress(value)?.description ?? value
        case .name?, nil: value
        }
    }

    /// The one form of a value in specs and profiles: a word where there is one, addresses in ascending order.
    ///
    /// - Parameters:
    ///   - value: a word, its number, or whatever else the option takes.
    ///   - option: its name, `mode` too.
    /// - Returns: the same for all that mean the same.
    package static func canonical(_ value: String, of option: String) -> String {
        if option == "mode" {
            let modes = BondMode.allCases
            return Int(value).flatMap { modes.indices.contains($0) ? modes[$0].rawValue : nil } ?? value
        }
        let value = normal(value, of: option)
        guard case .word(let words)? = BondOption.known[option], let index = Int(value), words.indices.contains(index)
        else { return value }
        return words[index]
    }

    /// The value as people write it: a word where there is one.
    package static func text(_ value: String, of option: String) -> String {
        guard case .word(let words)? = BondOption.known[option], let index = Int(value), words.indices.contains(index)
        else { return value.isEmpty ? "nothing" : value }
        return words[index]
    }

    /// What NetworkManager sets where a profile says nothing (`nm-setting-bond.c`, the same in 1.42 and 1.58).
    ///
    /// - Parameters:
    ///   - option: its name.
    ///   - bond: what else the spec says, which some defaults hang on.
    /// - Returns: as `normal` has it; `nil` for what NetworkManager then leaves to the kernel, and for what the mode has no
    ///   use for.
    package static func standard(of option: String, for bond: Bond) -> String? {
        switch option {
        case "miimon": bond.options["arp_interval"] == nil ? "100" : nil
        case "lacp_rate", "ad_user_port_key": bond.mode == .lacp ? "0" : nil
        case "ad_actor_sys_prio": bond.mode == .lacp ? "65535" : nil
        case "ad_actor_system": bond.mode == .lacp ? "00:00:00:00:00:00" : nil
        case "packets_per_slave": bond.mode == .balanceRR ? "1" : nil
        case "tlb_dynamic_lb": bond.mode == .balanceTLB || bond.mode == .balanceALB ? "1" : nil
        case "xmit_hash_policy": bond.options["balance-slb"] == "1" ? "5" : "0"
        case "updelay", "downdelay", "peer_notif_delay", "arp_interval", "arp_validate", "arp_all_targets",
            "fail_over_mac", "primary_reselect", "ad_select", "all_slaves_active", "min_links":
            "0"
        case "num_grat_arp", "resend_igmp", "use_carrier", "lp_interval": "1"
        case "arp_ip_target": ""
        default: nil
        }
    }

    /// The options that have such a standard, in the order of the list of all.
    package static let withStandard: [String] = BondOption.known.keys.filter { name($0) == $0 }
}
