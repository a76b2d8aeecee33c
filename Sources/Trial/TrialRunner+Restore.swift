import FoundationEssentials
import Host
import Planning
import NetTypes
import Profiles
import System
import Topology

extension TrialRunner {
    /// Plans what `restore` would do; changes nothing.
    ///
    /// - Throws: `.cannotRestore` with the reasons.
    package func restoration(_ number: Int) async throws(TrialError) -> Restoration {
        let live = try await settledState()
        return try restoration(number, on: live)
    }

    private func restoration(_ number: Int, on live: LiveState) throws(TrialError) -> Restoration {
        let history = try state { () throws(FileError) in try store.history() }
        do throws(Misfit) {
            let restoration = try Restoration(undoing: number, of: history, on: live, contents: host.contents)
            try refuseNetplan(restoration.changes(contents: host.contents), back: restoration.netplan, on: live)
            return restoration
        } catch {
            throw .cannotRestore(number, error)
        }
    }

    /// Undoes an entry of the history, and all entries confirmed after it, as a trial.
    ///
    /// - Parameters:
    ///   - number: the number of the entry.
    ///   - timeout: seconds for the administrator to confirm, once everything is up.
    ///   - settle: how long interfaces may take to come up.
    ///   - verdict: checks that run before the change and once everything is up.
    ///   - describe: writes the plan as text, for the history.
    /// - Returns: the pending trial, or that nothing had to be changed.
    /// - Throws: `TrialError`; if anything had been changed, a rollback was done first.
    package func restore(
        _ number: Int, timeout: Int, settle: Duration, verdict: (any Verdict)? = nil,
        describe: @Sendable (Restoration) -> String
    ) async throws(TrialError) -> Applied {
        try await locked(wait: 2) { () async throws(TrialError) in
            if let earlier = try await tendLocked(), !earlier.isOver { throw .otherTrial(earlier) }
            return try await restoreLocked(
                number, timeout: timeout, settle: settle, verdict: verdict, describe: describe)
        }
    }

    func restoreLocked(
        _ number: Int, timeout: Int, settle: Duration, verdict: (any Verdict)?,
        describe: @Sendable (Restoration) -> String
    ) async throws(TrialError) -> Applied {
        let live = try await settledState()
        let restoration = try restoration(number, on: live)
        observe(.restoring(restoration))
        if restoration.isEmpty { return .unchanged }
        try await refuseForeignCheckpoints()
        let change = Change(
            specs: [], restores: number, plan: describe(restoration),
            changes: try withFilesBeside(restoration.changes(contents: host.contents)), before: Before(live),
            quieted: restoration.moved.map { quieted($0.base.compactMap { try? InterfaceName($0) }) },
            back: restoration.netplan.isEmpty ? nil : restoration.netplan)
        return .pending(
            try await carryOut(
                change, timeout: timeout, settle: settle, longestSilence: Settling.longest, verdict: verdict
            ) { (_) async throws(ControlError) in
                try await carryOut(restoration, from: live, settle: settle)
            })
    }

    /// Carries out a restoration: loads all profiles, takes down what is deleted or re-created, then brings the rest
    /// up.
    ///
    /// - Returns: the seconds of silence, and a closure that finds what has not been restored yet.
    private func carryOut(
        _ restoration: Restoration, from live: LiveState, settle: Duration
    ) async throws(ControlError) -> Carried {
        try await control.load(restoration.back)
        // NetworkManager has read the files, and says what they mean.
        let loaded = try await control.liveState(withSettings: true)
        let byUUID = Dictionary(loaded.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        let old = Dictionary(live.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        var steps: [Step] = []
        for (level, item) in restoration.comingUp.enumerated() {
            guard let profile = byUUID[item.uuid], let name = try? InterfaceName(item.interface) else {
                throw ControlError(.refused, "the profile of \(item.interface) did not come back")
            }
            let isUp = live.devices.contains { $0.interface == item.interface && $0.activeUUID == item.uuid }
            let changes = old[item.uuid].map { Difference.between(live: $0.settings, desired: profile.settings) } ?? []
            let isOtherLogin = restoration.back.contains {
                $0.uuid == item.uuid
                    && LoginGroup.differs($0.profile.bytes, $0.now?.filename.flatMap(host.contents).map { Data($0) })
            }
            let activation: Step.Activation =
                if isUp, Reapplication.takes(changes), live.links[name]?.kind != .macsec, !isOtherLogin {
                    .reapply
                } else if Self.keepsLink(live.links[name], profile), Reapplication.needsNewLink(changes) == nil {
                    .activate
                } else {
                    .recreate
                }
            steps.append(
                Step(
                    profile: Profile(recorded: name, uuid: item.uuid, settings: profile.settings), device: name,
                    level: level, write: .none(path: profile.path), activation: activation, reasons: []))
        }
        let staying = Set(steps.filter { $0.activation != .recreate }.map(\.device))
        let down = Set(
            restoration.going.compactMap { try? InterfaceName($0.interface) }
                + steps.filter { $0.activation == .recreate }.map(\.device)
        ).subtracting(staying).sorted { (live.depth(of: $0), $0) > (live.depth(of: $1), $1) }
        for step in steps { observe(.interface(step.interface, .waiting)) }
        let early = try await handBack(restoration.moved, steps, taking: down, settle: settle)
        if !down.isEmpty { try await control.takeDown(down) }
        let nowUp = Set(try await control.liveState(withSettings: false).devices.compactMap(\.activeUUID))
        let going = restoration.going.map(\.profile)
        try await control.setAside(going.filter { !nowUp.contains($0.uuid) })
        var rest = steps.filter { !early.contains($0) }
        if try await control.looksForDuplicates() {
            // As in a rollback; what is only changed in place depends on nothing.
            let inPlace = rest.filter { $0.activation == .reapply }
            rest =
                live.losersFirst(inPlace, restoration.links) { $0.device.text }
                + rest.filter { !inPlace.contains($0) }
        }
        for step in rest { try await control.bringUp([step]) }
        try await control.waitUntilUp(steps, within: settle) { observe(.interface($0, $1)) }
        try await control.setAside(going.filter { nowUp.contains($0.uuid) })
        try await plugInto(steps, guestsOf: down, from: live)
        // What no profile sets, and NetworkManager leaves unchanged, is restored from the record.
        let refused = try await putBackDefaults(restoration.links)
        if let first = refused.first { throw ControlError(.refused, first) }
        let settings = Dictionary(steps.map { ($0.profile.uuid.text, $0.profile.settings) }) { first, _ in first }
        return Carried(silence: Settling.seconds(after: steps)) { restoration.problems(in: $0, settings: settings) }
    }

    /// Brings up the links that had addresses before, and takes down the links that have them now only after that.
    ///
    /// - Returns: the steps that are done; none where an address cannot be in both places.
    private func handBack(
        _ moved: MovedAddresses?, _ steps: [Step], taking down: [InterfaceName], settle: Duration
    ) async throws(ControlError) -> [Step] {
        guard let moved else { return [] }
        let base = Set(moved.base)
        let early = steps.filter { base.contains($0.device.text) && $0.activation != .recreate }
        let moves = moved.moves.compactMap { Return($0) }
        if moves.contains(where: { $0.prefix.family == .v4 }), try await control.looksForDuplicates() { return [] }
        if !moves.allSatisfy({ move in early.contains { $0.device == move.from } }) { return [] }
        let olds = Set(moves.map(\.from)).sorted()
        for move in moves { observe(.note("\(move.prefix) goes back to \(move.from), and then leaves \(move.to)")) }
        let usual = quieted(moved.base.compactMap { try? InterfaceName($0) })
        quiet(usual)
        for step in early { try await control.bringUp([step]) }
        try await control.waitUntilUp(early, within: settle) { observe(.interface($0, $1)) }
        try await waitUntilThere(
            moves.map { Handover.Move(prefix: $0.prefix, from: $0.to, to: $0.from, isReachable: true) }, within: settle)
        let leaving = down.filter { link in moves.contains { $0.to == link } }
        if !leaving.isEmpty { try await control.takeDown(leaving) }
        try await control.announce(olds)
        unquiet(usual)
        return early
    }

    /// Whether a restored profile can use the existing link: NICs and bridges stay, bonds and VLANs are re-created.
    private static func keepsLink(_ link: LiveLink?, _ profile: LiveProfile) -> Bool {
        guard let link else { return true }
        return InterfaceKind(connectionType: profile.type)?.keeps(link) ?? false
    }
}
