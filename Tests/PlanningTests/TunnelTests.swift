import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

private let overlay = """
    {version: 1, ethernets: {enp2s0: {mtu: 1600, addresses: [10.0.0.2/24]}}, vxlans: {v: {id: 7, parent: enp2s0,
      local: 10.0.0.2, remote: 10.0.0.3, port: 4790, ttl: 9, learning: false, mtu: 1400}}}
    """
private let tunnel = """
    {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24]}}, tunnels: {t: {mode: gretap, parent: enp2s0,
      local: 10.0.0.2, remote: 10.0.0.3, key: 5, ttl: 9, mtu: 1400}}}
    """
private let beside = """
    {version: 1, ethernets: {enp2s0: {mtu: 1600}}, macvlans: {m: {parent: enp2s0, mode: passthru, promiscuous: false,
      mac: "52:54:00:aa:00:02", mtu: 1400}, p: {parent: enp3s0, tap: true}}}
    """
private let shared = """
    {version: 1, ethernets: {enp2s0: {mtu: 1600}}, ipvlans: {i: {parent: enp2s0, mode: l3s, flag: vepa, mtu: 1400}}}
    """
private let ring = """
    {version: 1, hsrs: {h: {port1: enp2s0, port2: enp3s0, prp: true, multicast-spec: 45, addresses: [10.5.0.2/24]}}}
    """
private let redBox = """
    {version: 1, hsrs: {h: {port1: enp2s0, port2: enp3s0, interlink: enp4s0, addresses: [10.5.0.2/24]}}}
    """
private let secret = """
    {version: 1, macsecs: {s: {parent: enp2s0, mka-ckn: "0011", mka-cak-file: /k, port: 3, validation: check, encrypt: false, offload: mac,
      mtu: 1400}}}
    """

extension VerifiedKey {
    static let vxlans: [VerifiedKey] = [
        row("vxlans.id", "its VXLAN ID is 8, not 7") { $0.id = 8 },
        VerifiedKey("vxlans.parent", overlay, on: "v", "recreate: its parent is none, not enp2s0") { $0.parent = nil },
        row("vxlans.local", "its local address is none, not 10.0.0.2") { $0.local = nil },
        row("vxlans.remote", "its remote address is 10.0.0.4, not 10.0.0.3") { $0.remote = IPAddress("10.0.0.4") },
        row("vxlans.port", "its port is 8472, not 4790") { $0.port = 8472 },
        row("vxlans.ttl", "its TTL is 0, not 9") { $0.ttl = 0 },
        row("vxlans.learning", "it learns addresses") { $0.isLearning = true },
        VerifiedKey("vxlans.mtu", overlay, on: "v", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
    ]

    static let tunnels: [VerifiedKey] = [
        VerifiedKey(
            "tunnels.mode", tunnel, on: "t", "activate: it is no tunnel of mode gretap"
        ) { link in
            link.kind = LinkKind("gre")
            link.tunnel = TunnelDetails(mode: .gre)
        },
        VerifiedKey("tunnels.parent", tunnel, on: "t", "recreate: its parent is none, not enp2s0") { $0.parent = nil },
        row("tunnels.local", ["its local address is none, not 10.0.0.2"]) { $0.local = nil },
        row("tunnels.remote", ["its remote address is 10.0.0.4, not 10.0.0.3"]) { $0.remote = IPAddress("10.0.0.4") },
        row(
            "tunnels.key", ["its key of incoming packets is none, not 5", "its key of outgoing packets is 6, not 5"]
        ) { ($0.inputKey, $0.outputKey) = (nil, 6) },
        row("tunnels.ttl", ["its TTL is 0, not 9"]) { $0.ttl = 0 },
        VerifiedKey("tunnels.mtu", tunnel, on: "t", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
    ]

    static let macvlans: [VerifiedKey] = [
        VerifiedKey("macvlans.parent", beside, on: "m", "recreate: its parent is enp3s0, not enp2s0") {
            $0.parent = try InterfaceName("enp3s0")
        },
        VerifiedKey("macvlans.mode", beside, on: "m", "recreate: its mode is bridge, not passthru") {
            $0.macvlan?.mode = .bridge
        },
        VerifiedKey("macvlans.tap", beside, on: "p", "activate: it is no macvtap") { link in
            link.kind = .macvlan
            link.macvlan?.isTap = false
        },
        VerifiedKey("macvlans.promiscuous", beside, on: "m", "recreate: its parent takes in all frames") {
            $0.macvlan?.isPromiscuous = true
        },
        VerifiedKey(
            "macvlans.mac", beside, on: "m", "activate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:AA:00:02"
        ) { $0.mac = MACAddress("52:54:00:aa:00:99") },
        VerifiedKey("macvlans.mtu", beside, on: "m", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
    ]

    static let ipvlans: [VerifiedKey] = [
        VerifiedKey("ipvlans.parent", shared, on: "i", "recreate: its parent is enp3s0, not enp2s0") {
            $0.parent = try InterfaceName("enp3s0")
        },
        VerifiedKey("ipvlans.mode", shared, on: "i", "recreate: its mode is l2, not l3s") { $0.ipvlan?.mode = .l2 },
        VerifiedKey("ipvlans.flag", shared, on: "i", "recreate: its flag is bridge, not vepa") {
            $0.ipvlan?.flag = .bridge
        },
        VerifiedKey("ipvlans.mtu", shared, on: "i", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
    ]

    static let hsrs: [VerifiedKey] = [
        VerifiedKey("hsrs.port1", ring, on: "h", "recreate: its first NIC is none, not enp2s0") { $0.parent = nil },
        VerifiedKey("hsrs.port2", ring, on: "h", "recreate: its second NIC is enp4s0, not enp3s0") {
            $0.hsr?.port2 = try InterfaceName("enp4s0")
        },
        VerifiedKey(
            "hsrs.multicast-spec", ring, on: "h", "recreate: its last byte of the supervision address is 0, not 45"
        ) { $0.hsr?.multicastSpec = 0 },
        VerifiedKey("hsrs.prp", ring, on: "h", "recreate: its protocol is HSR, not PRP") { $0.hsr?.isPRP = false },
        VerifiedKey("hsrs.interlink", redBox, on: "h", "recreate: its interlink is none, not enp4s0") {
            $0.hsr?.interlink = nil
        },
    ]

    static let macsecs: [VerifiedKey] = [
        VerifiedKey(
            "macsecs", secret, on: "s", "activate: its frames are not protected: wpa_supplicant agrees on no keys"
        ) { $0.macsec?.isProtected = false },
        VerifiedKey("macsecs.parent", secret, on: "s", "recreate: its parent is none, not enp2s0") { $0.parent = nil },
        VerifiedKey("macsecs.port", secret, on: "s", "recreate: its port is 1, not 3") { $0.macsec?.port = 1 },
        VerifiedKey("macsecs.validation", secret, on: "s", "recreate: its validation is strict, not check") {
            $0.macsec?.validation = .strict
        },
        VerifiedKey("macsecs.offload", secret, on: "s", "activate: its offload is off, not mac") {
            $0.macsec?.offload = .off
        },
        VerifiedKey("macsecs.encrypt", secret, on: "s", "recreate: its frames are encrypted") {
            $0.macsec?.isEncrypted = true
        },
        VerifiedKey("macsecs.mtu", secret, on: "s", "reapply: its MTU is 1468, not 1400") { $0.mtu = 1468 },
    ]

    private static func row(
        _ key: String, _ expected: String, _ spoil: @escaping @Sendable (inout VXLANDetails) -> Void
    ) -> VerifiedKey {
        VerifiedKey(key, overlay, on: "v", "recreate: \(expected)") { link in
            var details = try #require(link.vxlan)
            spoil(&details)
            link.vxlan = details
        }
    }

    private static func row(
        _ key: String, _ expected: [String], _ spoil: @escaping @Sendable (inout TunnelDetails) -> Void
    ) -> VerifiedKey {
        VerifiedKey(key, tunnel, expected.map { "t recreate: \($0)" }) { host in
            try host.changeLink("t") { link in
                var details = try #require(link.tunnel)
                spoil(&details)
                link.tunnel = details
            }
        }
    }
}

@Suite struct `A link that carries its frames in packets, or beside its parent` {
    @Test(arguments: [(overlay, "v"), (tunnel, "t"), (beside, "m"), (shared, "i"), (ring, "h"), (secret, "s")])
    func `comes after its parent, is then as its spec says, and goes by absent`(spec: String, name: String) throws {
        let plan = try Host(nics: ["enp2s0", "enp3s0"]).plan(spec)
        #expect(changes(plan).contains("1 \(name) add activate because it does not exist"), "\(changes(plan))")
        let host = try Host(applied: spec)
        #expect(try changes(host.plan(spec)) == [])
        let gone = try changes(host.plan("{version: 1, absent: [\(name)]}"))
        #expect(gone == ["remove \(name) [\(name)] as asked"])
    }

    @Test func `is made anew for another end, and changes its MTU while it runs`() throws {
        let host = try Host(applied: overlay)
        let other = try changes(host.plan(overlay.replacing("10.0.0.3", with: "10.0.0.4")))
        #expect(other.count == 1 && other[0].contains(" recreate because the kernel fixes this"), "\(other)")
        let smaller = try changes(host.plan(overlay.replacing("mtu: 1400", with: "mtu: 1300")))
        #expect(smaller.count == 1 && smaller[0].contains(" reapply"), "\(smaller)")
    }

    @Test func `with a key is refused without a usable one, and changes with it`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.live.keyFiles["/k"] = .unusable("/k: it has mode 644")
        host.live.lacksSupplicant = true
        let misfit = #expect(throws: Misfit.self) { try host.plan(secret) }
        #expect(misfit?.refusals.map(\.code) == [.keyFile, .noSupplicant])
        #expect(misfit?.refusals.allSatisfy { $0.keys == ["mka-cak-file"] } == true)
        #expect(misfit?.problems.first?.contains("s: its key cannot be used: /k: it has mode 644. ") == true)

        host = try Host(applied: secret)
        host.live.keyFiles["/k"] = .key(fingerprint: "new")
        let plan = try host.plan(secret)
        let step = try #require(plan.steps.first { $0.interface.text == "s" })
        #expect(step.activation == .activate, "\(changes(plan))")
        guard case .update(_, let changed) = step.write else { throw Missing(name: "update") }
        #expect(changed.map(\.name) == ["macsec.mka-cak"])
        #expect(step.profile.settings["macsec"]?["mka-cak"] == nil, "the key is in no plan")
    }

    @Test func `has frames that fit into its parent's`() throws {
        let mtus = try topology(
            "{version: 1, vxlans: {a: {id: 1, parent: enp2s0}, b: {id: 2}, c: {id: 3, local: \"2001:db8::2\"}}}")
        let found = mtus.interfaces.values.filter(\.isVirtual).map { mtus.mtus[$0.name] }
        #expect(found == [1450, 1450, 1430])
        #expect(mtus.interfaces.values.filter(\.isVirtual).map(\.mtu) == [nil, 1450, 1430])
    }

    @Test func `on a parent that stays as it is may not be larger than that leaves`() throws {
        let host = try Host(applied: "{version: 1, bonds: {bond0: {ports: [enp2s0], mode: active-backup}}}")
        let misfit = #expect(throws: Misfit.self) {
            try host.plan("{version: 1, vxlans: {v: {id: 1, parent: bond0, mtu: 1500}}}")
        }
        #expect(misfit?.problems.first?.contains("write at most `mtu: 1450`") == true, "\(misfit?.problems ?? [])")
    }
}
