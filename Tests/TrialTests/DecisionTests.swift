import System
import Testing
import Trial

/// The table of decisions, row by row; `ExplorationTests` looks at what they lead to.
@Suite struct DecisionTests {
    private let checkpoint = CheckpointIdentity(path: "/c/1", created: 5, owner: ":1.1")
    private let calm = Observation(now: 50, owner: ":1.1", hasCheckpoint: true, applyIsAlive: false, isCommitted: false)

    private func record(_ phase: Phase) -> TrialRecord {
        var record = TrialRecord(
            id: "abcdef", startedAt: 0, user: "admin", specs: [], plan: "", timeout: 60,
            apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 80, deadline: 100,
            changes: [], before: Before(active: [], links: []))
        record.phase = phase
        record.checkpoint = checkpoint
        return record
    }

    private func seeing(_ change: (inout Observation) -> Void) -> Observation {
        var world = calm
        change(&world)
        return world
    }

    @Test func `a pending trial waits, and takes every answer`() {
        let trial = record(.pending)
        #expect(trial.decision(for: .tend, seeing: calm) == .wait)
        #expect(trial.decision(for: .confirm, seeing: calm) == .commit)
        #expect(trial.decision(for: .extend, seeing: calm) == .extend)
        #expect(trial.decision(for: .rollBack(by: "eve"), seeing: calm) == .rollBack(.asked(by: "eve")))
    }

    @Test func `at the deadline it is too late to confirm, to the millisecond`() {
        let trial = record(.pending)
        #expect(trial.decision(for: .confirm, seeing: seeing { $0.now = 99 }) == .commit)
        #expect(trial.decision(for: .tend, seeing: seeing { $0.now = 99 }) == .wait)
        let late = seeing { $0.now = 100 }
        #expect(trial.decision(for: .tend, seeing: late) == .rollBack(.deadline))
        guard case .refuse = trial.decision(for: .confirm, seeing: late) else {
            Issue.record("a confirmation after the deadline was taken")
            return
        }
    }

    @Test func `a NetworkManager that restarted, or is gone, has lost the checkpoint`() {
        let trial = record(.pending)
        for owner in [":1.7", nil] {
            let world = seeing {
                $0.owner = owner
                $0.hasCheckpoint = false
            }
            #expect(trial.decision(for: .tend, seeing: world) == .rollBack(.networkManagerRestarted))
        }
        #expect(trial.decision(for: .tend, seeing: seeing { $0.hasCheckpoint = false }) == .rollBack(.checkpointGone))
    }

    @Test(arguments: [Phase.prepared, .applying])
    func `before it is complete, a trial lives only as long as the process that applies`(phase: Phase) {
        let trial = record(phase)
        #expect(trial.decision(for: .tend, seeing: calm) == .rollBack(.applyDied))
        let alive = seeing { $0.applyIsAlive = true }
        #expect(trial.decision(for: .tend, seeing: alive) == .wait)
        #expect(trial.decision(for: .confirm, seeing: alive) == .refuse("it is still being applied"))
    }

    @Test(arguments: [Phase.pending, .confirming])
    func `once the decision is on disk, nothing rolls back any more`(phase: Phase) {
        let worst = Observation(now: 1000, owner: nil, hasCheckpoint: false, applyIsAlive: false, isCommitted: true)
        #expect(record(phase).decision(for: .tend, seeing: worst) == .rollForward)
        #expect(record(phase).decision(for: .confirm, seeing: worst) == .rollForward)
        guard case .refuse = record(phase).decision(for: .rollBack(by: "eve"), seeing: worst) else {
            Issue.record("a decided trial was rolled back")
            return
        }
    }

    @Test func `a rollback that was begun is finished, and never confirmed`() {
        let trial = record(.rollingBack(.deadline))
        #expect(trial.decision(for: .tend, seeing: calm) == .rollBack(.deadline))
        #expect(trial.decision(for: .confirm, seeing: calm) == .refuse("it is being rolled back already"))
    }

    @Test(arguments: [Phase.confirmed, .rolledBack(.deadline), .undetermined(.deadline, ["x"])])
    func `a trial that is over stays over`(phase: Phase) {
        var trial = record(phase)
        trial.forgottenBy = "root"
        #expect(trial.isOver && !trial.isOwed)
        #expect(trial.decision(for: .tend, seeing: calm) == .nothing)
        #expect(trial.decision(for: .retry, seeing: calm) == .nothing)
        #expect(trial.decision(for: .confirm, seeing: calm) == .refuse("it is over already"))
        #expect(trial.decision(for: .rollBack(by: "eve"), seeing: calm) == .refuse("it is over already"))
    }

    @Test func `what a rollback left is tried again when its time comes, at a change at once, and when asked`() {
        var trial = record(.undetermined(.deadline, ["br0 is gone"]))
        #expect(trial.isOwed && !trial.isOver)
        #expect(trial.decision(for: .tend, seeing: calm) == .rollBack(.deadline), "it was not said when: now")
        trial.nextAttempt = 1000
        #expect(trial.decision(for: .tend, seeing: seeing { $0.now = 999 }) == .wait)
        #expect(trial.decision(for: .tend, seeing: seeing { $0.now = 1000 }) == .rollBack(.deadline))
        #expect(trial.decision(for: .retry, seeing: calm) == .rollBack(.deadline))
        #expect(trial.decision(for: .rollBack(by: "eve"), seeing: calm) == .rollBack(.deadline))
        #expect(trial.decision(for: .confirm, seeing: calm) == .refuse("it was rolled back already"))
        #expect(trial.decision(for: .extend, seeing: calm) == .refuse("it was rolled back already"))
    }

    @Test func `only what a rollback left can be forgotten, and only once`() {
        for phase: Phase in [.prepared, .applying, .pending, .confirming, .confirmed, .rollingBack(.deadline)] {
            #expect(record(phase).reasonNotToForget != nil)
        }
        var trial = record(.undetermined(.deadline, ["x"]))
        #expect(trial.reasonNotToForget == nil)
        trial.forgottenBy = "root"
        #expect(trial.reasonNotToForget == "it is forgotten already, and nothing is tried any more")
    }
}
