import FoundationEssentials
import NetTypes
import OrderedCollections
package import Planning
import Profiles
package import Topology

extension TrialRunner {
    /// What `apply` came to.
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
        if let earlier = try await tendLocked(), !earlier.phase.isOver { throw .otherTrial(earlier) }
        let (live, plan) = try await prepare(topology)
        observe(.planned(plan))
        let devices = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.interface, $0.device) })
        if plan.isEmpty { return .unchanged }
        let obstacles = plan.obstacles(consent)
        if !obstacles.isEmpty { throw .needsForce(obstacles) }
        let change = Change(
            specs: specs, restores: nil, plan: describe(plan), changes: changes(of: plan), before: Before(live))
        return .pending(
            try await carryOut(change, timeout: timeout, settle: settle, verdict: verdict) {
                () async throws(ControlError) in
                try await carryOut(plan, settle: settle)
                return { live in
                    Expectation.mismatches(of: topology, devices: devices, in: live).map {
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
    }

    /// Records a trial, protects it, lets `body` change the network, and looks whether it came out right.
    ///
    /// - Parameters:
    ///   - change: what is recorded of it.
    ///   - timeout: seconds to answer once all is up.
    ///   - settle: how long it may take to come out right.
    ///   - verdict: asked before the change, and once everything is right.
    ///   - body: makes the change, and returns what looks for problems.
    /// - Returns: the trial, pending.
    /// - Throws: `TrialError`; once anything was touched, always after a rollback.
    func carryOut(
        _ change: Change, timeout: Int, settle: Duration, verdict: (any Verdict)?,
        _ body: () async throws(ControlError) -> @Sendable (LiveState) -> [String]
    ) async throws(TrialError) -> TrialRecord {
        await verdict?.before()
        // Coming up and being seen to be right may each take as long as `settle`.
        let limit = 2 * Self.seconds(settle) + (verdict?.seconds ?? 0) + timeout
        var record = TrialRecord(
            id: host.newID(), startedAt: host.date(), user: host.user(), specs: change.specs, plan: change.plan,
            timeout: timeout, apply: host.current(), preparedAt: host.now(), checkpointTimeout: limit + Self.grace,
            deadline: host.now() + Int64(limit) * 1000, changes: change.changes, before: change.before)
        record.restores = change.restores
        try save(record)
        do throws(TrialError) {
            record.guardian = try state { () throws(StateError) in try host.startGuard(record.id) }
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
            let problems = try await body()
            try await plugLoosePorts(record.before)
            observe(.verifying)
            let wrong = try await control.waitUntilRight(within: settle, problems: problems)
            if !wrong.isEmpty { throw ControlError(.refused, wrong.joined(separator: "; ")) }
            if let failure = await verdict?.after() { throw ControlError(.refused, failure) }
            guard let checkpoint = record.checkpoint else { throw ControlError(.lost, "the checkpoint is gone") }
            try await control.adjust(checkpoint, timeout: timeout + Self.grace)
        } catch {
            let cause = Task.isCancelled ? Cause.asked(by: host.user()) : Cause.failed(error.message)
            throw await failure(record, cause)
        }
        if Task.isCancelled { throw await failure(record, .asked(by: host.user())) }
        record.deadline = host.now() + Int64(timeout) * 1000
        record.phase = .pending
        do throws(TrialError) {
            try save(record)
        } catch {
            throw await failure(record, .failed("the trial could not be recorded: \(error)"))
        }
        return record
    }

    /// What `apply` would do; touches nothing.
    package func plan(_ topology: Topology) async throws(TrialError) -> (LiveState, Plan) {
        let live = try await settledState()
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

    /// The host, once NetworkManager has finished its own start.
    package func settledState() async throws(TrialError) -> LiveState {
        try await refusable { () async throws(ControlError) in try await control.waitUntilStarted(within: .seconds(60))
        }
        return try await refusable { () async throws(ControlError) in
            try await control.liveState(withSettings: true)
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
    private func carryOut(_ plan: Plan, settle: Duration) async throws(ControlError) {
        try await control.shadow(plan.replaced + plan.removals.flatMap(\.profiles))
        try await control.write(plan.steps)
        let down =
            plan.removals.map(\.interface) + plan.steps.reversed().filter { $0.activation == .recreate }.map(\.device)
        if !down.isEmpty { try await control.takeDown(down) }
        let up = plan.steps.filter { $0.activation != .none }
        try await free(Self.leaders(among: up))
        for step in up { observe(.interface(step.interface, .waiting)) }
        for level in Dictionary(grouping: up, by: \.level).sorted(by: { $0.key < $1.key }) {
            try await control.bringUp(level.value)
        }
        try await control.waitUntilUp(up, within: settle) { observe(.interface($0, $1)) }
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
        let result = await Task { () -> Result<TrialRecord, TrialError> in
            do throws(TrialError) {
                return .success(try await runner.performRollback(record, cause))
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
        ProfileChange(
            uuid: live.uuid, interface: interface, kind: kind, id: live.id, filename: live.filename,
            original: live.filename.flatMap(host.contents).map { Data($0) })
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

extension Before {
    /// What is up now, and the links as they are.
    package init(_ live: LiveState) {
        let generated = Set(live.profiles.filter(\.isGenerated).map(\.uuid))
        var foreign: Set<String> = []
        var active: [(Int, Active)] = []
        for device in live.devices where device.isReal {
            guard let uuid = device.activeUUID, !generated.contains(uuid), device.interface != "lo" else {
                foreign.insert(device.interface)
                continue
            }
            let depth = (try? InterfaceName(device.interface)).map(live.depth) ?? 0
            active.append((depth, Active(interface: device.interface, uuid: uuid)))
        }
        let known = Set(live.devices.map(\.interface))
        self.init(
            active: active.sorted { ($0.0, $0.1.interface) < ($1.0, $1.1.interface) }.map(\.1),
            links: live.links.values.sorted { $0.name < $1.name }.map { link in
                Link(
                    name: link.name.text, controller: link.controller?.text,
                    isForeignPort: link.controller != nil
                        && (foreign.contains(link.name.text) || !known.contains(link.name.text)),
                    isUp: link.isUp,
                    addresses: link.addresses.map(\.prefix).filter { !$0.address.isLinkLocal }.map(\.description)
                        .sorted()
                )
            })
        // `ip route` marks its routes as its own, unless told otherwise; without a profile, static ones are a person's too.
        routes = live.links.values.sorted { $0.name < $1.name }.flatMap { link in
            let hasProfile = !foreign.contains(link.name.text) && known.contains(link.name.text)
            return link.routes.compactMap { route -> Route? in
                guard let origin = route.origin, origin == 3 || (origin == 4 && !hasProfile) else { return nil }
                return Route(
                    interface: link.name.text, destination: route.destination.description,
                    via: route.via?.description, table: route.table, metric: route.metric,
                    source: route.source?.description, origin: origin)
            }
        }
        self.generated = live.devices.filter { $0.interface != "lo" }.compactMap(\.activeUUID).filter(
            generated.contains
        )
        .sorted()
    }
}
