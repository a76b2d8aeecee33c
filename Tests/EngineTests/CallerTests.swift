import Engine
import NetTypes
import Planning
import Testing
import Topology
import Trial
import TrialSupport

/// Two people ask one front end: what is done, recorded and looked at is each one's own.
@Suite struct CallerTests {
    private let anna: Caller
    private let ben: Caller
    private let annasPeer: Check.Probe
    private let bensPeer: Check.Probe

    init() throws {
        let (here, there) = (try #require(IPAddress("10.0.0.1")), try #require(IPAddress("192.0.2.10")))
        let elsewhere = try #require(IPAddress("192.0.2.20"))
        annasPeer = .ping(there)
        bensPeer = .ping(elsewhere)
        anna = .root("anna", by: RemoteSession(client: there, server: here), process: 11)
        ben = .root("ben", by: RemoteSession(client: elsewhere, server: here), process: 12)
    }

    @Test func `a trial is recorded as its caller's`() async throws {
        for caller in [anna, ben] {
            let record = try #require(try await FrontEnd().apply(for: caller))
            #expect(record.user == caller.user)
            #expect(record.apply == caller.process)
            #expect(record.specs == [SpecText(name: "host.yaml", text: FrontEnd.spec)] && record.plan == "in words")
        }
    }

    @Test func `the other end of the caller's own login is checked, and nobody else's`() async throws {
        for (caller, peer) in [(anna, annasPeer), (ben, bensPeer)] {
            let front = FrontEnd()
            _ = try await front.apply(for: caller)
            #expect(Set(front.checks.map(\.probe)) == [peer])
        }
        let front = FrontEnd()
        _ = try await front.apply(for: .admin)
        #expect(front.checks.isEmpty, "nobody has logged in from anywhere")
    }

    @Test func `whose login falls silent gets the old network back; another's trial goes on`() async throws {
        let front = FrontEnd(silent: [annasPeer])
        let error = await #expect(throws: EngineError.self) { try await front.apply(for: self.anna) }
        guard case .trial(.rolledBack(.failed(let reason, _), let record)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("192.0.2.10") && record.user == "anna" && error?.code == .failed)
        #expect(front.world.state.isOld)

        let other = FrontEnd(silent: [annasPeer])
        #expect(try await other.apply(for: ben)?.phase == .pending)
    }

    @Test func `who takes a trial back is its cause, whoever began it`() async throws {
        let front = FrontEnd()
        let record = try #require(try await front.apply(for: anna))
        let end = try await front.session(for: ben).rollBack(record.id)
        #expect(end.phase == .rolledBack(.asked(by: "ben")) && end.user == "anna")
        #expect(front.world.state.isOld)
    }

    @Test func `a trial that its caller calls off ends on the old network`() async throws {
        let front = FrontEnd()
        let begun = try front.session(for: anna).apply(try front.request(), words: FrontEnd.words)
        begun.cancel()
        await begun.finished()
        let error = await #expect(throws: EngineError.self) { try await begun.pending() }
        guard case .trial(.rolledBack(let cause, _)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause == .asked(by: "anna"))
        #expect(front.world.state.isOld)
    }

    @Test func `another's look at a confirmed trial is by another's login`() async throws {
        let front = FrontEnd()
        let record = try #require(try await front.apply(for: anna))
        #expect(try await front.session(for: ben).confirm(record.id).phase == .confirmed)
        #expect(front.world.state.isNew)
        #expect(Set(front.checks.map(\.probe)) == [annasPeer, bensPeer])
    }

    @Test func `what a rollback left is given up in the name of who says so`() async throws {
        let front = FrontEnd()
        _ = try await front.apply(for: anna)
        var state = front.world.state
        state.isObstructed = true
        let obstructed = FrontEnd(state)
        let end = try await obstructed.session(for: anna).rollBack(nil)
        #expect(end.isOwed)
        let outcome = try Forget.run(nil, for: ben, on: obstructed.world, files: obstructed.world)
        guard case .trial(let record) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(record.forgottenBy == "ben")
    }

    @Test func `a plan warns the one who comes in by an address that changes, and nobody else`() async throws {
        let front = FrontEnd()
        let topology = try front.request().topology
        let annas = try await front.session(for: anna).plan(topology).hazards.map(\.code)
        let admins = try await front.session(for: .admin).plan(topology).hazards.map(\.code)
        #expect(annas.contains(.sessionAddressChanges) && !admins.contains(.sessionAddressChanges))
        #expect(front.world.effects == 0, "a plan changes nothing")
    }
}
