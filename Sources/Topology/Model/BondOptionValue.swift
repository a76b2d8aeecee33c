import NetTypes
import OrderedCollections

/// Values of bonding options, compared by meaning: a word and its number are the same value.
package enum BondOptionValue {
    /// The one name of an option that has two: the kernel keeps one number for `num_grat_arp` and `num_unsol_na`.
    package static func name(_ option: String) -> String { option == "num_unsol_na" ? "num_grat_arp" : option }

    /// A value as the kernel reports it: a word as its number, addresses in ascending order.
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
    ///   - option: the option's name, which may be `mode`.
    /// - Returns: the same text for all values that mean the same.
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

    /// Whether an option exists and can have a value, whatever the bond's mode is.
    ///
    /// - Parameters:
    ///   - value: in any of its forms.
    ///   - option: the option's name, which may be `mode`.
    /// - Returns: whether the kernel knows both.
    package static func isUsable(_ value: String, of option: String) -> Bool {
        if option == "mode" { return BondMode(rawValue: canonical(value, of: option)) != nil }
        switch BondOption.known[option] {
        case .number(let range)?: return Int(value).map(range.contains) ?? false
        case .word(let words)?: return words.contains(canonical(value, of: option))
        case .addresses(let family)?:
            let texts = value.split(separator: ",", omittingEmptySubsequences: false)
            return texts.count <= 16 && texts.allSatisfy { IPAddress(String($0))?.family == family }
        case .mac?: return MACAddress(value) != nil
        case .name?: return (try? InterfaceName(value)) != nil
        case nil: return false
        }
    }

    /// Whether a bond has such an option at all.
    package static func isKnown(_ option: String) -> Bool { BondOption.known[option] != nil }

    /// The value as people write it: a word where there is one.
    package static func text(_ value: String, of option: String) -> String {
        guard case .word(let words)? = BondOption.known[option], let index = Int(value), words.indices.contains(index)
        else { return value.isEmpty ? "nothing" : value }
        return words[index]
    }

    /// What NetworkManager sets for an option that a profile does not have (`nm-setting-bond.c`, the same in 1.42 and
    /// 1.58).
    ///
    /// - Parameters:
    ///   - option: the option's name.
    ///   - bond: the bond, since some defaults depend on its mode and other options.
    /// - Returns: the value in the form of `normal`; `nil` where NetworkManager leaves the option to the kernel, and
    ///   where the bond's mode does not use it.
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

    /// The options for which NetworkManager may set a value that the profile does not have, each by one name.
    package static let withStandard: [String] = BondOption.known.keys.filter { name($0) == $0 }
}
