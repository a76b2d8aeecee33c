import Diagnosis
import Foundation
import Host
import LabSupport
import NetTypes
import Testing

/// What `nm-topology snapshot` prints is the whole of what a diagnosis of the host is made from.
@Suite struct `A snapshot of a host` {
    private func text(_ host: HostState) throws -> String {
        String(decoding: try JSONEncoder().encode(host), as: UTF8.self)
    }

    private func read(_ text: String) throws -> HostState {
        try JSONDecoder().decode(HostState.self, from: Data(text.utf8))
    }

    @Test func `is read as the host that it was written of, and keeps to its schema`() throws {
        var world = World()
        world.bridgeVLANs = [
            7: BridgeVLANs([
                .init(first: try #require(.init(1)), last: try #require(.init(3)), isPVID: false, isUntagged: true)
            ])
        ]
        world.manager = NetworkManagerState(lldpFrames: [.init(interface: "enp2s0", bytes: [1, 128, 194])])
        var facts = LinkFacts()
        facts.speed = 1000
        world.facts = [2: facts]
        world.partners = ["enp2s0": World.router]
        let host = world.observation.host
        let snapshot = try text(host)
        #expect(try read(snapshot) == host)
        #expect(try Schema.problems(of: snapshot) == [])
    }

    @Test func `has the same findings as the host`() throws {
        var world = World()
        world.change("enp3s0") { $0.bondPort?.aggregatorID = 2 }
        world.neighbours = [neighbour("10.0.100.1", 5, .failed)]
        let findings = world.findings.map(\.kind)
        #expect(findings.count > 1)
        let host = try read(try text(world.observation.host))
        #expect(Diagnosis.findings(in: HostObservation(host)).map(\.kind) == findings)
    }

    @Test func `of another version is refused`() throws {
        let other = try text(World().observation.host).replacing("snapshot\\/1", with: "snapshot\\/2")
        #expect(throws: DecodingError.self) { try read(other) }
    }
}
