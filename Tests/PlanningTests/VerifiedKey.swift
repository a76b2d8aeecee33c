import Host
import NetTypes
import OrderedCollections
import Planning
import Testing
import Topology

/// A key that is read back, and a host on which its value is another one than in the spec.
struct VerifiedKey: CustomTestStringConvertible {
    let key: String
    let spec: String
    /// `interface remedy: clause` of each mismatch.
    let expected: [String]
    /// No plan can be made for a host like that.
    var isMisfit = false
    let spoil: @Sendable (inout Host) throws -> Void

    var testDescription: String { key }

    init(
        _ key: String, _ spec: String, _ expected: [String], isMisfit: Bool = false,
        _ spoil: @escaping @Sendable (inout Host) throws -> Void
    ) {
        self.key = key
        self.spec = spec
        self.expected = expected
        self.isMisfit = isMisfit
        self.spoil = spoil
    }

    /// One that a single link shows.
    init(
        _ key: String, _ spec: String, on name: String, _ expected: String,
        _ spoil: @escaping @Sendable (inout LiveLink) throws -> Void
    ) {
        self.init(key, spec, ["\(name) \(expected)"]) { try $0.changeLink(name, spoil) }
    }

    static let all =
        ethernets + drivers + bonds + bondOptions + vlans + bridges + bridgeOptions + dummies + veths + vxlans + vrfs
        + macvlans + tunnels + ipvlans + hsrs + macsecs + openVSwitch + layer3 + rules + addressing

    // MARK: NICs

    private static let nic = """
        {version: 1, ethernets: {enp2s0: {mtu: 9000, sriov: {vfs: 2, vf: {
          0: {mac: "52:54:00:15:81:c0", vlan: 200, trust: true, spoofcheck: false,
          min-tx-rate: 500, max-tx-rate: 4000}}}}}}
        """

    private static func function(
        _ key: String, _ expected: String, _ spoil: @escaping @Sendable (inout LiveLink.VirtualFunctionState) -> Void
    ) -> VerifiedKey {
        VerifiedKey("ethernets.sriov.vf.\(key)", nic, on: "enp2s0", "activate: \(expected)") { link in
            var functions = try #require(link.virtualFunctions)
            spoil(&functions[0])
            link.virtualFunctions = functions
        }
    }

    private static let ethernets: [VerifiedKey] = [
        VerifiedKey("ethernets.mtu", nic, on: "enp2s0", "reapply: its MTU is 1500, not 9000") { $0.mtu = 1500 },
        VerifiedKey(
            "ethernets.sriov.vfs", nic, on: "enp2s0", "activate: it has 1 virtual functions, not 2"
        ) { $0.virtualFunctionCount = 1 },
        function("mac", "the MAC address of virtual function 0 is 02:00:00:00:00:07, not 52:54:00:15:81:C0") {
            $0.mac = MACAddress("02:00:00:00:00:07")
        },
        function("vlan", "the VLAN of virtual function 0 is none, not 200") { $0.vlan = 0 },
        function("trust", "trust of virtual function 0 is off") { $0.isTrusted = false },
        function("spoofcheck", "the spoofing check of virtual function 0 is on") { $0.checksSpoofing = true },
        function("min-tx-rate", "the min-tx-rate of virtual function 0 is none, not 500 Mb/s") { $0.minimumRate = 0 },
        function("max-tx-rate", "the max-tx-rate of virtual function 0 is 1 Mb/s, not 4000 Mb/s") {
            $0.maximumRate = 1
        },
        VerifiedKey(
            "ethernets.mac", "{version: 1, ethernets: {enp2s0: {mac: \"52:54:00:00:00:00\"}}}",
            ["enp2s0 activate: there is no such link"], isMisfit: true
        ) { $0.live.links = [:] },
        VerifiedKey(
            "ethernets.path", "{version: 1, ethernets: {enp2s0: {path: \"pci-0000:02:00.0\"}}}",
            ["enp2s0 activate: there is no such link"], isMisfit: true
        ) { $0.live.links = [:] },
    ]

    // MARK: Bonds

    private static let bond = """
        {version: 1, bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, primary: enp3s0, mtu: 9000,
          mac: "52:54:00:aa:00:01"}}}
        """

    private static let ports = """
        {version: 1, bonds: {bond0: {mode: active-backup, ports: {enp2s0: {priority: -5}, enp3s0: {queue-id: 2}}}}}
        """

    private static let bonds: [VerifiedKey] = [
        VerifiedKey("bonds.ports", bond, on: "enp2s0", "activate: it is a port of nothing, not of bond0") {
            $0.controller = nil
        },
        VerifiedKey("bonds.mode", bond, on: "bond0", "activate: its mode is balance-xor, not active-backup") { link in
            link.bond = .init(mode: "balance-xor", activePort: nil, partner: nil)
        },
        VerifiedKey("bonds.primary", bond, on: "bond0", "reapply: its primary is enp2s0, not enp3s0") {
            $0.bond?.primary = try InterfaceName("enp2s0")
        },
        VerifiedKey(
            "bonds.mac", bond, on: "bond0", "activate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:AA:00:01"
        ) { $0.mac = MACAddress("52:54:00:aa:00:99") },
        VerifiedKey(
            "bonds.copy-mac-from",
            """
            {version: 1, ethernets: {enp2s0: {mac: "52:54:00:00:00:00"}},
              bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, copy-mac-from: enp2s0}}}
            """, on: "bond0", "activate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:00:00:00"
        ) { $0.mac = MACAddress("52:54:00:aa:00:99") },
        VerifiedKey("bonds.ports.priority", ports, on: "enp2s0", "activate: its port priority is 0, not -5") {
            $0.bondPort?.priority = 0
        },
        VerifiedKey("bonds.ports.queue-id", ports, on: "enp3s0", "activate: its queue ID is 3, not 2") {
            $0.bondPort?.queueID = 3
        },
        VerifiedKey("bonds.mtu", bond, on: "bond0", "reapply: its MTU is 1500, not 9000") { $0.mtu = 1500 },
    ]

    private static func option(
        _ name: String, _ value: String, mode: String, with others: String = "", live: String, _ expected: String
    ) -> VerifiedKey {
        let kernelName = name == "num_unsol_na" ? "num_grat_arp" : name == "balance-slb" ? "xmit_hash_policy" : name
        return VerifiedKey(
            "bonds.options.\(name)",
            "{version: 1, bonds: {bond0: {ports: [enp2s0], mode: \(mode), options: {\(name): \(value)\(others)}}}}",
            on: "bond0", expected
        ) { $0.bond?.options?[kernelName] = live }
    }

    private static let bondOptions: [VerifiedKey] = {
        let arp = ", arp_interval: 1000, arp_ip_target: [10.0.0.1]"
        func backup(_ name: String, _ value: String, _ live: String, _ expected: String, _ others: String = "")
            -> VerifiedKey
        { option(name, value, mode: "active-backup", with: others, live: live, expected) }
        func lacp(_ name: String, _ value: String, _ live: String, _ expected: String) -> VerifiedKey {
            option(name, value, mode: "802.3ad", live: live, expected)
        }
        return [
            backup("miimon", "50", "100", "reapply: its miimon is 100, not 50"),
            backup("updelay", "200", "0", "reapply: its updelay is 0, not 200"),
            backup("downdelay", "200", "0", "reapply: its downdelay is 0, not 200"),
            backup(
                "arp_interval", "1000", "0", "reapply: its arp_interval is 0, not 1000",
                ", arp_ip_target: [10.0.0.1]"),
            backup(
                "arp_ip_target", "[10.0.0.2, 10.0.0.1]", "10.0.0.1",
                "reapply: its arp_ip_target is 10.0.0.1, not 10.0.0.1,10.0.0.2", ", arp_interval: 1000"),
            backup("arp_validate", "all", "0", "reapply: its arp_validate is none, not all", arp),
            backup("arp_all_targets", "all", "0", "reapply: its arp_all_targets is any, not all", arp),
            backup("arp_missed_max", "5", "2", "activate: its arp_missed_max is 2, not 5", arp),
            backup(
                "ns_ip6_target", "[\"2001:db8::1\"]", "", "activate: its ns_ip6_target is nothing, not 2001:db8::1",
                ", arp_interval: 1000"),
            VerifiedKey(
                "bonds.options.primary",
                "{version: 1, bonds: {bond0: {ports: [enp2s0], mode: active-backup, options: {primary: enp2s0}}}}",
                on: "bond0", "reapply: its primary is none, not enp2s0"
            ) { $0.bond?.primary = nil },
            backup("primary_reselect", "better", "0", "reapply: its primary_reselect is always, not better"),
            backup("fail_over_mac", "active", "0", "activate: its fail_over_mac is none, not active"),
            backup("use_carrier", "0", "1", "reapply: its use_carrier is 1, not 0"),
            lacp("xmit_hash_policy", "layer3+4", "0", "reapply: its xmit_hash_policy is layer2, not layer3+4"),
            backup("resend_igmp", "3", "1", "reapply: its resend_igmp is 1, not 3"),
            lacp("lacp_rate", "fast", "0", "activate: its lacp_rate is slow, not fast"),
            lacp("lacp_active", "\"off\"", "1", "activate: its lacp_active is on, not off"),
            lacp("ad_select", "count", "0", "activate: its ad_select is stable, not count"),
            lacp("ad_actor_sys_prio", "7", "65535", "reapply: its ad_actor_sys_prio is 65535, not 7"),
            lacp(
                "ad_actor_system", "\"02:00:00:00:00:01\"", "00:00:00:00:00:00",
                "reapply: its ad_actor_system is 00:00:00:00:00:00, not 02:00:00:00:00:01"),
            lacp("ad_user_port_key", "5", "0", "activate: its ad_user_port_key is 0, not 5"),
            backup("all_slaves_active", "1", "0", "reapply: its all_slaves_active is 0, not 1"),
            option(
                "balance-slb", "1", mode: "balance-xor", live: "0",
                "reapply: its xmit_hash_policy is layer2, not vlan+srcmac"),
            lacp("min_links", "1", "0", "reapply: its min_links is 0, not 1"),
            backup("num_grat_arp", "3", "1", "reapply: its num_grat_arp is 1, not 3"),
            backup("num_unsol_na", "3", "1", "reapply: its num_grat_arp is 1, not 3"),
            option(
                "packets_per_slave", "5", mode: "balance-rr", live: "1",
                "reapply: its packets_per_slave is 1, not 5"),
            backup("peer_notif_delay", "200", "0", "activate: its peer_notif_delay is 0, not 200"),
            option(
                "tlb_dynamic_lb", "0", mode: "balance-tlb", live: "1", "activate: its tlb_dynamic_lb is 1, not 0"),
            option("lp_interval", "5", mode: "balance-tlb", live: "1", "reapply: its lp_interval is 1, not 5"),
        ]
    }()

    // MARK: VLANs

    private static let vlan = """
        {version: 1, vlans: {v: {parent: enp2s0, id: 7, protocol: 802.1ad, mtu: 1400,
          ingress-priority-map: ["2:5"], egress-priority-map: ["5:2"]}}}
        """

    private static func tag(_ change: (inout LiveLink.VLANTag) -> Void) -> LiveLink.VLANTag {
        var tag = LiveLink.VLANTag(id: 7, etherType: 0x88a8)
        tag.flags = 1
        tag.ingressPriorities = [2: 5]
        tag.egressPriorities = [5: 2]
        change(&tag)
        return tag
    }

    private static let old =
        ": NetworkManager before 1.46.6, 1.48.16, 1.50.2 and 1.52 cannot set it on a Linux since 6.8, nor on the stable"
        + " ones since January 2024"

    private static let vlans: [VerifiedKey] = [
        VerifiedKey("vlans.parent", vlan, on: "v", "activate: its parent is enp3s0, not enp2s0") {
            $0.parent = try InterfaceName("enp3s0")
        },
        VerifiedKey("vlans.id", vlan, on: "v", "activate: its VLAN ID is 8, not 7") { link in
            var tag = LiveLink.VLANTag(id: 8, etherType: 0x88a8)
            tag.flags = 1
            link.vlan = tag
        },
        VerifiedKey("vlans.protocol", vlan, on: "v", "activate: its tag is not 802.1ad") {
            $0.vlan = .init(id: 7, etherType: 0x8100)
        },
        VerifiedKey("vlans.mtu", vlan, on: "v", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
        VerifiedKey(
            "vlans.ingress-priority-map", vlan, on: "v", "activate: its ingress-priority-map is empty, not 2:5\(old)"
        ) { $0.vlan = tag { $0.ingressPriorities = [:] } },
        VerifiedKey(
            "vlans.egress-priority-map", vlan, on: "v", "activate: its egress-priority-map is 5:3, not 5:2\(old)"
        ) { $0.vlan = tag { $0.egressPriorities = [5: 3] } },
    ]
}

extension Host {
    /// With what the kernel has of virtual functions, udev of paths, and the network of addresses.
    func ready(_ spec: String) throws -> Host {
        var host = self
        for interface in try topology(spec).interfaces.values {
            guard case .ethernet(let nic) = interface.kind else { continue }
            for (layer3, text) in [(interface.ipv4, "10.5.0.9/24"), (interface.ipv6, "2001:db8:5::9/64")]
            where layer3.method == .auto || layer3.method == .dhcp {
                let prefix = try #require(IPPrefix(text))
                try host.changeLink(interface.name.text) {
                    $0.addresses.append(.init(prefix: prefix, isTentative: false, isDuplicate: false))
                }
            }
            if interface.ipv6.method == .linkLocal {
                // Made from 52:54:00:00:00:00.
                let prefix = try #require(IPPrefix("fe80::5054:ff:fe00:0/64"))
                try host.changeLink(interface.name.text) {
                    $0.addresses.append(.init(prefix: prefix, isTentative: false, isDuplicate: false))
                }
            }
            if interface.ipv6.token != nil {
                try host.changeLink(interface.name.text) { link in
                    var temporary = try VerifiedKey.dynamic("2001:db8:5::77/64")
                    temporary.isTemporary = true
                    link.addresses = [try VerifiedKey.dynamic("2001:db8:5::10/64"), temporary]
                }
            }
            if let path = nic.path {
                let active = host.live.device(interface.name)?.activeUUID
                host.setDevice(interface.name.text, active: active, hardwarePath: path)
            }
            guard let sriov = nic.sriov else { continue }
            try host.changeLink(interface.name.text) { link in
                link.virtualFunctionCount = sriov.count
                link.virtualFunctions = (0..<sriov.count).map { index in
                    var function = LiveLink.VirtualFunctionState(index: index)
                    function.mac = sriov.functions[index]?.mac
                    function.vlan = sriov.functions[index]?.vlan?.number ?? 0
                    function.isTrusted = sriov.functions[index]?.isTrusted
                    function.checksSpoofing = sriov.functions[index]?.checksSpoofing
                    function.minimumRate = sriov.functions[index]?.minimumRate
                    function.maximumRate = sriov.functions[index]?.maximumRate
                    return function
                }
            }
        }
        return host
    }
}
