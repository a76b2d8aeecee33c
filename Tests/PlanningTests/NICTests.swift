import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

@Suite struct `Finding NICs` {
    private static let byMAC = """
        version: 1
        ethernets: {up0: {mac: "52:54:00:00:00:01"}}
        vlans: {v: {parent: up0, id: 7, addresses: [10.0.0.1/24]}}
        """

    private func problems(_ spec: String, _ host: Host) throws -> [String] {
        do {
            _ = try NICs.resolve(topology(spec), on: host.live)
            return []
        } catch let misfit as Misfit {
            return misfit.problems
        }
    }

    @Test func `a NIC that NetworkManager leaves to ifupdown is told with the file`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.setDevice("enp2s0", active: nil, isManaged: false)
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0]}}}"
        #expect(try problems(spec, host).first?.contains("unmanaged-devices") == true)
        host.live.bootClaims = [
            BootClaim(
                program: .ifupdown, nic: try InterfaceName("enp2s0"), file: "/etc/network/interfaces", line: 7,
                isActing: false)
        ]
        #expect(
            try problems(spec, host) == [
                "enp2s0: NetworkManager is told not to manage it. /etc/network/interfaces:7 names it. "
                    + "Take enp2s0 out there, then call `systemctl restart NetworkManager`."
            ])
    }

    @Test func `a NIC that is not there is told with those that are`() throws {
        var host = try Host(nics: ["enp1s0", "enp10s0", "enp9s0", "wlan0"])
        host.setDevice("wlan0", active: nil, isManaged: false)
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0, enp3s0]}}}"
        let known =
            "The NICs here are enp1s0 (52:54:00:00:00:00), enp9s0 (52:54:00:00:00:02), enp10s0 (52:54:00:00:00:01)."
        #expect(
            try problems(spec, host) == [
                "enp2s0: there is no such NIC here. \(known)", "enp3s0: there is no such NIC here. \(known)",
            ])
        #expect(throws: Misfit.self) { try host.plan(spec) }
    }

    @Test func `many NICs are not all listed`() throws {
        let host = try Host(nics: (0..<40).map { "eth\($0)" })
        let text = try #require(problems("{version: 1, bridges: {br0: {ports: [enp2s0]}}}", host).first)
        #expect(text.hasSuffix("eth11 (52:54:00:00:00:0B) …."))
        #expect(!text.contains("eth12"))
    }

    @Test func `a host without any NIC is told so`() throws {
        #expect(
            try problems("{version: 1, bridges: {br0: {ports: [enp2s0]}}}", Host(nics: [])) == [
                "enp2s0: there is no such NIC here. NetworkManager manages no NIC on this host."
            ])
    }

    @Test func `a NIC is found by its MAC address under any name, also from the VLAN on it`() throws {
        let host = try Host(nics: ["eth0", "eth1"])
        let plan = try host.plan(Self.byMAC)
        #expect(
            lines(plan) == [
                "0 up0 on eth1 add activate because another profile or none is active on it",
                "1 v add activate because it does not exist",
            ])
        let applied = try Host(applied: Self.byMAC.replacing("00:01", "00:00"), names: ["up0": "eth1"])
        #expect(try applied.plan(Self.byMAC.replacing("00:01", "00:00")).isEmpty)
    }

    @Test func `the permanent address counts, not the one that bonds and VLANs share`() throws {
        var host = try Host(nics: ["eth0", "eth1"])
        // eth1 is a bond's port and has taken over eth0's address; so have the bond and its VLAN.
        let shared = MACAddress("52:54:00:00:00:00")
        try host.changeLink("eth1") { $0.mac = shared }
        for (name, kind) in [("a-bond", "bond"), ("a-vlan", "vlan")] {
            var link = try host.link(name, kind: kind)
            link.mac = shared
            host.live.links[link.name] = link
        }
        let found = try NICs.resolve(topology(Self.byMAC), on: host.live)
        #expect(found.values.map(\.text) == ["eth1"])
        let zero = try NICs.resolve(topology(Self.byMAC.replacing("00:01", "00:00")), on: host.live)
        #expect(zero.values.map(\.text) == ["eth0"])
    }

    @Test func `where no permanent address is told, the present one counts`() throws {
        var host = try Host(nics: ["eth0"])
        try host.changeLink("eth0") {
            $0.permanentMAC = nil
            $0.mac = MACAddress("52:54:00:00:00:01")
        }
        #expect(try NICs.resolve(topology(Self.byMAC), on: host.live).values.map(\.text) == ["eth0"])
    }

    @Test func `a MAC address or path that no NIC has is told with those that are`() throws {
        let host = try Host(nics: ["eth0"])
        #expect(
            try problems(Self.byMAC, host) == [
                "up0: no NIC here has the permanent MAC address 52:54:00:00:00:01. The NICs here are "
                    + "eth0 (52:54:00:00:00:00)."
            ])
        #expect(
            try problems("{version: 1, ethernets: {up0: {path: \"pci-0000:02:00.0\"}}}", host) == [
                "up0: no NIC here is at the path pci-0000:02:00.0. The NICs here are eth0 (52:54:00:00:00:00)."
            ])
    }

    @Test func `a NIC is found by its path`() throws {
        var host = try Host(nics: ["eth0", "eth1"])
        host.setDevice("eth1", active: nil, hardwarePath: "pci-0000:02:00.0")
        let spec = "{version: 1, ethernets: {up0: {path: \"pci-0000:02:00.0\", dhcp4: true}}}"
        #expect(try host.plan(spec).steps.map(\.device.text) == ["eth1"])
    }

    @Test func `a NIC that NetworkManager is told to leave alone is told, with what to look for`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.setDevice("enp2s0", active: nil, isManaged: false)
        let text = try problems("{version: 1, bridges: {br0: {ports: [enp2s0]}}}", host)
        #expect(text.count == 1)
        #expect(text[0].contains("unmanaged-devices"))
    }
}

@Suite struct `Patterns of names` {
    @Test(arguments: [
        ("", "", true), ("", "*", true), ("", "?", false), ("br0", "br0", true), ("br0", "br", false),
        ("br0", "br*", true), ("br0", "*0", true), ("br0", "*", true), ("br0", "b*0", true), ("br0", "br?", true),
        ("br", "br?", false), ("br00", "br?", false), ("aab", "*ab", true), ("abcabd", "*abd", true),
        ("a*b", "a*b", true), ("axxb", "a**b", true), ("axxb", "a*?b", true), ("ab", "a*?b", false),
        ("vnet12", "vnet*", true), ("xvnet1", "vnet*", false), ("BR0", "br*", false), ("é0", "?0", true),
    ])
    func `a star stands for any text and a question mark for one character`(name: String, pattern: String, fits: Bool) {
        #expect(Pattern.matches(name, pattern) == fits)
    }

    @Test(.timeLimit(.minutes(1))) func `many stars cost no time`() {
        #expect(!Pattern.matches(String(repeating: "a", count: 2000), String(repeating: "*a", count: 1000) + "b"))
    }
}
