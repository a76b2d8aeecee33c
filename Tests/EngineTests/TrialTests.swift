import Engine
import NetTypes
import Testing
import Topology
import Trial
import TrialSupport

/// A trial from its plan to its answer, as a front end without a terminal sees it.
@Suite struct `A trial without a terminal` {
    private let gateway: Check.Probe

    init() throws { gateway = .ping(try #require(IPAddress("10.0.0.254"))) }

    @Test func `checks that succeed let it be confirmed`() async throws {
        let front = FrontEnd()
        let record = try #require(try await front.apply(FrontEnd.checkedSpec, for: .admin, checksDecide: true))
        #expect(try await front.session(for: .admin).confirm(record.id).phase == .confirmed)
        #expect(front.world.state.isNew)
        #expect(front.checks.map(\.probe) == [gateway])
    }

    @Test func `a check that fails brings the old network back`() async throws {
        let front = FrontEnd(silent: [gateway])
        await #expect(throws: EngineError.self) {
            try await front.apply(FrontEnd.checkedSpec, for: .admin, checksDecide: true)
        }
        #expect(front.world.state.isOld)
    }

    @Test func `checks cannot decide where there are none`() throws {
        let error = #expect(throws: EngineError.self) { try FrontEnd().request(checksDecide: true) }
        guard case .noChecks = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `the time that is left is told, until somebody answers`() async throws {
        let front = FrontEnd()
        let session = try front.session(for: .admin)
        let trial = PendingTrial(try #require(try await front.apply(for: .admin)), in: session)
        #expect(try trial.look() == .waiting(seconds: 120))
        _ = try await session.extend(nil, seconds: 300)
        #expect(try trial.look() == .waiting(seconds: 300))
        #expect(await trial.end() == nil, "nothing is due")
        let end = try await front.session(for: .root("ben", process: 3)).rollBack(nil)
        #expect(try trial.look() == .over(end))
    }

    @Test func `it is ended when its time is up`() async throws {
        let front = FrontEnd()
        let record = try #require(try await front.apply(for: .admin))
        var state = front.world.state
        state.isLate = true
        let late = FrontEnd(state)
        let trial = PendingTrial(record, in: try late.session(for: .admin))
        #expect(try trial.look() == .due)
        #expect(await trial.end()?.phase == .rolledBack(.deadline))
        #expect(late.world.state.isOld)
    }

    @Test func `a second one has to wait for the first one's answer`() async throws {
        let front = FrontEnd()
        let first = try #require(try await front.apply(for: .admin))
        let error = await #expect(throws: EngineError.self) { try await front.apply(for: .root("ben", process: 3)) }
        guard case .trial(.otherTrial(let record)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(record.id == first.id && error?.code == .trialPending)
        #expect(try await front.session(for: .admin).status()?.phase == .pending)
    }

    @Test func `how it stands is told with its guard`() async throws {
        let front = FrontEnd()
        let record = try #require(try await front.apply(for: .admin))
        let standing = TrialStanding(of: record, on: front.world, files: front.world)
        #expect(standing.guardian == front.world.guardian(of: record.id) && standing.guardian != nil)
        #expect(standing.entry == nil)
        #expect(TrialStanding.last(in: front.world) == record)
    }
}
