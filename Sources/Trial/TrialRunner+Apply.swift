import FoundationEssentials
package import Host
import NetTypes
import OrderedCollections
package import Planning
import Profiles
import System
package import Topology

extension TrialRunner {
    /// The result of an apply.
    package enum Applied: Sendable {
        /// The host already has the topology; nothing was changed.
        case unchanged
        /// Everything is up and right; the trial waits until its `deadline` to be confirmed.
        case pending(TrialRecord)
    }

    /// Changes the host to match the topology, as a trial.
    ///
    /// - Parameters:
    ///   - topology: the topology that the host is to have.
    ///   - specs: the spec's files, for the history.
    ///   - timeout: seconds for the administrator to confirm, once everything is up.
    ///   - settle: how long interfaces may take to come up.
    ///   - consent: which hazards that no rollback would undo are accepted.
    ///   - verdict: checks that run before the change and once everything is up.
    ///   - words: puts the plan and its acts into words, for the history.
    /// - Returns: the pending trial, or that nothing had to be changed.
    /// - Throws: `TrialError`; if anything had been changed, a rollback was done first.
    package func apply(
        _ topology: Topology, specs: [SpecText], timeout: Int, settle: Duration,
        consent: Consent = .attended, verdict: (any Verdict)? = nil, words: PlanWords
    ) async throws(TrialError) -> Applied {
        try await locked(wait: 2) { () async throws(TrialError) in
            try await applyLocked(
                topology, specs: specs, timeout: timeout, settle: settle, consent: consent, verdict: verdict,
                words: words)
        }
    }

    private func applyLocked(
        _ topology: Topology, specs: [SpecText], timeout: Int, settle: Duration,
        consent: Consent, verdict: (any Verdict)?, words: PlanWords
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
            specs: specs, restores: nil, plan: words.plan(plan), changes: try withFilesBeside(changes(of: plan)),
            before: Before(live),
            isWhole: spec.scope.isWhole, used: spec.used(in: topology), quieted: quieted(by: plan, on: live),
            moved: plan.handover.flatMap { MovedAddresses($0) })
        noteNetplan(change.changes)
        return .pending(
            try await carryOut(
                change, timeout: timeout, settle: settle, longestSilence: Settling.seconds(after: plan.steps),
                verdict: verdict
            ) { (trial) async throws(ControlError) in
                try await perform(plan, before: change.before, from: live, settle: settle) { act, number, count in
                    try? store.note(ReachedAct(trial: trial, number: number, count: count, text: words.act(act)))
                }
                try await settleDefaults(after: plan, for: topology, from: live, settle: settle)
                // What had not come before does not come now either, where nothing of it changes: a router's
                // advertisements, an LACP partner.
                let lasting = plan.keepingWhatMayCome(in: topology)
                let missing = Set(
                    Expectation.mismatches(of: topology, devices: devices, in: live).filter {
                        $0.mayCome && lasting.contains($0.interface)
                    })
                let given = plan.replaced + plan.removals.flatMap(\.profiles)
                let gone = Set(given.map(\.uuid))
                let rules = plan.goingRules(on: live)
                let routes = plan.goingRoutes(on: live)
                try await takeAway(routes, for: topology, devices)
                return Carried(silence: Settling.seconds(after: plan.steps)) { live in
                    // Both ways: everything in the spec is there, and nothing that confirming would delete is still in
                    // use.
                    (Expectation.mismatches(of: topology, devices: devices, in: live).filter { !missing.contains($0) }
                        + Expectation.leftovers(
                            gone: gone, removed: plan.removals.map(\.interface), given: given, in: live)
                        + Expectation.leftoverRules(rules, in: live)
                        + Expectation.leftoverRoutes(routes, in: live)).map {
                            "\($0.interface): \($0.text)"
                        }
                }
            })
    }

    /// Takes away routes that no profile has, where NetworkManager has not.
    ///
    /// It forgets over a restart that it made those that reject packets and those in other tables than `main`, and it lets
    /// the kernel make default routes for a moment (1.42.4).
    private func takeAway(
        _ going: [GoingRoute], for topology: Topology, _ devices: [InterfaceName: InterfaceName]
    ) async throws(ControlError) {
        if going.isEmpty, !topology.interfaces.values.contains(where: \.ipv6.neverDefault) { return }
        let live = try await control.liveState(withSettings: false)
        let left =
            going.flatMap { $0.left(in: live) } + Expectation.strayDefaults(of: topology, devices: devices, in: live)
        if !left.isEmpty { try await control.takeAway(left) }
    }

    /// What is known of a trial before it begins, for its record.
    struct Change {
        let specs: [SpecText]
        let restores: Int?
        let plan: String
        let changes: [ProfileChange]
        let before: Before
        var isWhole: Bool?
        var used: [String]?
        var quieted: [Quieted]?
        var moved: MovedAddresses?
        /// netplan's files that a restore brings back.
        var back: [NetplanEdit]?
    }

    /// The result of a change that was made.
    struct Carried {
        /// Seconds during which spanning tree or LACP may still block all traffic.
        let silence: Int
        /// Compares the host with what the change was to achieve: the differences, one clause each.
        let problems: @Sendable (LiveState) -> [String]
    }

    /// Records a trial, creates its checkpoint, lets `body` change the network, and checks the result.
    ///
    /// - Parameters:
    ///   - change: what the record says about the trial.
    ///   - timeout: seconds for the administrator to confirm, once everything is up.
    ///   - settle: how long the host may take to become right.
    ///   - longestSilence: the upper limit, in seconds, of the `silence` that `body` returns.
    ///   - verdict: checks that run before the change and once everything is right.
    ///   - body: makes the change; it gets the trial's ID.
    /// - Returns: the pending trial.
    /// - Throws: `TrialError`; if anything had been changed, a rollback was done first.
    func carryOut(
        _ change: Change, timeout: Int, settle: Duration, longestSilence: Int, verdict: (any Verdict)?,
        _ body: (_ trial: String) async throws(ControlError) -> Carried
    ) async throws(TrialError) -> TrialRecord {
        await verdict?.before()
        await control.follow()
        // Coming up and becoming right may take as long as `settle` each.
        let limit = 2 * Self.seconds(settle) + longestSilence + (verdict?.seconds ?? 0) + timeout
        var record = TrialRecord(
            id: host.newID(), startedAt: host.date(), user: caller.user, specs: change.specs, plan: change.plan,
            timeout: timeout, apply: caller.process, preparedAt: host.now(), checkpointTimeout: limit + Self.grace,
            deadline: host.now() + Int64(limit) * 1000, changes: change.changes, before: change.before)
        record.restores = change.restores
        record.isWhole = change.isWhole
        record.used = change.used
        record.quieted = change.quieted
        record.moved = change.moved
        let yaml = NetplanFiles.copies(in: store.files)
        if !yaml.isEmpty || change.back != nil || store.files.exists(NetplanFiles.directory) {
            record.netplan = NetplanRecord(files: yaml, back: change.back)
        }
        try save(record)
        do throws(TrialError) {
            record.guardian = try started(record)
            try save(record)
            record.checkpoint = try await refusable { () async throws(ControlError) in
                try await control.createCheckpoint(timeout: limit + Self.grace)
            }
            record.phase = .applying
            try save(record)
            try state { [record] () throws(FileError) in try store.saveUnderway(record) }
            observe(.protected(record.id))
        } catch {
            // Nothing was changed yet; the checkpoint, if there is one, must not roll anything back later.
            if let checkpoint = record.checkpoint { try? await control.destroy(checkpoint) }
            record.phase = .rolledBack(.failed("it could not be started"))
            try? store.save(record)
            throw error
        }
        do throws(ControlError) {
            let carried = try await body(record.id)
            let reapplied = Set(record.changes.filter { $0.kind == .updated }.map(\.interface))
            try await plugLoosePorts(record.before, reapplied: reapplied)
            try await putBackForeignAddresses(record.before, on: Set(record.changes.map(\.interface)))
            observe(.verifying)
            let wrong = try await control.waitUntilRight(within: settle, problems: carried.problems)
            if !wrong.isEmpty { throw ControlError(.refused, wrong.joined(separator: "; ")) }
            if let verdict, verdict.seconds > 0, carried.silence > 0 {
                observe(.note("spanning tree or LACP may take \(carried.silence) s; nothing is judged before"))
            }
            if let failure = await verdict?.after(silence: carried.silence) { throw ControlError(.refused, failure) }
            record.judged = Before(try await control.liveStateWithGenerated())
            try await noteIntended(&record)
            guard let checkpoint = record.checkpoint else { throw ControlError(.lost, "the checkpoint is gone") }
            try await control.adjust(checkpoint, timeout: timeout + Self.grace)
        } catch {
            let cause = Task.isCancelled ? Cause.asked(by: caller.user) : Cause.failed(error)
            throw await failure(record, cause)
        }
        if Task.isCancelled { throw await failure(record, .asked(by: caller.user)) }
        record.pendingAt = host.now()
        record.deadline = host.now() + Int64(timeout) * 1000
        record.phase = .pending
        do throws(TrialError) {
            try save(record)
            try state { [record] () throws(FileError) in try store.saveUnderway(record) }
        } catch {
            throw await failure(record, .failed("the trial could not be recorded: \(error)"))
        }
        return record
    }

    /// Starts the guard and waits for its sign of life; without a guard no trial begins.
    private func started(_ record: TrialRecord) throws(TrialError) -> ProcessIdentity {
        do throws(FileError) {
            return try host.startGuard(record)
        } catch {
            throw .unguarded(error)
        }
    }

    /// Records the profiles as the trial changed them, so that somebody else's later changes can be told apart.
    private func noteIntended(_ record: inout TrialRecord) async throws(ControlError) {
        let updated = record.changes.indices.filter { record.changes[$0].kind == .updated }
        if updated.isEmpty { return }
        let files = try await control.keyfiles(of: updated.map { record.changes[$0] })
        let texts = Dictionary(files.map { ($0.uuid, $0.keyfile) }) { first, _ in first }
        for index in updated {
            record.changes[index].intended = texts[record.changes[index].uuid].map { Data($0.utf8) }
        }
    }

    /// Plans what `apply` would do; changes nothing.
    package func plan(_ topology: Topology) async throws(TrialError) -> (LiveState, Plan) {
        var live = try await settledState(for: topology)
        live.bootClaims = host.bootClaims(on: NICs.all(live))
        try await lookAtSecrets(of: topology, &live)
        var plan = try planned(topology, on: live)
        do throws(Misfit) {
            try refuseNetplan(changes(of: plan), on: live)
        } catch {
            throw .misfit(error)
        }
        if let handover = plan.handover, handover.isReversible, handover.hasIPv4 {
            plan.handover?.isReversible = try await !refusable { () async throws(ControlError) in
                try await control.looksForDuplicates()
            }
        }
        return (live, plan)
    }

    /// Looks at the files that profiles need, and at whether the profiles have what is in them.
    private func lookAtSecrets(of topology: Topology, _ live: inout LiveState) async throws(TrialError) {
        for interface in topology.interfaces.values {
            let files = interface.files
            for file in files { live.keyFiles[file.path] = host.keyFile(file) }
            if interface.kind.name == .macsec || interface.nic?.login != nil {
                live.lacksSupplicant = !host.hasSupplicant
            }
            guard files.contains(where: { $0.use == .password }),
                let profile = live.ownProfile(of: interface.name),
                let place = Profile.secretPlace(in: profile.settings)
            else { continue }
            live.passwords[profile.uuid] = try await refusable { () async throws(ControlError) in
                try await control.fingerprint(of: profile, place)
            }
        }
    }

    private func planned(_ topology: Topology, on live: LiveState) throws(TrialError) -> Plan {
        do throws(Misfit) {
            var plan = try Planner.plan(topology, on: live, session: caller.session)
            // The history only tells who changed something that was applied before; without such a change it is not
            // needed.
            if !plan.isEmpty, live.profiles.contains(where: \.isOurs) || !store.isHistoryEmpty {
                plan.drift = Drift.found(in: plan, on: live, applied: store.appliedProfiles(on: live))
            }
            return plan
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

    /// Refuses the change while another program has a checkpoint, which would undo it later.
    func refuseForeignCheckpoints() async throws(TrialError) {
        let others = try await refusable { () async throws(ControlError) in try await control.checkpoints() }
        if !others.isEmpty { throw .foreignCheckpoint(others) }
    }

    /// Rolls back and returns the error that says how that went.
    private func failure(_ record: TrialRecord, _ cause: Cause) async -> TrialError {
        // The rollback has to run to its end even if this task was cancelled, so it has a task of its own.
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

    /// Adds what has to be recorded of profiles that NetworkManager's plugin ifcfg-rh keeps.
    func withFilesBeside(_ changes: [ProfileChange]) throws(TrialError) -> [ProfileChange] {
        try state { () throws(FileError) in
            var changes = changes
            for (index, change) in changes.enumerated() {
                guard let name = change.filename else { continue }
                changes[index].beside = try IfcfgFiles.copies(beside: name, in: store.files)
                if changes[index].beside != nil { changes[index].mode = store.files.mode(of: name) }
            }
            return changes
        }
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
