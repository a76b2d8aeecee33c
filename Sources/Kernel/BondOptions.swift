import CLinux
import NetTypes

/// Reads a bond's options from the kernel's attributes (`IFLA_BOND_…` of linux/if_link.h).
enum BondOptions {
    /// How the kernel encodes an option.
    private enum Form {
        case number8, number16, number32
        case mac
        case addresses
    }

    private static let known: [Int: (name: String, form: Form)] = [
        IFLA_BOND_MIIMON: ("miimon", .number32),
        IFLA_BOND_UPDELAY: ("updelay", .number32),
        IFLA_BOND_DOWNDELAY: ("downdelay", .number32),
        IFLA_BOND_USE_CARRIER: ("use_carrier", .number8),
        IFLA_BOND_ARP_INTERVAL: ("arp_interval", .number32),
        IFLA_BOND_ARP_IP_TARGET: ("arp_ip_target", .addresses),
        IFLA_BOND_ARP_VALIDATE: ("arp_validate", .number32),
        IFLA_BOND_ARP_ALL_TARGETS: ("arp_all_targets", .number32),
        IFLA_BOND_PRIMARY_RESELECT: ("primary_reselect", .number8),
        IFLA_BOND_FAIL_OVER_MAC: ("fail_over_mac", .number8),
        IFLA_BOND_XMIT_HASH_POLICY: ("xmit_hash_policy", .number8),
        IFLA_BOND_RESEND_IGMP: ("resend_igmp", .number32),
        IFLA_BOND_NUM_PEER_NOTIF: ("num_grat_arp", .number8),
        IFLA_BOND_ALL_SLAVES_ACTIVE: ("all_slaves_active", .number8),
        IFLA_BOND_MIN_LINKS: ("min_links", .number32),
        IFLA_BOND_LP_INTERVAL: ("lp_interval", .number32),
        IFLA_BOND_PACKETS_PER_SLAVE: ("packets_per_slave", .number32),
        IFLA_BOND_AD_LACP_RATE: ("lacp_rate", .number8),
        IFLA_BOND_AD_SELECT: ("ad_select", .number8),
        IFLA_BOND_AD_ACTOR_SYS_PRIO: ("ad_actor_sys_prio", .number16),
        IFLA_BOND_AD_USER_PORT_KEY: ("ad_user_port_key", .number16),
        IFLA_BOND_AD_ACTOR_SYSTEM: ("ad_actor_system", .mac),
        IFLA_BOND_TLB_DYNAMIC_LB: ("tlb_dynamic_lb", .number8),
        IFLA_BOND_PEER_NOTIF_DELAY: ("peer_notif_delay", .number32),
        IFLA_BOND_AD_LACP_ACTIVE: ("lacp_active", .number8),
        IFLA_BOND_MISSED_MAX: ("arp_missed_max", .number8),
        IFLA_BOND_NS_IP6_TARGET: ("ns_ip6_target", .addresses),
    ]

    /// The attribute that sets an option to a value, both as ``read(_:)`` returns them.
    ///
    /// - Returns: `nil` if there is no such option, and for lists of addresses.
    static func attribute(_ name: String, _ value: String) -> [UInt8]? {
        guard let (number, option) = known.first(where: { $0.value.name == name }) else { return nil }
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        let payload: [UInt8]? =
            switch option.form {
            case .number8: UInt8(value).map(bytes)
            case .number16: UInt16(value).map(bytes)
            case .number32: UInt32(value).map(bytes)
            case .mac: MACAddress(value)?.bytes
            case .addresses: nil
            }
        return payload.map { Request.attribute(number, $0) }
    }

    /// Reads an option's name, as in bonding.rst, and its value.
    ///
    /// The value is a number even where people write a word, a MAC address, or addresses in ascending order with
    /// commas.
    ///
    /// - Returns: `nil` for an attribute that is no option.
    static func read(_ attribute: Attribute) -> (name: String, value: String)? {
        guard let option = known[attribute.type] else { return nil }
        let payload = attribute.payload
        let value: String? =
            switch option.form {
            case .number8: payload.uint8.map { String($0) }
            case .number16: payload.uint16.map { String($0) }
            case .number32: payload.uint32.map { String($0) }
            case .mac: MACAddress(bytes: payload.array)?.description
            case .addresses:
                payload.attributes.compactMap { IPAddress(bytes: $0.payload.array) }.sorted { $0.bits < $1.bits }
                    .map(\.description).joined(separator: ",")
            }
        return value.map { (option.name, $0) }
    }
}
