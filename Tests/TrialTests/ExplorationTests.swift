import FoundationEssentials
import Host
import Planning
import Testing
import Topology
import Trial
import TrialSupport

/// Every interleaving of what people, processes and faults can do to a trial, by the real code, until nothing new
/// comes: see `World` for what a state is.
@Suite struct ExplorationTests {
    /// Something that happens: a process runs, whole or killed before one of its effects, or the world changes.
    enum Event: CaseIterable {
        case apply, guardLooks, confirm, rollBack, extend, status
        case foreignCheckpoint, foreignFires
        case deadlinePasses, timerFires, managerStops, managerStarts, powerCut, guardDies, diskFills, diskIsFreed
        /// All processes end, and /run stays (`systemctl soft-reboot`); later NetworkManager starts.
        case softReboot
        /// The keeper or the unit starts a guard again; `recover` does where nobody else is left.
        case guardReturns, recover
        case forget, obstruct, clear, runFills, runIsFreed

        var isProcess: Bool {
            switch self {
            case .apply, .guardLooks, .confirm, .rollBack, .extend, .status, .powerCut, .softReboot, .recover, .forget:
                true
            default: false
            }
        }
    }

    /// What happens to the host, to NetworkManager and to the disk.
    private static let host: [Event] = [
        .apply, .guardLooks, .confirm, .rollBack, .extend, .status, .deadlinePasses, .timerFires, .managerStops,
        .managerStarts, .powerCut, .guardDies, .diskFills, .diskIsFreed,
    ]

    /// What another program's checkpoint, taken during the trial, does to it.
    private static let checkpoints: [Event] = [
        .apply, .guardLooks, .confirm, .rollBack, .status, .foreignCheckpoint, .foreignFires, .deadlinePasses,
        .timerFires, .powerCut, .guardDies,
    ]

    /// What happens to those who tend a trial, and what keeps them from it; one obstacle at a time.
    private static let keepers: [Event] = [
        .apply, .guardLooks, .confirm, .rollBack, .deadlinePasses, .managerStops, .managerStarts, .guardDies,
        .softReboot, .guardReturns, .recover, .forget, .obstruct, .clear, .runFills, .runIsFreed,
    ]

    @Test(.serialized, arguments: [host, checkpoints, keepers])
    func `from every state that faults can lead to, the host ends on the old or on the confirmed network`(
        events: [Event]
    ) async throws {
        // It computes for minutes: on a thread of its own, it keeps none of the pool's from the other tests.
        try await withTaskExecutorPreference(OneThread.shared) { try await Self.explore(events) }
    }

    private static func explore(_ events: [Event]) async throws {
        let topology = try Self.topology()
        var seen: Set<WorldState> = [WorldState()]
        var todo = [WorldState()]
        var came: [WorldState: (WorldState, Event)] = [:]
        var transitions = 0
        while let state = todo.popLast() {
            for event in events {
                for next in try await Self.successors(of: state, event, topology) {
                    transitions += 1
                    if seen.insert(next).inserted {
                        todo.append(next)
                        came[next] = (state, event)
                        for problem in try await Self.problems(after: next, topology) {
                            Issue.record("\(problem)\nthe way there:\n\(Self.way(to: next, came))")
                            return
                        }
                    }
                }
            }
            // Other programs' checkpoints and those who tend a trial multiply the states: a run looks at so many of them,
            // EXPLORE_STATES=200000 at more.
            if seen.count > Self.limit { break }
        }
        print("explored \(seen.count) states, \(todo.count) not followed further, over \(transitions) transitions")
        #expect(seen.contains { $0.toldConfirmed && $0.isNew })
        if events.contains(.obstruct) { #expect(seen.contains(where: Self.owed)) }
        #expect(seen.contains { $0.toldRolledBack && $0.isOld })
        #expect(seen.count > 200)
    }

    private static let limit = ProcessInfo.processInfo.environment["EXPLORE_STATES"].flatMap { Int($0) } ?? 1000

    static let recordFile = TrialStore.runPath + "/trial.json"

    static func topology() throws -> Topology {
        let text = "version: 1\nethernets:\n  enp2s0: {addresses: [10.0.0.2/24]}\n"
        return try Topology.validate([SpecSource(name: "spec", bytes: Array(text.utf8))]).topology
    }

    /// The states after an event: one for its whole run, and one for each point at which it may be killed.
    static func successors(of state: WorldState, _ event: Event, _ topology: Topology) async throws -> [WorldState] {
        guard isPossible(event, in: state) else { return [] }
        let whole = try await run(event, in: state, killedBefore: nil, topology)
        var states = [whole.state]
        guard event.isProcess else { return states }
        for point in 0..<whole.effects {
            states.append(try await run(event, in: state, killedBefore: point, topology).state)
        }
        return states
    }

    /// The events that led to a state, with what each left.
    static func way(to state: WorldState, _ came: [WorldState: (WorldState, Event)]) -> String {
        var lines: [String] = []
        var current = state
        while let (before, event) = came[current], lines.count < 30 {
            lines.append("\(event) -> \(describe(current))")
            current = before
        }
        return lines.reversed().joined(separator: "\n")
    }

    static func isPossible(_ event: Event, in state: WorldState) -> Bool {
        if state.isOff { return event == .powerCut }
        return switch event {
        // One trial is enough: a second one starts from a host where the first is over.
        case .apply: !state.hasApplied && state.manager != nil
        case .guardLooks, .guardDies: state.guardIsAlive
        case .confirm, .rollBack, .extend, .status: state.checkpointsMade > 0
        case .deadlinePasses: !state.isLate && state.checkpointsMade > 0
        case .timerFires: state.isLate && state.checkpoint?.isArmed == true && state.manager != nil
        // One with DESTROY_ALL, which ends ours; taken during the trial.
        case .foreignCheckpoint: state.checkpoint != nil && state.foreign == nil && state.manager != nil
        case .foreignFires: state.foreign != nil && state.manager != nil
        case .managerStops: state.manager == 1
        case .managerStarts: state.manager == nil
        // A decision that is carried out before NetworkManager starts leaves the shadows in /run, which this world does
        // not tell from profiles.
        case .softReboot: state.checkpointsMade > 0 && !isDecided(state)
        case .guardReturns: !state.guardIsAlive && isUnderWay(state)
        case .recover:
            !state.guardIsAlive && state.checkpointsMade > 0 && (state.manager != nil || !isDecided(state))
        case .forget: owed(state)
        case .obstruct: !state.isObstructed && !state.runIsFull && state.checkpointsMade > 0 && state.manager != nil
        case .clear: state.isObstructed
        case .runFills: !state.runIsFull && !state.isObstructed && state.checkpointsMade > 0
        case .runIsFreed: state.runIsFull
        case .powerCut: true
        case .diskFills: !state.diskFails && state.checkpointsMade > 0
        case .diskIsFreed: state.diskFails
        }
    }

    static func run(
        _ event: Event, in state: WorldState, killedBefore: Int?, _ topology: Topology
    ) async throws -> (state: WorldState, effects: Int) {
        var start = state
        if event == .apply {
            start.applyIsAlive = true
            start.hasApplied = true
        }
        if event == .powerCut { cutPower(&start) }
        if event == .softReboot {
            start.manager = nil
            start.checkpoint = nil
            start.applyIsAlive = false
            start.guardIsAlive = false
        }
        let world = World(start, killedBefore: killedBefore)
        var told: Phase?
        let runner = TrialRunner(store: try TrialStore(files: world), control: world, host: world, caller: .admin)
        switch event {
        case .apply:
            _ = try? await runner.apply(
                topology, specs: [], timeout: 120, settle: .seconds(60),
                words: PlanWords(plan: { _ in "" }, act: { _ in "" }))
        case .guardLooks:
            if let record = try runner.trial() { told = try? await runner.tendIfDue(record)?.phase }
        case .confirm: told = try? await runner.confirm(nil).phase
        case .rollBack: told = try? await runner.rollBack(nil).phase
        case .extend: _ = try? await runner.extend(nil, seconds: 60)
        case .status: told = try? await runner.tend()?.phase
        case .powerCut: _ = try? Recovery(store: TrialStore(files: world), host: world).run()
        case .softReboot, .recover:
            let recovery = Recovery(store: try TrialStore(files: world), host: world)
            if world.state.manager == nil { _ = try? recovery.run() } else { told = try? await runner.tend()?.phase }
            _ = try? recovery.startMissingGuard()
        case .forget: _ = try? Forgetting(store: TrialStore(files: world), host: world, caller: .admin).run(nil)
        default: break
        }
        var end = world.state
        switch event {
        case .apply: end.applyIsAlive = false
        case .deadlinePasses: end.isLate = true
        case .timerFires: World.timerFires(&end)
        case .foreignCheckpoint:
            end.foreign = .init(active: end.active)
            end.checkpoint = nil
        case .foreignFires: World.foreignFires(&end)
        case .managerStops:
            end.manager = nil
            end.checkpoint = nil
            end.foreign = nil
        case .managerStarts: end.manager = 2
        case .guardDies: end.guardIsAlive = false
        case .guardReturns: end.guardIsAlive = true
        case .obstruct: end.isObstructed = true
        case .clear: end.isObstructed = false
        case .runFills: end.runIsFull = true
        case .runIsFreed: end.runIsFull = false
        case .diskFills: end.diskFails = true
        case .diskIsFreed: end.diskFails = false
        // A second cut during recovery: the next boot starts over.
        case .powerCut: if !world.wasKilled { boot(&end) } else { cutPower(&end) }
        default: break
        }
        if event == .apply, let record = try runner.trial(), record.phase == .pending { end.judged = end.network }
        if case .confirmed? = told { end.toldConfirmed = true }
        if case .rolledBack? = told { end.toldRolledBack = true }
        return (end, world.effects)
    }

    /// The trial's record, as its file has it.
    static func recorded(_ state: WorldState) -> TrialRecord? {
        (try? TrialStore(files: World(state)).trial()) ?? nil
    }

    /// A decision is on the disk, and not carried out yet.
    static func isDecided(_ state: WorldState) -> Bool {
        state.files[TrialStore.statePath + "/commit.json"] != nil
    }

    static func isUnderWay(_ state: WorldState) -> Bool { recorded(state).map { !$0.isOver } ?? false }

    static func owed(_ state: WorldState) -> Bool { recorded(state)?.isOwed ?? false }

    /// /run, memory, processes and NetworkManager go; the disk stays.
    static func cutPower(_ state: inout WorldState) {
        state.files = state.files.filter { !$0.key.hasPrefix("/run") }
        state.memory = [:]
        state.active = nil
        state.mtu = 1500
        state.manager = nil
        state.checkpoint = nil
        state.foreign = nil
        state.setAside = []
        state.applyIsAlive = false
        state.guardIsAlive = false
        state.diskFails = false
        state.runIsFull = false
        state.isObstructed = false
        state.isLate = false
        state.isOff = true
    }

    /// NetworkManager starts with what is on the disk, and brings up one profile for the NIC.
    static func boot(_ state: inout WorldState) {
        state.isOff = false
        state.hasTap = true
        state.manager = 2
        if state.files[World.oldFile] != nil { state.memory[World.old] = false }
        if state.files[World.newFile] != nil { state.memory[World.new] = false }
        state.active = state.memory[World.old] != nil ? World.old : World.new
        if state.active == World.old { state.mtu = World.oldMTU }
    }

    /// Lets everything that was still to happen happen, in the two ways it can, and looks at the end.
    static func problems(after state: WorldState, _ topology: Topology) async throws -> [String] {
        let end = try await run(.powerCut, in: state, killedBefore: nil, topology).state
        // Somebody has said that what is left may stay so, on the disk too: only that the host has a network is promised.
        if recorded(state)?.forgottenBy != nil { return end.active == nil ? ["forgotten, and without a network"] : [] }
        let found = problems(of: end, after: state, "after a restart of the host")
        if state.isOff || !found.isEmpty { return found }
        var calm = state
        calm.diskFails = false
        calm.runIsFull = false
        calm.isObstructed = false
        calm.manager = calm.manager ?? 2
        calm.applyIsAlive = false
        // A trial that waits for its answer may wait; after the deadline it may not.
        calm.isLate = true
        for _ in 0..<4 {
            if calm.guardIsAlive {
                calm = try await run(.guardLooks, in: calm, killedBefore: nil, topology).state
            } else {
                // Nobody is left: NetworkManager's own timer, then whoever calls the program next.
                if calm.checkpoint?.isArmed == true { World.timerFires(&calm) }
                calm = try await run(.status, in: calm, killedBefore: nil, topology).state
            }
        }
        if calm.foreign != nil { World.foreignFires(&calm) }
        return problems(of: calm, after: state, "when nothing else goes wrong")
    }

    static func problems(of end: WorldState, after state: WorldState, _ when: String) -> [String] {
        var found: [String] = []
        if !end.isOld, !end.isNew { found.append("between") }
        if state.toldConfirmed, !end.isNew { found.append("it was said to be confirmed, and is not new") }
        if state.toldRolledBack, !end.isOld { found.append("it was said to be rolled back, and is not old") }
        if end.isNew, let judged = state.judged, end.network != judged {
            found.append("kept, but other than it was judged: \(judged)")
        }
        if end.toldConfirmed, end.toldRolledBack { found.append("both were said") }
        if end.checkpoint != nil { found.append("the checkpoint is still there") }
        return found.map { "\(when): \($0): \(describe(end))" }
    }

    static func describe(_ state: WorldState) -> String {
        var copy = state
        let names = copy.files.keys.sorted().joined(separator: " ")
        let record = copy.files[recordFile].map { String(decoding: $0, as: UTF8.self) } ?? "no record"
        copy.files = [:]
        return "\(copy) files: \(names) record: \(record)"
    }
}
