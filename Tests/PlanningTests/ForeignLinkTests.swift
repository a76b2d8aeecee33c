import Host
import NetTypes
import Planning
import Testing
import Topology

/// A link that another program made: what the spec does with it, and what is said.
struct Misuse: Sendable, CustomTestStringConvertible {
    let kind: String
    let spec: String
    /// A part of the message.
    let says: String
    /// `foreign` lets it through.
    let isPassable: Bool

    var testDescription: String { "\(kind): \(spec)" }
}

@Suite struct `Links that another program made` {
    private func host(_ kind: String, controller: String? = nil, isManaged: Bool = true) throws -> Host {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        if let controller { host.live.links[try InterfaceName(controller)] = try host.link(controller, kind: "bridge") }
        var link = try host.link("x0", kind: kind)
        link.controller = try controller.map { try InterfaceName($0) }
        host.live.links[link.name] = link
        // NetworkManager makes up a profile for what it finds.
        let uuid = host.addProfile("x0", on: "x0", isGenerated: true)
        host.setDevice("x0", active: uuid, isManaged: isManaged)
        return host
    }

    private func problem(_ spec: String, _ host: Host) throws -> String? {
        do {
            _ = try host.plan(spec)
            return nil
        } catch let misfit as Misfit {
            return misfit.problems.joined(separator: "\n")
        }
    }

    static let misuses = [
        Misfit.port(
            "bridge", "bonds: {bond0: {ports: [enp2s0, x0], mode: active-backup}}", "a bridge cannot be a port"),
        Misfit.port(
            "bridge", "bridges: {br0: {ports: [x0]}}", "bridges.br0.ports: x0 is a bridge, and a bridge cannot"),
        Misfit.port("bond", "bonds: {bond0: {ports: [x0], mode: active-backup}}", "the kernel refuses bonds in bonds"),
        Misfit.port("bond", "bridges: {br0: {ports: [x0]}}", "x0 is a bond, not a NIC"),
        Misfit.port("bond", "bridges: {br0: {ports: [x0]}}", "Declare it under `bonds`, and write `foreign: [x0]`"),
        Misfit.port("bridge", "vlans: {v7: {parent: x0, id: 7}}", "vlans.v7.parent: x0 is a bridge, not a NIC"),
        Misfit.port("bridge", "ethernets: {x0: {mtu: 9000}}", "ethernets.x0: x0 is a bridge, not a NIC"),
        Misfit.port("wireguard", "bridges: {br0: {ports: [x0]}}", "x0 is a link of the kind wireguard, not a NIC"),
        Misfit.port("vxlan", "bridges: {br0: {ports: [x0]}}", "Declare it under `vxlans`, and write `foreign: [x0]`"),
        Misfit.port("tun", "bridges: {br0: {ports: [x0]}}", "x0 is a tap"),
        Misfit.port("tun", "absent: [x0]", "`ip link delete x0`"),
        Misfit.port("veth", "absent: [x0]", "No rollback could bring it back"),
        Misuse(
            kind: "bridge", spec: "bridges: {x0: {ports: [enp2s0]}}", says: "bridges.x0: a bridge of this name",
            isPassable: true),
        Misuse(
            kind: "bond", spec: "bonds: {x0: {ports: [enp2s0], mode: active-backup}}",
            says: "write `foreign: [x0]` to take it over", isPassable: true),
        Misuse(kind: "bridge", spec: "absent: [x0]", says: "absent: x0 is a bridge. Another program", isPassable: true),
        Misuse(kind: "wireguard", spec: "absent: [x0]", says: "a link of the kind wireguard", isPassable: true),
    ]

    @Test(arguments: misuses)
    func `a spec that takes one for what it is not, or takes it over without a word, is refused`(
        misuse: Misuse
    ) throws {
        let host = try host(misuse.kind, controller: misuse.kind == "veth" ? "docker0" : nil)
        let text = try #require(try problem("{version: 1, \(misuse.spec)}", host))
        #expect(text.contains(misuse.says), "\(text)")
        let allowed = try problem("{version: 1, foreign: [x0], \(misuse.spec)}", host)
        #expect((allowed == nil) == misuse.isPassable, "\(allowed ?? "")")
    }

    @Test func `one that is taken over, or removed, is a hazard`() throws {
        let bond = try host("bond")
        let removed = try bond.plan(
            "{version: 1, foreign: [x0], absent: [x0], bonds: {bond0: {ports: [enp2s0], mode: active-backup}}}")
        #expect(removed.hazards.contains(.foreignTaken(try InterfaceName("x0"), .kind(.bond), isRemoved: true)))
        let taken = try host("bridge").plan("{version: 1, foreign: [x0], bridges: {x0: {ports: [enp2s0]}}}")
        #expect(taken.hazards.contains(.foreignTaken(try InterfaceName("x0"), .kind(.bridge), isRemoved: false)))
    }

    @Test
    func `a veth that NetworkManager may use is a NIC, as in a container, and one in a container's bridge is not`()
        throws
    {
        let spec = "{version: 1, bridges: {br0: {ports: [x0]}}}"
        #expect(try problem(spec, host("veth")) == nil)
        let text = try #require(try problem(spec, host("veth", controller: "docker0")))
        #expect(text.contains("one end of a container's or guest's cable"), "\(text)")
        #expect(
            try problem(
                spec.replacing("{version: 1", "{version: 1, foreign: [x0]"), host("veth", controller: "docker0")) == nil
        )
        #expect(try problem(spec, host("veth", isManaged: false))?.contains("x0 is a veth") == true)
    }

    @Test func `a link with a profile, ours or somebody else's, is nobody's else`() throws {
        var host = try host("bridge")
        host.addProfile("hand-made", on: "x0", active: "x0")
        #expect(try problem("{version: 1, bridges: {x0: {ports: [enp2s0]}}}", host) == nil)
        #expect(HostLinks(host.live).maker(of: try InterfaceName("x0")) == .profile)
        #expect(HostLinks(host.live).maker(of: try InterfaceName("enp2s0")) == .hardware)
        let ours = try Host(applied: "{version: 1, bridges: {br0: {ports: [enp2s0]}}}")
        #expect(HostLinks(ours.live).maker(of: try InterfaceName("br0")) == .nmTopology)
    }
}

extension Misfit {
    /// What no word lets through.
    fileprivate static func port(_ kind: String, _ spec: String, _ says: String) -> Misuse {
        Misuse(kind: kind, spec: spec, says: says, isPassable: false)
    }
}
