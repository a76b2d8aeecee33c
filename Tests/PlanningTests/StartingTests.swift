import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

/// What NetworkManager still works on while it starts, and which of it a change waits for.
@Suite struct `A NetworkManager that still starts` {
    private static let spec = """
        version: 1
        bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.2/24], gateway: 10.0.0.1}}
        """

    private func waited(_ host: Host, _ spec: String?) throws -> [String] {
        StillStarting.needed(for: try spec.map(topology), in: host.live).map(\.interface)
    }

    /// Two NICs with "Wired connection N", and nobody answers their DHCP.
    private func automatic() throws -> Host {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        for (number, name) in ["enp2s0", "enp3s0"].enumerated() {
            let uuid = host.addProfile(
                "Wired connection \(number)", on: name, settings: ["ipv4": ["method": .string("auto")]])
            host.setDevice(name, active: uuid, state: .ipConfig)
        }
        return host
    }

    @Test func `what the spec replaces is not waited for, and everything else is`() throws {
        let host = try automatic()
        #expect(try waited(host, nil) == ["enp2s0", "enp3s0"])
        #expect(try waited(host, Self.spec) == ["enp3s0"])
        #expect(try waited(host, Self.spec + "\nethernets: {enp3s0: {}}") == [])
        #expect(try waited(host, Self.spec + "\nabsent: [enp3s0]") == [])
        // Whether the spec fits is not known before all is there.
        #expect(try waited(host, Self.spec.replacing("enp2s0", with: "enp9s0")) == ["enp2s0", "enp3s0"])
    }

    @Test func `ours, as the spec still has it, is waited for until it has what its profile says`() throws {
        var host = try Host(applied: Self.spec)
        let uuid = ProfileUUID(interface: "br0").text
        host.setDevice("br0", active: uuid, state: .ipConfig)
        #expect(try waited(host, Self.spec) == [])
        #expect(try waited(host, nil) == [])
        #expect(try host.plan(Self.spec).isEmpty, "only its state is missing")
        try host.changeLink("br0") { $0.routes = [] }
        #expect(try waited(host, Self.spec) == ["br0"])
        #expect(try waited(host, Self.spec.replacing("10.0.0.2", with: "10.0.0.3")) == [])
        try host.changeLink("br0") { $0.addresses = [] }
        #expect(try waited(host, nil) == ["br0"])
        #expect(!(try host.plan(Self.spec).isEmpty))
    }

    @Test func `a port is complete once it is in its controller`() throws {
        var host = try Host(applied: Self.spec)
        host.setDevice("enp2s0", active: ProfileUUID(interface: "enp2s0").text, state: .ipConfig)
        #expect(try waited(host, nil) == [])
        try host.changeLink("enp2s0") { $0.controller = nil }
        #expect(try waited(host, nil) == ["enp2s0"])
    }
}

/// How long nothing may be heard after a change.
@Suite struct `Silence that is expected` {
    private func silence(_ spec: String, on host: Host) throws -> Int {
        Settling.seconds(after: try host.plan(spec).steps)
    }

    @Test(arguments: [
        ("stp: true", 30), ("stp: true, forward-delay: 8", 16), ("stp: false", 0), ("ageing-time: 9", 0),
    ])
    func `a bridge with spanning tree listens and learns`(options: String, seconds: Int) throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], \(options)}}}"
        #expect(try silence(spec, on: Host(nics: ["enp2s0"])) == seconds)
        #expect(try silence(spec, on: Host(applied: spec)) == 0)
    }

    @Test func `spanning tree that is turned on while the bridge runs counts as well`() throws {
        let spec = "{version: 1, bridges: {br0: {ports: [enp2s0], stp: false}}}"
        let host = try Host(applied: spec)
        #expect(try silence(spec.replacing("stp: false", with: "stp: true"), on: host) == 30)
        #expect(try silence(spec.replacing("stp: false", with: "stp: false, ageing-time: 9"), on: host) == 0)
    }

    @Test func `LACP comes on top where a bond is the port of such a bridge`() throws {
        let spec = """
            {version: 1, bridges: {br0: {ports: [bond0], stp: true}},
             bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {lacp_rate: fast}}}}
            """
        #expect(try silence(spec, on: Host(nics: ["enp2s0", "enp3s0"])) == 35)
        #expect(
            try silence(spec.replacing("stp: true", with: "stp: false"), on: Host(nics: ["enp2s0", "enp3s0"])) == 5)
        #expect(try silence("{version: 1, bridges: {br0: {stp: true}}}", on: Host(nics: [])) == 0)
    }
}
