import Host
import NetTypes
import Planning
import Profiles
import Rendering
import Testing
import Topology

@Suite struct `A NIC that the spec calls by another name of its own` {
    private static let bond = "{version: 1, bonds: {bond0: {ports: [enp2s0, eth1], mode: active-backup}}}"

    /// eth0 is also enp2s0 and uplink.
    private static func host(_ nics: [String] = ["eth0", "eth1"]) throws -> Host {
        var host = try Host(nics: nics)
        try host.changeLink("eth0") { $0.alternativeNames = ["enp2s0", "uplink"] }
        return host
    }

    private func refusals(_ host: Host, _ spec: String) -> [String] {
        let misfit = #expect(throws: Misfit.self) { try host.plan(spec) }
        return misfit?.refusals.map { "\($0.code.rawValue) \($0.words)" } ?? []
    }

    private func settings(_ name: String, _ plan: Plan) throws -> Settings {
        try #require(plan.steps.first { $0.interface.text == name }).profile.settings
    }

    @Test func `is found by its permanent MAC address at each boot, and the plan says so`() throws {
        var host = try Self.host()
        // As a bond's port it has another for the time being.
        try host.changeLink("eth0") { $0.mac = MACAddress("52:54:00:00:00:01") }
        let plan = try host.plan(Self.bond)
        #expect(
            lines(plan) == [
                "0 bond0 add activate because it does not exist",
                "1 enp2s0 on eth0 add activate because another profile or none is active on it",
                "1 eth1 add activate because another profile or none is active on it",
            ])
        let own = try settings("enp2s0", plan)
        #expect(own["802-3-ethernet"]?["mac-address"] == .bytes([0x52, 0x54, 0, 0, 0, 0]))
        #expect(own["connection"]?["interface-name"] == nil)
        #expect(try settings("eth1", plan)["connection"]?["interface-name"] == .string("eth1"))
        let text = PlanView(style: .plain).text(of: plan, for: try topology(Self.bond))
        #expect(
            text.hasSuffix(
                "enp2s0 is another name of eth0: its profile goes by the MAC address\n  52:54:00:00:00:00\n"),
            "\(text)")
    }

    @Test func `is the same NIC once the kernel calls it otherwise`() throws {
        let spec = "{version: 1, ethernets: {enp2s0: {mac: \"52:54:00:00:00:00\"}}, \(Self.bond.dropFirst(13))"
        var host = try Host(applied: spec, names: ["enp2s0": "eth7"])
        try host.changeLink("eth7") { $0.alternativeNames = ["enp2s0"] }
        #expect(try host.plan(Self.bond).isEmpty)
        #expect(try ProfileComparison.between(live: host.live, topology: topology(Self.bond)).isEmpty)
        // If the kernel calls it so itself, the profile may.
        let named = try Host(applied: spec).plan(Self.bond)
        #expect(
            changes(named) == ["1 enp2s0 update(802-3-ethernet.mac-address connection.interface-name) activate"])
        // Where nobody gives it the other name any more, the profile tells which NIC it was.
        try host.changeLink("eth7") { $0.alternativeNames = [] }
        #expect(
            refusals(host, Self.bond).first?.contains(
                "P001 enp2s0: there is no such NIC here. Its MAC address 52:54:00:00:00:00 is eth7's now") == true)
    }

    @Test func `is found by its path where no MAC address is its own`() throws {
        var host = try Self.host()
        try host.changeLink("eth1") { $0.permanentMAC = MACAddress("52:54:00:00:00:00") }
        #expect(
            refusals(host, Self.bond) == [
                "P001 enp2s0: it is another name of eth0, and it has neither a MAC address nor a path of its own by which a "
                    + "profile could find it at each boot. Write `eth0`."
            ])
        host.setDevice("eth0", active: nil, hardwarePath: "pci-0000:02:00.0")
        let plan = try host.plan(Self.bond)
        #expect(try settings("enp2s0", plan)["match"]?["path"] == .strings(["pci-0000:02:00.0"]))
        // Two ports of one card.
        host.setDevice("eth1", active: nil, hardwarePath: "pci-0000:02:00.0")
        #expect(refusals(host, Self.bond).count == 1)
        // What has no permanent address may have a random one.
        host = try Self.host()
        try host.changeLink("eth0") { $0.permanentMAC = nil }
        #expect(refusals(host, Self.bond).count == 1)
    }

    @Test func `carries VLANs that name its profile`() throws {
        let spec = "{version: 1, trunks: {enp2s0: {7: {addresses: [10.0.0.1/24]}}}}"
        let host = try Self.host()
        let plan = try host.plan(spec)
        #expect(
            lines(plan) == [
                "0 enp2s0 on eth0 add activate because another profile or none is active on it",
                "1 enp2s0.7 add activate because it does not exist",
            ])
        let parent = try settings("enp2s0.7", plan)["vlan"]?["parent"]
        #expect(parent == .string(ProfileUUID(interface: "enp2s0").text))
    }

    @Test func `takes its VLANs with it where it is absent, since they name its profile`() throws {
        let spec = """
            {version: 1, ethernets: {lan0: {mac: "52:54:00:00:00:00"}},
              trunks: {lan0: {7: {addresses: [10.0.0.1/24]}}}}
            """
        let host = try Host(applied: spec, names: ["lan0": "eth0"])
        #expect(
            try changes(host.plan("{version: 1, absent: [lan0]}")) == [
                "remove lan0.7 [lan0.7]", "remove lan0 [lan0] as asked",
            ])
    }

    @Test func `is refused as a parent that keeps its own profile, with the name to write`() throws {
        var host = try Self.host()
        host.addProfile("lan", on: "eth0", active: "eth0")
        #expect(
            refusals(host, "{version: 1, trunks: {enp2s0: {7: {addresses: [10.0.0.1/24]}}}}") == [
                "P001 enp2s0: it is another name of eth0, which keeps the profile that it has. Write `eth0`, or declare "
                    + "`ethernets: {enp2s0: {}}` with the addresses that it is to have."
            ])
        // As a port it gets a profile of ours in any case.
        #expect(try host.plan(Self.bond).replaced.map(\.id) == ["lan"])
    }

    @Test func `is refused where it is no NIC, or is there twice`() throws {
        var host = try Self.host()
        let bridge = "{version: 1, bridges: {br0: {ports: [%]}}}"
        #expect(
            refusals(host, bridge.replacing("%", with: "enp2s0, eth0")) == [
                "P001 enp2s0: it is another name of eth0, which the spec has, too. Write `eth0`."
            ])
        #expect(
            refusals(host, bridge.replacing("%", with: "enp2s0, uplink")) == [
                "P001 uplink: it is another name of eth0, which the spec has, too. Write `eth0`."
            ])
        let twice = "{version: 1, ethernets: {up0: {mac: \"52:54:00:00:00:00\"}}, bridges: {br0: {ports: [enp2s0]}}}"
        #expect(refusals(host, twice).first?.contains("which the spec has, too") == true)
        var bond = try host.link("bond7", kind: "bond")
        bond.alternativeNames = ["storage"]
        host.live.links[bond.name] = bond
        #expect(
            refusals(host, bridge.replacing("%", with: "storage")) == [
                "P001 storage: it is another name of bond7, which is a bond. Write `bond7`."
            ])
        // The kernel would not make a link of that name.
        #expect(
            refusals(host, bridge.replacing("%", with: "eth1").replacing("br0", with: "storage")) == [
                "P003 storage: it is another name of bond7 here. Give the bridge another name, for example `bridge0`."
            ])
    }

    @Test func `may be told to be left alone, whatever it is called`() throws {
        var host = try Self.host()
        host.setDevice("eth0", active: nil, isManaged: false)
        let found = refusals(host, Self.bond)
        #expect(found.count == 1 && found[0].hasPrefix("P002 enp2s0: ") && found[0].contains("set eth0 managed yes"))
    }

    @Test func `lends its MAC address`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [eth1], copy-mac-from: uplink}}}"
        let plan = try Self.host().plan(spec)
        #expect(try settings("br0", plan)["bridge"]?["mac-address"] == .bytes([0x52, 0x54, 0, 0, 0, 0]))
    }
}
