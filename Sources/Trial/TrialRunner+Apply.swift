import FoundationEssentials
package import Host
import NetTypes
import OrderedCollections
package import Planning
import Profiles
import System
package import Topology

extension TrialRunner {
    /// How an apply ended.
    package enum Applied: Sendable {
        /// The host is the topology already.
        case unchanged
        /// All is up and right; the trial waits for its answer until `deadline`.
        case pending(TrialRecord)
    }

    /// Makes the host the topology, as a trial.
    ///
    /// - Parameters:
    ///   - topology: what the host shall be.
    ///   - specs: the spec files, for the history.
    ///   - timeout: seconds to answer once all is up.
    ///   - settle: how long interfaces may take to come up.
    ///   - consent: whether hazards that no rollback would save from stop it.
    ///   - verdict: asked before the change, and once everything is up.
    ///   - describe: the plan in words, for the history.
    /// - Returns: whether there was anything to do, and the trial that waits.
    /// - Throws: `TrialError`; once anything was touched, always after a rollback.
    package func apply(
        _ topology: Topology, specs: [SpecText], timeout: Int, settle: Duration,
        consent: Consent = .attended, verdict: (any Verdict)? = nil, describe: @Sendable (Plan) -> String
    ) async throws(TrialError) -> Applied {
        try await locked(wait: 2) { () async throws(TrialError) in
            try await applyLocked(
                topology, specs: specs, timeout: timeout, settle: settle, consent: consent, verdict: verdict,
                describe: describe)
        }
    }

    private func applyLocked(
        _ topology: Topology, specs: [SpecText], timeout: Int, settle: Duration,
        consent: Consent, verdict: (any Verdict)?, describe: @Sendable (Plan) -> String
    ) async throws(TrialError) -> Applied {
        if let earlier = try await tendLocked(), !earlier.isOver { throw .otherTrial(earlier) }
        let (live, plan) = try await prepare(topology)
        observe(.planned(plan))
        let spec = topology
        let topology = plan.topology ?? spec
        let devices = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.interface, $0.device) })
        if plan.isEmpty { return .unchanged }
        let obstacles = plan.obstacles(consent)
        if !obstacles.isEmpty { throw .needsForce(obstacles) }
        let change = Change(
            specs: specs, restores: nil, plan: describe(plan), changes: changes(of: plan), before: Before(live),
            isWhole: spec.scope.isWhole, used: spec.used(in: topology))
        return .pending(
            try await carryOut(
                change, timeout: timeout, settle: settle, longestSilence: Settling.seconds(after: plan.steps),
                verdict: verdict
            ) { () async throws(ControlError) in
                try await carryOut(plan, before: change.before, settle: settle)
                try await settleDefaults(after: plan, for: topology, from: live, settle: settle)
                let given = plan.replaced + plan.removals.flatMap(\.profiles)
                let gone = Set(given.map(\.uuid))
                return Carried(silence: Settling.seconds(after: plan.steps)) { live in
                    // Both ways: all that the spec says is there, and nothing that confirming would take away.
                    (Expectation.mismatches(of: topology, devices: devices, in: live)
                        + Expectation.leftovers(
                            gone: gone, removed: plan.removals.map(\.interface), given: given, in: live)).map {
                            "\($0.interface): \($0.text)"
                        }
                }
            })
    }

    /// What a trial is recorded with before it begins.
    struct Change {
        let specs: [SpecText]
        let restores: Int?
        let plan: String
        let changes: [ProfileChange]
        let before: Before
        var isWhole: Bool?
        var used: [String]?
    }

    /// A change as it was made.
    struct Carried {
        /// Seconds that nothing may be heard yet, by spanning tree or LACP.
        let silence: Int
        /// Says what is not as it should be on a host, one clause each.
        let problems: @Sendable (LiveState) -> [String]
    }

    /// Records a trial, protects it, lets `body` change the network, and looks whether it came out right.
    ///
    /// - Parameters:
    ///   - change: what is recorded of it.
    ///   - timeout: seconds to answer once all is up.
    ///   - settle: how long it may take to come out right.
    ///   - longestSilence: seconds that `body` may at most say that nothing is heard.
    ///   - verdict: asked before the change, and once everything is right.
    ///   - body: makes the change.
    /// - Returns: the trial, pending.
    /// - Throws: `TrialError`; once anything was touched, always after a rollback.
    func carryOut(
        _ change: Change, timeout: Int, settle: Duration, longestSilence: Int, verdict: (any Verdict)?,
        _ body: () async throws(ControlError) -> Carried
    ) async throws(TrialError) -> TrialRecord {
        await verdict?.before()
        // Coming up and being seen to be right may each take as long as `settle`.
        let limit = 2 * Self.seconds(settle) + longestSilence + (verdict?.seconds ?? 0) + timeout
        var record = TrialRecord(
            id: host.newID(), startedAt: host.date(), user: host.user(), specs: change.specs, plan: change.plan,
            timeout: timeout, apply: host.current(), preparedAt: host.now(), checkpointTimeout: limit + Self.grace,
            deadline: host.now() + Int64(limit) * 1000, changes: change.changes, before: change.before)
        record.restores = change.restores
        record.isWhole = change.isWhole
        record.used = change.used
        try save(record)
        do throws(TrialError) {
            record.guardian = try started(record)
            try save(record)
            record.checkpoint = try await refusable { () async throws(ControlError) in
                try await control.createCheckpoint(timeout: limit + Self.grace)
            }
            record.phase = .applying
            try save(record)
            try state { [record] () throws(StateError) in try store.saveUnderway(record) }
            observe(.protected(record.id))
        } catch {
            // Nothing was changed yet; the checkpoint, if there is one, must not roll anything back later.
            if let checkpoint = record.checkpoint { try? await control.destroy(checkpoint) }
            record.phase = .rolledBack(.failed("it could not be started"))
            try? store.save(record)
            throw error
        }
        do throws(ControlError) {
            let carried = try await body()
            let reapplied = Set(record.changes.filter { $0.kind == .updated }.map(\.interface))
            try await plugLoosePorts(record.before, reapplied: reapplied)
            observe(.verifying)
            let wrong = try await control.waitUntilRight(within: settle, problems: carried.problems)
            if !wrong.isEmpty { throw ControlError(.refused, wrong.joined(separator: "; ")) }
            if let verdict, verdict.seconds > 0, carried.silence > 0 {
                observe(.note("spanning tree or LACP may take \(carried.silence) s; nothing is judged before"))
            }
            if let failure = await verdict?.after(silence: carried.silence) { throw ControlError(.refused, failure) }
            record.judged = Before(try await control.liveState(withSettings: true))
            try await noteIntended(&record)
            guard let checkpoint = record.checkpoint else { throw ControlError(.lost, "the checkpoint is gone") }
            try await control.adjust(checkpoint, timeout: timeout + Self.grace)
        } catch {
            let cause = Task.isCancelled ? Cause.asked(by: host.user()) : Cause.failed(error)
            throw await failure(record, cause)
        }
        if Task.isCancelled { throw await failure(record, .asked(by: host.user())) }
        record.pendingAt = host.now()
        record.deadline = host.now() + Int64(timeout) * 1000
        record.phase = .pending
        do throws(TrialError) {
            try save(record)
            try state { [record] () throws(StateError) in try store.saveUnderway(record) }
        } catch {
            throw await failure(record, .failed("the trial could not be recorded: \(error)"))
        }
        return record
    }

    /// The guard, which has given a sign of life: nothing begins without one.
    private func started(_ record: TrialRecord) throws(TrialError) -> ProcessIdentity {
        do throws(StateError) {
            return try host.startGuard(record)
        } catch {
            throw .unguarded(error)
        }
    }

    /// Writes down what the trial made of profiles that stay, to tell it from what somebody else makes of them.
    private func noteIntended(_ record: inout TrialRecord) async throws(ControlError) {
        let updated = record.changes.indices.filter { record.changes[$0].kind == .updated }
        if updated.isEmpty { return }
        let files = try await control.keyfiles(of: updated.map { record.changes[$0] })
        let texts = Dictionary(files.map { ($0.uuid, $0.keyfile) }) { first, _ in first }
        for index in updated {
            record.changes[index].intended = texts[record.changes[index].uuid].map { Data($0.utf8) }
        }
    }

    /// What `apply` would do; touches nothing.
    package func plan(_ topology: Topology) async throws(TrialError) -> (LiveState, Plan) {
        let live = try await settledState(for: topology)
        do throws(Misfit) {
            var plan = try Planner.plan(topology, on: live, session: session)
            // Only a change of what was applied before needs the history: to tell by whom.
            if !plan.isEmpty, live.profiles.contains(where: \.isOurs) || !store.isHistoryEmpty {
                plan.drift = Drift.found(in: plan, on: live, applied: store.appliedProfiles(on: live))
            }
            return (live, plan)
        } catch {
            throw .misfit(error)
        }
    }

    private func prepare(_ topology: Topology) async throws(TrialError) -> (LiveState, Plan) {
        let result = try await plan(topology)
        if result.1.isEmpty { return result }
        try await refuseForeignCheckpoints()
        return result
    }

    /// Another program's checkpoint would undo this change later.
    func refuseForeignCheckpoints() async throws(TrialError) {
        let others = try await refusable { () async throws(ControlError) in try await control.checkpoints() }
        if !others.isEmpty { throw .foreignCheckpoint(others) }
    }

    /// Profiles first, all in memory; then down what goes; then up, one level of the order after the other.
    ///
    /// What confirming deletes is unknown to NetworkManager by the end, as it will be then. A profile that is up on a NIC
    /// of the plan goes only once ours is up there, so that the NIC changes hands without being down in between.
    private func carryOut(_ plan: Plan, before: Before, settle: Duration) async throws(ControlError) {
        try await control.write(plan.steps)
        let down =
            plan.removals.map(\.interface) + plan.steps.reversed().filter { $0.activation == .recreate }.map(\.device)
        if !down.isEmpty { try await control.takeDown(down) }
        var handedOver: [LiveProfile] = []
        if !plan.replaced.isEmpty {
            let live = try await control.liveState(withSettings: false)
            let active = Set(live.devices.compactMap(\.activeUUID))
            handedOver = plan.replaced.filter { active.contains($0.uuid) }
        }
        let going = plan.replaced.filter { !handedOver.contains($0) } + plan.removals.flatMap(\.profiles)
        try await control.setAside(going)
        let up = plan.steps.filter { $0.activation != .none }
        try await free(Self.leaders(among: up))
        for step in up { observe(.interface(step.interface, .waiting)) }
        for level in Dictionary(grouping: up, by: \.level).sorted(by: { $0.key < $1.key }) {
            try await control.bringUp(level.value)
            let reapplied = level.value.filter { $0.activation == .reapply }.map(\.device.text)
            try await keepVLANs(ofGuestsOn: Set(reapplied), before)
        }
        try await control.waitUntilUp(up, within: settle) { observe(.interface($0, $1)) }
        try await control.setAside(handedOver)
    }

    /// The first port by name of each bond that comes up, where it has several and the port is new to it.
    private static func leaders(among steps: [Step]) -> [InterfaceName] {
        let bonds = Set(steps.map(\.interface.text))
        let ports = Dictionary(
            grouping: steps.filter { $0.profile.settings["connection"]?["slave-type"] == .string("bond") }
        ) { $0.profile.settings["connection"]?["master"] ?? .string("") }
        return ports.compactMap { bond, ports in
            guard case .string(let name) = bond, bonds.contains(name), ports.count > 1,
                let first = ports.min(by: { $0.device < $1.device }), case .add = first.write
            else { return nil }
            return first.device
        }
        .sorted()
    }

    /// Takes NICs out of what they are used for now, before their bond comes up.
    ///
    /// A bond has the MAC address of the port that joins first (the kernel's bonding.rst, fail_over_mac), and a DHCP server
    /// knows a host by it. NetworkManager brings a bond's ports up with it, in the order of their names; but one that has to
    /// be taken down first, the NIC in use, would join last, and the host would be given another address.
    private func free(_ nics: [InterfaceName]) async throws(ControlError) {
        if nics.isEmpty { return }
        let live = try await control.liveState(withSettings: false)
        let nics = nics.filter { live.device($0)?.activePath != nil }
        if nics.isEmpty { return }
        try await control.takeDown(nics)
        // One that is not free in time joins late, and is waited for as every other.
        _ = try await control.waitUntilRight(within: .seconds(3)) { live in
            nics.filter { live.device($0)?.activePath != nil }.map(\.text)
        }
    }

    /// Rolls back and says how that went.
    private func failure(_ record: TrialRecord, _ cause: Cause) async -> TrialError {
        // The rollback has to run to its end even if this task was cancelled, so it gets a task of its own.
        let runner = self
        let result = await Task(executorPreference: WorkThread.shared) { () -> Result<TrialRecord, TrialError> in
            do throws(TrialError) {
                return .success(try await runner.bringBack(record, cause))
            } catch {
                return .failure(error)
            }
        }.value
        switch result {
        case .failure(.control(let error)):
            return .undetermined(
                cause, [error.message, "the guard goes on with it as soon as NetworkManager is back"], record)
        case .failure(let error): return error
        case .success(let end):
            if case .undetermined(let cause, let left) = end.phase { return .undetermined(cause, left, end) }
            return .rolledBack(cause, end)
        }
    }

    private func changes(of plan: Plan) -> [ProfileChange] {
        var changes: [ProfileChange] = []
        for step in plan.steps {
            switch step.write {
            case .none: continue
            case .add:
                changes.append(
                    ProfileChange(
                        uuid: step.profile.uuid.text, interface: step.device.text, kind: .added,
                        id: step.interface.text, filename: nil, original: nil))
            case .update(let live, _): changes.append(change(live, .updated, step.device.text))
            }
        }
        changes += plan.replaced.map { change($0, .replaced, $0.interfaceName ?? "") }
        changes += plan.removals.flatMap { removal in
            removal.profiles.map { change($0, .removed, removal.interface.text) }
        }
        return changes
    }

    private func change(_ live: LiveProfile, _ kind: ProfileChange.Kind, _ interface: String) -> ProfileChange {
        let file = live.filename.map { host.file(of: $0) }
        var change = ProfileChange(
            uuid: live.uuid, interface: interface, kind: kind, id: live.id, filename: live.filename,
            original: file?.bytes.map { Data($0) })
        change.linkTarget = file?.target
        return change
    }

    func refusable<Value: Sendable>(
        _ body: () async throws(ControlError) -> Value
    ) async throws(TrialError) -> Value {
        do throws(ControlError) {
            return try await body()
        } catch {
            throw .control(error)
        }
    }

    static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }
}
