import NetTypes
import OrderedCollections

/// The rules for bonds: options that the mode refuses or ignores, or that contradict each other.
///
/// Source: `verify()` in NetworkManager's `nm-setting-bond.c`, and the kernel's Documentation/networking/bonding.rst
/// for what the kernel accepts without effect.
struct BondRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            guard let bond = spec.bond else { continue }
            ports(bond, spec)
            if let mode = bond.mode {
                modes(bond, mode)
                primary(bond, mode, spec)
                portOptions(bond, mode)
            }
            monitoring(bond)
            contradictions(bond)
            ownMAC(bond)
        }
    }

    // MARK: Ports

    private func ports(_ bond: BondSpec, _ spec: InterfaceSpec) {
        guard !spec.broken.contains("ports") else { return }
        if bond.ports.isEmpty {
            problems.warning(
                .bondWithoutPorts, "the bond `\(spec.name)` has no ports and will have no carrier", at: spec.span,
                help: "write for example `ports: [enp2s0, enp3s0]`")
        } else if bond.ports.count == 1 {
            problems.note(
                .bondOnePort, "the bond `\(spec.name)` has one port: a second can be added later without a break",
                at: bond.ports[0].span)
        }
    }

    private func primary(_ bond: BondSpec, _ mode: Located<BondMode>, _ spec: InterfaceSpec) {
        guard let primary = bond.primary else { return }
        let modes: [BondMode] = [.activeBackup, .balanceTLB, .balanceALB]
        if !modes.contains(mode.value) {
            refused("primary", at: primary.span, mode, by: modes)
        } else if !spec.broken.contains("ports"), !bond.ports.contains(where: { $0.value == primary.value }) {
            let names = bond.ports.map(\.value.text)
            problems.error(
                .primaryNotPort, "the primary `\(primary.value)` is not a port of `\(spec.name)`", at: primary.span,
                help: "write one of the ports"
                    + (names.isEmpty ? "" : " (\(names.prefix(8).joined(separator: ", ")))") + ", or add it to them")
        }
    }

    /// Checks what the kernel takes of ports: priorities in the modes with one active port, and each queue for one port.
    ///
    /// Source: `BOND_OPT_PRIO` and `bond_option_queue_id_set` in drivers/net/bonding/bond_options.c;
    /// `bond_should_override_tx_queue` in include/net/bonding.h.
    private func portOptions(_ bond: BondSpec, _ mode: Located<BondMode>) {
        let modes: [BondMode] = [.activeBackup, .balanceTLB, .balanceALB]
        var queues: [Int: Span] = [:]
        for port in bond.portSpecs {
            if let priority = port.priority, priority.value != 0, !modes.contains(mode.value) {
                refused("priority", at: priority.span, mode, by: modes)
            }
            guard let queue = port.queueID, queue.value != 0 else { continue }
            if ![.activeBackup, .balanceRR].contains(mode.value) {
                problems.warning(
                    .bondOptionIgnored, "`queue-id` has no effect in mode \(mode.value.rawValue)", at: queue.span,
                    help: "remove it; it matters in \(Self.list([.balanceRR, .activeBackup]))")
            }
            guard let first = queues.updateValue(queue.span, forKey: queue.value) else { continue }
            problems.error(
                .bondOptionConflict, "two ports of one bond have the `queue-id` \(queue.value)", at: queue.span,
                help: "give each port a number of its own, or none", related: [(first, "the other is here")])
        }
    }

    // MARK: Modes

    private static let arpModes: [BondMode] = [.balanceRR, .activeBackup, .balanceXOR, .broadcast]

    /// The modes in which each of these options is allowed: in others NetworkManager or the kernel refuses it, or
    /// NetworkManager drops it.
    private static let refusing: [String: [BondMode]] = [
        "ad_actor_sys_prio": [.lacp], "ad_actor_system": [.lacp], "ad_user_port_key": [.lacp], "ad_select": [.lacp],
        "lacp_rate": [.lacp], "lacp_active": [.lacp],
        "arp_interval": arpModes, "arp_ip_target": arpModes, "arp_validate": arpModes, "arp_missed_max": arpModes,
        "ns_ip6_target": arpModes,
        "packets_per_slave": [.balanceRR],
        "tlb_dynamic_lb": [.balanceTLB, .balanceALB],
        "balance-slb": [.balanceXOR],
    ]

    /// The modes in which each of these options matters; every mode accepts it.
    private static let ignoring: [String: [BondMode]] = [
        "xmit_hash_policy": [.balanceXOR, .lacp, .balanceTLB],
        "primary_reselect": [.activeBackup, .balanceTLB, .balanceALB],
        "fail_over_mac": [.activeBackup],
        "num_grat_arp": [.activeBackup], "num_unsol_na": [.activeBackup],
        "min_links": [.lacp],
        "lp_interval": [.balanceTLB, .balanceALB],
        "resend_igmp": [.activeBackup, .balanceTLB, .balanceALB],
    ]

    private func modes(_ bond: BondSpec, _ mode: Located<BondMode>) {
        for (name, option) in bond.options {
            if let modes = Self.refusing[name], !modes.contains(mode.value) {
                refused(name, at: option.key, mode, by: modes)
            } else if let modes = Self.ignoring[name], !modes.contains(mode.value) {
                problems.warning(
                    .bondOptionIgnored, "`\(name)` has no effect in mode \(mode.value.rawValue)", at: option.key,
                    help: "remove it; it matters in \(Self.list(modes))")
            }
        }
    }

    private func refused(_ name: String, at span: Span, _ mode: Located<BondMode>, by modes: [BondMode]) {
        problems.error(
            .bondOptionRefused, "mode \(mode.value.rawValue) has no `\(name)`", at: span,
            help: "remove it, or choose another mode: it belongs to \(Self.list(modes))",
            related: [(mode.span, "the mode is here")])
    }

    private static func list(_ modes: [BondMode]) -> String {
        let names = modes.map(\.rawValue)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    // MARK: Link monitoring

    private func monitoring(_ bond: BondSpec) {
        let refusesARP = bond.mode.map { !Self.arpModes.contains($0.value) } ?? true
        // Where the mode refuses ARP monitoring, another rule has reported it.
        let arp = refusesARP ? 0 : bond.number("arp_interval", default: 0)
        // NetworkManager's default, unless ARP watches the links.
        let miimon = bond.number("miimon", default: arp > 0 ? 0 : 100)
        if arp > 0, miimon > 0, let first = bond.options["miimon"], let second = bond.options["arp_interval"] {
            conflict(
                "`miimon` and `arp_interval` both watch the links", second,
                help: "keep `miimon`, which sees the link itself; `arp_interval` is for links that stay up when the way"
                    + " beyond them is cut", other: first)
        }
        if arp > 0, bond.lacks("arp_ip_target"), bond.lacks("ns_ip6_target"), let option = bond.options["arp_interval"]
        {
            conflict(
                "`arp_interval` needs someone to ask", option,
                help: "write for example `arp_ip_target: [10.0.100.1]`, the router of the network")
        }
        if arp == 0, !refusesARP, !bond.brokenOptions.contains("arp_interval") {
            for name in ["arp_ip_target", "ns_ip6_target", "arp_validate"] {
                guard let option = bond.options[name], option.value.value != "none" else { continue }
                conflict("`\(name)` needs `arp_interval`", option, help: "write for example `arp_interval: 1000`")
            }
        }
        if arp == 0, miimon == 0, let option = bond.options["miimon"] {
            problems.warning(
                .bondUnwatched, "with `miimon: 0` nothing notices when a link of the bond fails", at: option.key,
                help: "write `miimon: 100`")
        }
        delays(bond, miimon: miimon)
    }

    private func delays(_ bond: BondSpec, miimon: Int) {
        for name in ["updelay", "downdelay", "peer_notif_delay"] {
            guard let option = bond.options[name], let delay = Int(option.value.value), delay > 0 else { continue }
            if miimon == 0, !bond.brokenOptions.contains("miimon") {
                conflict(
                    "`\(name)` needs `miimon`", option, help: "write for example `miimon: 100`",
                    other: bond.options["miimon"])
            } else if miimon > 0, delay % miimon != 0 {
                let rounded = delay / miimon * miimon
                if name == "peer_notif_delay" {
                    conflict(
                        "`peer_notif_delay` must be a multiple of `miimon` (\(miimon))", option,
                        help: "write `peer_notif_delay: \(rounded + miimon)`")
                } else {
                    problems.warning(
                        .bondDelay,
                        "`\(name)` is not a multiple of `miimon` (\(miimon)): the kernel makes it \(rounded)",
                        at: option.value.span, help: "write `\(name): \(rounded > 0 ? rounded : miimon)`")
                }
            }
        }
    }

    // MARK: Contradictions

    private func contradictions(_ bond: BondSpec) {
        if let first = bond.options["num_grat_arp"], let second = bond.options["num_unsol_na"],
            first.value.value != second.value.value
        {
            conflict(
                "`num_grat_arp` and `num_unsol_na` are one option with two names, and differ", second,
                help: "remove one of them", other: first)
        }
        if bond.number("balance-slb", default: 0) > 0, let slb = bond.options["balance-slb"],
            let policy = bond.options["xmit_hash_policy"], policy.value.value != "vlan+srcmac"
        {
            conflict(
                "`balance-slb` needs `xmit_hash_policy: vlan+srcmac`", policy, help: "write `vlan+srcmac`, or nothing",
                other: slb)
        }
    }

    /// Reports a MAC address that NetworkManager cannot set, because of which the bond would not come up.
    ///
    /// With `fail_over_mac` the bond has the address of the port that carries its traffic, and accepts no other
    /// (`bond_set_mac_address` in the kernel).
    private func ownMAC(_ bond: BondSpec) {
        let given =
            bond.mac.map { ("mac", "\($0.value)", $0.span) }
            ?? bond.macSource.map { ("copy-mac-from", "that of `\($0.value)`", $0.span) }
        guard let (key, mac, span) = given, bond.mode?.value == .activeBackup,
            let option = bond.options["fail_over_mac"], option.value.value != "none"
        else { return }
        problems.error(
            .bondMACNotSet,
            "with `fail_over_mac: \(option.value.value)` the bond has a MAC address of its ports, and cannot be given"
                + " \(mac)", at: span,
            help: "remove `\(key)`, or remove `fail_over_mac`: without it all ports get this address",
            related: [(option.key, "`fail_over_mac` is here")])
    }

    private func conflict(_ message: String, _ option: BondSpec.Option, help: String, other: BondSpec.Option? = nil) {
        problems.error(
            .bondOptionConflict, message, at: option.key, help: help,
            related: other.map { [($0.key, "the other is here")] } ?? [])
    }
}
