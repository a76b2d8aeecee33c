import Host
import NetTypes
import Planning
import System
import Testing
import Trial
import TrialSupport

/// What NetworkManager leaves out of a rollback, each as a fault showed it.
@Suite struct RollbackTests {
    @Test func `a link of the trial that a restarted NetworkManager takes for somebody else's goes`() async throws {
        try await expectOldNetwork { $0.hasForgottenLink = true }
    }

    @Test func `a bridge's tap is plugged in again after the bridge was activated again`() async throws {
        try await expectOldNetwork { $0.active = nil }
    }

    @Test func `a port that a restarted NetworkManager falsely takes to be in its bridge is put there`() async throws {
        try await expectOldNetwork(from: { $0.isPort = true }) { $0.isLoose = true }
    }

    @Test func `profiles that a NetworkManager just started did not know are restored a moment later`() async throws {
        try await expectOldNetwork {
            $0.memory[World.old] = true
            $0.refusals = 1
        }
    }

    @Test func `the old network is not called back while its profiles are not`() async throws {
        let (end, _) = try await Self.rolledBack { $0.refusals = 99 }
        #expect(end?.phase == .undetermined(.networkManagerRestarted, ["no such object"]))
    }

    private func expectOldNetwork(
        from old: (inout WorldState) -> Void = { _ in }, after leave: (inout WorldState) -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let (end, state) = try await Self.rolledBack(from: old, after: leave)
        #expect(end?.phase == .rolledBack(.networkManagerRestarted), sourceLocation: sourceLocation)
        #expect(state.isOld, sourceLocation: sourceLocation)
    }

    /// NetworkManager has been restarted since the trial began, and left the world like this.
    private static func rolledBack(
        from old: (inout WorldState) -> Void = { _ in }, after leave: (inout WorldState) -> Void
    ) async throws -> (end: TrialRecord?, state: WorldState) {
        var state = WorldState()
        old(&state)
        let before = Before(try await World(state).liveState(withSettings: false))
        state.manager = 2
        leave(&state)
        let world = World(state)
        let store = try TrialStore(files: world)
        try store.save(record(before))
        let end = try await TrialRunner(store: store, control: world, host: world, caller: .admin).tend()
        return (end, world.state)
    }

    private static func record(_ before: Before) -> TrialRecord {
        var record = TrialRecord(
            id: "abcdef", startedAt: 0, user: "admin", specs: [], plan: "", timeout: 60,
            apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 80, deadline: 100,
            changes: [
                ProfileChange(uuid: "0", interface: "br0", kind: .added, id: "br0", filename: nil, original: nil),
                ProfileChange(
                    uuid: World.old, interface: "enp2s0", kind: .replaced, id: "old", filename: World.oldFile,
                    original: nil),
            ],
            before: before)
        record.phase = .applying
        record.checkpoint = CheckpointIdentity(path: "/c/1", created: 1, owner: ":1.1")
        return record
    }
}
