import FoundationEssentials
import Host
import Planning
import System

extension TrialRunner {
    /// Refuses a change of profiles that netplan made, where they could not be taken out of its YAML without a change of
    /// anything else that netplan makes.
    ///
    /// Nothing is written: keeping the trial does that.
    ///
    /// - Parameters:
    ///   - changes: what the trial does to profiles.
    ///   - back: the files that a restore brings back.
    ///   - live: the host.
    /// - Throws: `Misfit`.
    func refuseNetplan(
        _ changes: [ProfileChange], back: [NetplanEdit] = [], on live: LiveState
    ) throws(Misfit) {
        if !store.files.exists(NetplanFiles.directory), !live.profiles.contains(where: \.isMadeByNetplan) { return }
        let mine = changes.filter { $0.filename.map(NetplanFiles.isProfile) == true }
        // NetworkManager as it is elsewhere takes what netplan makes for a profile in memory.
        let foreign = mine.first { live.profile(uuid: $0.uuid)?.isUnsaved == true }
        var reason = foreign.map { _ in "this NetworkManager has them in memory only" }
        if reason == nil, let decision = NetplanFiles.decision(on: changes, back: back, in: store.files) {
            reason = host.obstacle(to: decision, bringing: Self.restored(changes))
        }
        guard let reason else { return }
        let names = Set((mine + changes.filter { $0.restored != nil }).map(\.id)).sorted().joined(separator: ", ")
        throw Misfit([
            Refusal(
                .netplan, nil,
                "netplan makes profiles of this host (\(names)), which a trial cannot exchange here: \(reason).",
                help:
                    "Write each definition in its lines, and `renderer: NetworkManager` below `network:`, and call "
                    + "`netplan generate`. Or write the same as the spec there by hand and use `netplan try`, which has a "
                    + "timer of its own; or take the host off netplan, which docs/compatibility.md has as commands.")
        ])
    }

    /// Tells which of netplan's files keeping a trial changes.
    func noteNetplan(_ changes: [ProfileChange]) {
        for edit in NetplanFiles.decision(on: changes, in: store.files)?.edits ?? [] {
            let what = edit.after == nil ? "removes" : "takes what is replaced out of"
            observe(.note("confirming \(what) \(edit.path); the history keeps it as it is now"))
        }
    }

    private static func restored(_ changes: [ProfileChange]) -> [String: [UInt8]] {
        let files = changes.compactMap(\.restored).filter { NetplanFiles.isProfile($0.path) }
        return Dictionary(files.map { ($0.path, Array($0.bytes)) }) { first, _ in first }
    }

    /// What keeping a trial does to netplan's files; looked at anew, since somebody may have changed them meanwhile.
    ///
    /// - Throws: `.refused` where it would not be safe any more.
    func netplanDecision(_ record: TrialRecord) throws(ControlError) -> NetplanDecision? {
        let back = record.netplan?.back ?? []
        guard let decision = NetplanFiles.decision(on: record.changes, back: back, in: store.files) else { return nil }
        if let reason = host.obstacle(to: decision, bringing: Self.restored(record.changes)) {
            throw ControlError(.refused, "\(NetplanFiles.directory) was changed during the trial: \(reason)")
        }
        return decision
    }

    /// Carries out the part of a decision that concerns netplan, before profiles are stored elsewhere.
    func carryOut(_ decision: NetplanDecision?) async throws(ControlError) {
        guard let decision else { return }
        try Self.file { () throws(FileError) in try NetplanFiles.carryOut(decision, in: store.files) }
        try await control.reread(decision.gone)
    }

    /// Puts back what was written into netplan's files during a trial.
    func undoNetplan(_ record: TrialRecord) async throws(ControlError) {
        let gone = try Self.file { () throws(FileError) in try NetplanFiles.undo(record, in: store.files) }
        if !gone.isEmpty { try await control.reread(gone) }
    }

    private static func file<Value>(_ body: () throws(FileError) -> Value) throws(ControlError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw ControlError(.refused, error.description)
        }
    }
}

extension LiveProfile {
    fileprivate var isMadeByNetplan: Bool { filename.map(NetplanFiles.isProfile) == true }
}
