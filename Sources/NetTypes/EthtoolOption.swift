/// An option of a NIC's driver, by the name that NetworkManager's setting `ethtool` has for it.
package struct EthtoolOption: Hashable, Sendable {
    package let name: String
    package let form: Form
    /// The version of NetworkManager that introduced the option; `nil` where every version that this program works with has
    /// it.
    package let needs: NMVersion?

    /// What a value is; all of them are numbers here.
    package enum Form: Hashable, Sendable {
        /// Off, or on as 1.
        case flag
        case number
        /// Modes, a bit for each, of which the driver may choose one.
        case modes
    }

    /// The modes of forward error correction with their bits (`ETHTOOL_FEC_…` of linux/ethtool.h).
    package static let modes: [(word: String, bit: Int)] = [
        ("auto", 2), ("off", 4), ("rs", 8), ("baser", 16), ("llrs", 32),
    ]

    /// Every option, in the order of their groups.
    package static let all: [EthtoolOption] = table.flatMap { group, form, needs, names in
        names.split(separator: " ").map { EthtoolOption(name: "\(group)-\($0)", form: form, needs: needs) }
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> EthtoolOption? { byName[name] }

    /// The kernel's names of the features that the option switches (`_ethtool_feature_infos` in NetworkManager's
    /// nmp-ethtool-ioctl.c); none for an option that is no feature.
    package var features: [String] {
        guard name.hasPrefix("feature-") else { return [] }
        let name = String(name.dropFirst("feature-".count))
        return Self.aliases[name]?.split(separator: " ").map(String.init) ?? [name]
    }

    private static let aliases = [
        "sg": "tx-scatter-gather tx-scatter-gather-fraglist",
        "tso": "tx-tcp-segmentation tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation",
        "tx": "tx-checksum-ipv4 tx-checksum-ip-generic tx-checksum-ipv6 tx-checksum-fcoe-crc tx-checksum-sctp",
        "gro": "rx-gro", "gso": "tx-generic-segmentation", "lro": "rx-lro", "ntuple": "rx-ntuple-filter",
        "rx": "rx-checksum", "rxhash": "rx-hashing", "rxvlan": "rx-vlan-hw-parse", "txvlan": "tx-vlan-hw-insert",
    ]

    private static let table: [(group: String, form: Form, needs: NMVersion?, names: String)] = [
        (
            "feature", .flag, nil,
            """
            gro gso lro ntuple rx rxhash rxvlan sg tso tx txvlan \
            esp-hw-offload esp-tx-csum-hw-offload fcoe-mtu highdma hw-tc-offload l2-fwd-offload loopback rx-all rx-fcs \
            rx-gro-hw rx-udp_tunnel-port-offload rx-vlan-filter rx-vlan-stag-filter rx-vlan-stag-hw-parse tls-hw-record \
            tls-hw-tx-offload tx-checksum-fcoe-crc tx-checksum-ip-generic tx-checksum-ipv4 tx-checksum-ipv6 \
            tx-checksum-sctp tx-esp-segmentation tx-fcoe-segmentation tx-gre-csum-segmentation tx-gre-segmentation \
            tx-gso-partial tx-gso-robust tx-ipxip4-segmentation tx-ipxip6-segmentation tx-nocache-copy \
            tx-scatter-gather tx-scatter-gather-fraglist tx-sctp-segmentation tx-tcp-ecn-segmentation \
            tx-tcp-mangleid-segmentation tx-tcp-segmentation tx-tcp6-segmentation tx-udp-segmentation \
            tx-udp_tnl-csum-segmentation tx-udp_tnl-segmentation tx-vlan-stag-hw-insert
            """
        ),
        (
            "feature", .flag, NMVersion(1, 30),
            """
            macsec-hw-offload rx-gro-list rx-udp-gro-forwarding tls-hw-rx-offload tx-gso-list \
            tx-tunnel-remcsum-segmentation
            """
        ),
        (
            "coalesce", .number, NMVersion(1, 26),
            """
            adaptive-rx adaptive-tx pkt-rate-high pkt-rate-low rx-frames rx-frames-high rx-frames-irq rx-frames-low rx-usecs \
            rx-usecs-high rx-usecs-irq rx-usecs-low sample-interval stats-block-usecs tx-frames tx-frames-high tx-frames-irq \
            tx-frames-low tx-usecs tx-usecs-high tx-usecs-irq tx-usecs-low
            """
        ),
        ("ring", .number, NMVersion(1, 26), "rx rx-jumbo rx-mini tx"),
        ("pause", .flag, NMVersion(1, 32), "autoneg rx tx"),
        ("channels", .number, NMVersion(1, 46), "combined other rx tx"),
        ("eee", .flag, NMVersion(1, 46), "enabled"),
        ("fec", .modes, NMVersion(1, 52), "mode"),
    ]

    /// A value as the spec has it.
    package func text(_ value: Int) -> String {
        switch form {
        case .flag: value == 0 ? "off" : "on"
        case .number: String(value)
        case .modes: Self.modes.filter { value & $0.bit != 0 }.map(\.word).joined(separator: ", ")
        }
    }
}
