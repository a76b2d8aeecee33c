import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

@Suite struct `A MAC address copied from a NIC` {
    private static func spec(_ nic: String) -> String {
        """
        {version: 1, bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, copy-mac-from: \(nic)}},
          bridges: {br0: {ports: [enp4s0], copy-mac-from: \(nic)}}}
        """
    }

    private func mac(_ name: String, _ plan: Plan) throws -> [SettingValue?] {
        let settings = try #require(plan.steps.first { $0.interface.text == name }).profile.settings
        return [settings["802-3-ethernet"]?["assigned-mac-address"], settings["bridge"]?["mac-address"]]
    }

    @Test func `the host's NIC has it, under the address that it came with`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"])
        // As a bond's port it has another for the time being.
        try host.changeLink("enp3s0") { $0.mac = MACAddress("02:00:00:00:00:09") }
        let plan = try host.plan(Self.spec("enp3s0"))
        #expect(try mac("bond0", plan) == [.string("52:54:00:00:00:01"), nil])
        #expect(try mac("br0", plan) == [nil, .bytes([0x52, 0x54, 0, 0, 0, 1])])
        // Two names of one address are one address: nothing is left to do.
        let same = Self.spec("enp3s0").replacing("copy-mac-from: enp3s0", with: "mac: \"52:54:00:00:00:01\"")
        let applied = try Host(applied: same)
        #expect(try applied.plan(Self.spec("enp3s0")).isEmpty)
        let other = try applied.plan(Self.spec("enp2s0"))
        #expect(try mac("bond0", other) == [.string("52:54:00:00:00:00"), nil])
        // A bond takes another address; a bridge with another is another device to NetworkManager.
        #expect(other.steps.filter { $0.activation == .activate }.map(\.interface.text).contains("bond0"))
        #expect(other.steps.filter { $0.activation == .recreate }.map(\.interface.text).contains("br0"))
    }

    @Test func `a NIC that the host does not have is refused`() throws {
        let host = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"])
        let misfit = #expect(throws: Misfit.self) { try host.plan(Self.spec("enp9s0")) }
        #expect(misfit?.refusals.map(\.code) == [.noSuchNIC, .noSuchNIC])
        #expect(
            misfit?.problems.first?.hasPrefix(
                "bond0: its MAC address is to be that of enp9s0, and there is no such NIC here. The NICs here are "
            ) == true)
    }

    @Test func `a bridge of the host is no NIC`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0", "enp4s0"])
        let other = try host.link("virbr0", kind: "bridge")
        host.live.links[other.name] = other
        #expect(throws: Misfit.self) { try host.plan(Self.spec("virbr0")) }
    }

    @Test func `what the spec itself says of the NIC needs no host`() throws {
        let spec = "{version: 1, ethernets: {up: {mac: \"52:54:00:00:00:07\"}}, bridges: {br0: {copy-mac-from: up}}}"
        #expect(try topology(spec).macSources.isEmpty)
        #expect(try topology(spec).interfaces[InterfaceName("br0")]?.bridge?.mac == MACAddress("52:54:00:00:00:07"))
        #expect(try topology(Self.spec("enp2s0")).macSources.map(\.interface.text) == ["bond0", "br0"])
    }
}
