import Host
import NetTypes
import Planning

extension TrialRunner {
    /// Carries out a plan, act by act.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - before: the host before the trial, for its record.
    ///   - old: the same with its routes.
    ///   - settle: how long interfaces may take to come up.
    ///   - note: is called with each act before it, with its number and how many there are.
    /// - Throws: `ControlError`, also when something does not come up in time.
    func perform(
        _ plan: Plan, before: Before, from old: LiveState, settle: Duration,
        note: (_ act: Act, _ number: Int, _ count: Int) -> Void
    ) async throws(ControlError) {
        for step in plan.steps where step.activation != .none { observe(.interface(step.interface, .waiting)) }
        let acts = plan.acts
        var performance = Performance(runner: self, before: before, old: old, settle: settle)
        for (index, act) in acts.enumerated() {
            observe(.act(act, number: index + 1, of: acts.count))
            note(act, index + 1, acts.count)
            try await performance.perform(act)
        }
    }
}

/// A plan that is being carried out, and what its acts have to know of each other.
private struct Performance {
    let runner: TrialRunner
    let before: Before
    let old: LiveState
    let settle: Duration
    /// Profiles to be hidden that were active when the others were.
    private var spared: [LiveProfile] = []
    /// The greatest metrics of the routes over the links that give addresses up.
    private var metrics: [IPFamily: Int] = [:]
    /// How the links that get addresses detect duplicates otherwise.
    private var usual: [InterfaceName: Int] = [:]

    private var control: any NetworkControl { runner.control }

    init(runner: TrialRunner, before: Before, old: LiveState, settle: Duration) {
        self.runner = runner
        self.before = before
        self.old = old
        self.settle = settle
    }

    mutating func perform(_ act: Act) async throws(ControlError) {
        switch act {
        case .write(let steps): try await control.write(steps)
        case .takeDown(let links): try await control.takeDown(links)
        case .setAside(let replaced, let removed): try await setAside(replaced, removed)
        case .setAsideSpared: try await control.setAside(spared)
        case .free(let nics): try await free(nics)
        case .bringUp(let steps, let negotiating):
            try await control.bringUp(steps)
            let reapplied = steps.filter { $0.activation == .reapply }.map(\.device.text)
            try await runner.keepVLANs(ofGuestsOn: Set(reapplied), before)
            for bond in negotiating { try await control.negotiateAtOnce(bond) }
        case .waitUntilUp(let steps):
            try await control.waitUntilUp(steps, within: settle) { [runner] in runner.observe(.interface($0, $1)) }
        case .waitUntilCarrying(let links, let seconds):
            try await runner.waitUntilCarrying(links, within: .seconds(seconds))
        case .raise(let steps, let moves): try await raise(steps, moves)
        case .standIn(let standIn, let moves): try await take(standIn, moves)
        case .announce(let links): try await control.announce(links)
        case .putIn(let port, let bridge): try await control.putIn(port, bridge)
        case .moveGuests(let renamings, let ports): try await runner.moveGuests(renamings, with: ports)
        case .settle(let steps, let moves):
            // NetworkManager adds IPv6 addresses again when it puts another metric on (seen with 1.42.4), and neighbours
            // get no answer while the kernel looks for duplicates.
            try await control.settle(steps, above: metrics)
            try await runner.waitUntilThere(moves, within: settle)
            control.setDuplicateDetection(usual)
        }
    }

    private mutating func setAside(_ replaced: [LiveProfile], _ removed: [LiveProfile]) async throws(ControlError) {
        if !replaced.isEmpty {
            let live = try await control.liveState(withSettings: false)
            let active = Set(live.devices.compactMap(\.activeUUID))
            spared = replaced.filter { active.contains($0.uuid) }
        }
        let spared = spared
        try await control.setAside(replaced.filter { !spared.contains($0) } + removed)
    }

    /// Disconnects NICs from their present use before their bond comes up.
    ///
    /// A bond takes the MAC address of the port that joins first (bonding.rst, fail_over_mac), and a DHCP server
    /// identifies the host by it. NetworkManager brings up a bond's ports in the order of their names; but a NIC that
    /// is in use has to be taken down first, so it would join last, and the host would get another address.
    private func free(_ nics: [InterfaceName]) async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        let nics = nics.filter { live.device($0)?.activePath != nil }
        if nics.isEmpty { return }
        try await control.takeDown(nics)
        // A NIC that is not free in time joins late, and is waited for like every other.
        _ = try await control.waitUntilRight(within: .seconds(3)) { live in
            nics.filter { live.device($0)?.activePath != nil }.map(\.text)
        }
    }

    /// Lets links detect no duplicate addresses, until `settle`.
    private mutating func quiet(_ links: [InterfaceName]) {
        let new = control.duplicateDetection(of: links)
        usual.merge(new) { first, _ in first }
        control.setDuplicateDetection(new.mapValues { _ in 0 })
    }

    /// Takes a port out of its bond and gives it the addresses that the bond still has.
    private mutating func take(_ standIn: StandIn, _ moves: [Handover.Move]) async throws(ControlError) {
        quiet([standIn.device, standIn.bond])
        let before = old.greatestMetrics(of: Set(moves.map(\.from)))
        // The port's routes come in between.
        metrics = before.mapValues { $0 + 1 }
        let step = standIn.meanwhile.meanwhile(
            above: before, detectsDuplicates: try await control.looksForDuplicates())
        try await control.write([step])
        try await control.bringUp([step])
        try await control.waitUntilUp([step], within: settle) { _, _ in }
        let there = moves.map { Handover.Move(prefix: $0.prefix, from: $0.from, to: step.device, isReachable: true) }
        try await runner.waitUntilThere(there, within: settle)
        try await runner.waitUntilCarrying([step.device], within: .seconds(10))
        try await control.announce([step.device])
        // Answers go this way, too, before the bond has no port any more.
        try await control.raise([step.preferred(to: old.leastMetrics(of: Set(moves.map(\.from))))], above: [:])
        try await runner.waitUntilThere(there, within: settle)
        runner.observe(.note("\(step.device) has the addresses of \(standIn.bond) for now"))
    }

    /// Gives links the addresses that others still have.
    private mutating func raise(_ steps: [Step], _ moves: [Handover.Move]) async throws(ControlError) {
        for move in moves {
            runner.observe(.note("\(move.prefix) goes to \(move.to), and then leaves \(move.from)"))
        }
        if metrics.isEmpty { metrics = old.greatestMetrics(of: Set(moves.map(\.from))) }
        quiet(Set(moves.map(\.to)).sorted())
        try await control.raise(steps, above: metrics)
        try await runner.waitUntilThere(moves, within: settle)
    }
}
