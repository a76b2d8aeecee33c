import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

extension VerifiedKey {
    private static let nic = """
        {version: 1, ethernets: {enp2s0: {speed: 100, duplex: half, autoneg: true, wake-on-lan: [magic, phy],
          tx-queue-length: 500}}}
        """

    /// A value of each option that is no driver's default.
    static func value(of option: EthtoolOption) -> Int { option.form == .number ? 1 : option.form == .modes ? 40 : 1 }

    private static func word(_ option: EthtoolOption) -> String {
        switch option.form {
        case .flag: "true"
        case .number: "1"
        case .modes: "[rs, llrs]"
        }
    }

    static let drivers: [VerifiedKey] =
        EthtoolOption.all.map { option in
            VerifiedKey(
                "ethernets.ethtool.\(option.name)",
                "{version: 1, ethernets: {enp2s0: {ethtool: {\(option.name): \(word(option))}}}}", on: "enp2s0",
                "activate: its \(option.name) is \(option.form == .modes ? "auto" : option.text(0)), not \(option.text(value(of: option)))"
                    .replacing(option.features.isEmpty ? "!" : ", not on", with: "")
            ) { link in
                if option.features.isEmpty {
                    link.ethtool?[option.name] = option.form == .modes ? 2 : 0
                } else {
                    for feature in option.features { link.ethtool?["feature-\(feature)"] = 2 }
                }
            }
        } + [
            VerifiedKey("ethernets.speed", nic, on: "enp2s0", "reapply: its speed is 1000 Mb/s, not 100 Mb/s") {
                $0.ethtool?["speed"] = 1000
            },
            VerifiedKey("ethernets.duplex", nic, on: "enp2s0", "reapply: its duplex mode is full") {
                $0.ethtool?["duplex"] = 1
            },
            VerifiedKey("ethernets.autoneg", nic, on: "enp2s0", "reapply: autonegotiation is off") {
                $0.ethtool?["autoneg"] = 0
            },
            VerifiedKey(
                "ethernets.wake-on-lan", nic, on: "enp2s0", "reapply: its wake-on-lan is magic, not phy, magic"
            ) { $0.ethtool?["wake-on-lan"] = 64 },
            VerifiedKey("ethernets.tx-queue-length", nic, on: "enp2s0", "reapply: its tx-queue-length is 1000, not 500")
            {
                $0.queueLength = 1000
            },
        ]
}

@Suite struct `What a NIC's driver is told` {
    private static func spec(_ options: String) -> String { "{version: 1, ethernets: {enp2s0: {\(options)}}}" }

    private func mismatches(_ spec: String, _ change: (inout [String: Int]) -> Void) throws -> [String] {
        var host = try Host(applied: spec)
        try host.changeLink("enp2s0") { link in
            var driver = link.ethtool ?? [:]
            change(&driver)
            link.ethtool = driver
        }
        return Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live).map(\.text)
    }

    @Test func `a driver without the option is told, and one that was not asked is left alone`() throws {
        let spec = Self.spec("ethtool: {ring-rx: 512, feature-tso: true}, wake-on-lan: [magic]")
        #expect(
            try mismatches(spec) { $0 = [:] } == [
                "its driver has no feature-tso", "its driver has no ring-rx", "its driver has no wake-on-lan",
            ])
        var host = try Host(applied: spec)
        try host.changeLink("enp2s0") { $0.ethtool = nil }
        #expect(try host.plan(spec).isEmpty)
        #expect(try mismatches(Self.spec("wake-on-lan: []")) { $0["wake-on-lan"] = nil } == [])
    }

    @Test func `an option for several features asks for those that can be changed`() throws {
        let spec = Self.spec("ethtool: {feature-tso: true}")
        #expect(try mismatches(spec) { $0["feature-tx-tcp-mangleid-segmentation"] = 0 } == [])
        #expect(try mismatches(spec) { $0["feature-tx-tcp6-segmentation"] = 2 } == ["its feature-tso is off"])
        let fixed = Self.spec("ethtool: {feature-lro: true}")
        #expect(
            try mismatches(fixed) { $0["feature-rx-lro"] = 0 } == [
                "its feature-lro is off, and its driver does not change that"
            ])
        #expect(try mismatches(fixed) { $0["feature-rx-lro"] = 1 } == [])
    }

    @Test func `an option for one feature wins`() throws {
        let spec = Self.spec("ethtool: {feature-tso: true, feature-tx-tcp6-segmentation: false}")
        #expect(
            try mismatches(spec) {
                $0["feature-tx-tcp6-segmentation"] = 2
                $0["feature-tx-tcp-segmentation"] = 3
            } == [])
        #expect(
            try mismatches(spec) { $0["feature-tx-tcp6-segmentation"] = 3 } == [
                "its feature-tx-tcp6-segmentation is on"
            ])
    }

    @Test func `without a carrier neither speed nor duplex mode is known`() throws {
        let spec = Self.spec("speed: 100, duplex: half")
        #expect(
            try mismatches(spec) {
                $0["speed"] = nil
                $0["duplex"] = 1
            } == [])
        #expect(try mismatches(spec) { $0["autoneg"] = 1 } == ["autonegotiation is on"])
    }

    @Test
    func `what is taken out of the spec goes by a new activation, where NetworkManager remembers what was before`()
        throws
    {
        for (options, activation) in [
            ("ethtool: {feature-tso: false}", Step.Activation.activate), ("speed: 100, duplex: half", .activate),
            ("wake-on-lan: [magic]", .reapply), ("lldp: true", .reapply), ("tx-queue-length: 9", .reapply),
        ] {
            let host = try Host(applied: Self.spec("mtu: 1500, \(options)"))
            let step = try #require(try host.plan(Self.spec("mtu: 1500")).steps.first)
            #expect(step.activation == activation, "\(options)")
        }
        let host = try Host(applied: Self.spec("mtu: 1500"))
        let step = try #require(try host.plan(Self.spec("mtu: 1500, speed: 100, duplex: half")).steps.first)
        #expect(step.activation == .reapply)
    }

    @Test func `a spec that only uses the NIC leaves its driver as it is`() throws {
        let host = try Host(
            applied: Self.spec("ethtool: {ring-rx: 512}, tx-queue-length: 9, lldp: true, speed: 100, duplex: half"))
        let plan = try host.plan("{version: 1, bridges: {br0: {ports: [enp2s0]}}}")
        let settings = try #require(plan.steps.first { $0.interface.text == "enp2s0" }).profile.settings
        #expect(settings["ethtool"] == ["ring-rx": .uint32(512)])
        #expect(settings["link"] == ["tx-queue-length": .int64(9)])
        #expect(settings["connection"]?["lldp"] == .int32(1) && settings["802-3-ethernet"]?["speed"] == .uint32(100))
    }

    @Test func `what an older NetworkManager lacks is refused by the spec's words`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.live.manager = NMVersion(1, 42, 4)
        let misfit = #expect(throws: Misfit.self) {
            try host.plan(Self.spec("ethtool: {channels-rx: 2, fec-mode: rs, ring-rx: 512}, tx-queue-length: 9"))
        }
        #expect(
            misfit?.refusals.map(\.text) == [
                "enp2s0: `ethtool channels-rx` needs NetworkManager 1.46; this host has 1.42.4.",
                "enp2s0: `ethtool fec-mode` needs NetworkManager 1.52; this host has 1.42.4.",
                "enp2s0: `link.tx-queue-length` needs NetworkManager 1.44; this host has 1.42.4.",
            ])
        #expect(misfit?.refusals.last?.keys == ["link", "tx-queue-length"])
        let functions = #expect(throws: Misfit.self) {
            try host.plan(Self.spec("sriov: {vfs: 1, eswitch-mode: switchdev, eswitch-encap-mode: basic}"))
        }
        #expect(
            functions?.refusals.map { "\($0.keys) \($0.text)" } == [
                "[\"eswitch-encap-mode\"] enp2s0: `eswitch-encap-mode` needs NetworkManager 1.46; this host has 1.42.4.",
                "[\"eswitch-mode\"] enp2s0: `eswitch-mode` needs NetworkManager 1.46; this host has 1.42.4.",
            ])
    }

    @Test func `what the NIC's switch between functions is told goes by NetworkManager's numbers`() throws {
        let host = try Host(nics: ["enp2s0"])
        let plan = try host.plan(
            Self.spec(
                "sriov: {vfs: 1, eswitch-mode: switchdev, eswitch-inline-mode: transport, eswitch-encap-mode: none}"))
        #expect(
            try #require(plan.steps.first).profile.settings["sriov"] == [
                "total-vfs": .uint32(1), "eswitch-mode": .int32(1), "eswitch-inline-mode": .int32(3),
                "eswitch-encap-mode": .int32(0),
            ])
    }
}
