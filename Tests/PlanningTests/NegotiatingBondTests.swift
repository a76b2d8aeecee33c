import Host
import NetTypes
import Planning
import Testing
import Topology

/// Which bonds wait for LACP while a change brings them up.
@Suite struct `A bond that negotiates` {
    private static func spec(_ mode: String) -> String {
        """
        version: 1
        bonds: {bond0: {ports: [enp2s0, enp3s0], mode: \(mode)}}
        trunks: {bond0: {100: {addresses: [10.0.100.10/24]}}}
        """
    }

    private func found(_ host: Host, _ spec: String) throws -> [Int: [String]] {
        let steps = try host.plan(spec).steps
        var found: [Int: [String]] = [:]
        for level in Set(steps.map(\.level)) {
            for bond in NegotiatingBond.found(in: steps, at: level) {
                found[level] = [bond.bond.text] + bond.ports.map(\.text)
            }
        }
        return found
    }

    @Test func `is known when its last port comes up, before what stands on it`() throws {
        let host = try Host(nics: ["enp2s0", "enp3s0"])
        let spec = Self.spec("802.3ad")
        let found = try found(host, spec)
        #expect(found.count == 1)
        let (level, names) = try #require(found.first)
        #expect(names == ["bond0", "enp2s0", "enp3s0"])
        let steps = try host.plan(spec).steps
        #expect(steps.first { $0.interface.text == "enp3s0" }?.level == level)
        #expect(try #require(steps.first { $0.interface.text == "bond0.100" }).level > level)
    }

    @Test func `is none in another mode, or when it stays up`() throws {
        #expect(try found(Host(nics: ["enp2s0", "enp3s0"]), Self.spec("active-backup")).isEmpty)
        let up = try Host(applied: Self.spec("802.3ad"))
        #expect(try found(up, Self.spec("802.3ad").replacing("10.0.100.10", with: "10.0.100.11")).isEmpty)
    }
}
