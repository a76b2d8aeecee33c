import Host
import NetTypes
import Planning
import System

/// Checks of the host when a trial is made permanent: it must be what was judged.
extension TrialRunner {
    /// Makes a trial permanent and looks at the host again; undoes the trial if a new difference is found.
    ///
    /// - Throws: `.refused` where the network has lost something since it was judged: then nothing is made permanent.
    func commitAndLook(_ record: TrialRecord, _ verdict: (any Verdict)?) async throws(TrialError) -> TrialRecord {
        await control.follow()
        try await refuseLack(record)
        await verdict?.before()
        // Changes that others made since the trial was judged are no reason to undo anything.
        let already = Set(try await refusable { () async throws(ControlError) in try await difference(of: record) })
        let end = try await commit(record)
        var wrong = try await refusable { () async throws(ControlError) in
            try await lastingDifference(of: end, apartFrom: already)
        }
        wrong += try await refusable { () async throws(ControlError) in
            end.profilesNotKept(of: try await control.present(end.changes.map(\.uuid)))
        }
        var reasons = wrong.map(\.text)
        if let failure = await verdict?.after(silence: 0) { reasons.append(failure) }
        if reasons.isEmpty { return end }
        throw await undo(end, reasons)
    }

    /// Refuses to keep a network that has lost something since it was judged, for instance a link that somebody took
    /// down.
    private func refuseLack(_ record: TrialRecord) async throws(TrialError) {
        let changed = Set(record.changes.map(\.interface))
        @Sendable func lack(_ live: LiveState) -> [String] {
            record.difference(from: live).filter { $0.isLack && $0.link.map(changed.contains) == true }.map(\.text)
        }
        let lacking = try await refusable { () async throws(ControlError) in
            let first = lack(try await control.liveState(withSettings: false))
            return first.isEmpty ? [] : try await control.waitUntilRight(within: .seconds(3), problems: lack)
        }
        if lacking.isEmpty { return }
        throw .refused(
            "the host is no longer what was judged (\(lacking.joined(separator: "; "))), so nothing was confirmed. Put that "
                + "right and confirm again, or the previous network comes back at the trial's end", record)
    }

    private func difference(of record: TrialRecord) async throws(ControlError) -> [Deviation] {
        record.difference(from: try await control.liveState(withSettings: false))
    }

    /// The differences that remain after some seconds: a link that was touched may take a moment.
    private func lastingDifference(
        of record: TrialRecord, apartFrom already: Set<Deviation>
    ) async throws(ControlError) -> [Deviation] {
        let wrong = try await control.waitUntilRight(within: .seconds(10)) { live in
            record.difference(from: live).filter { !already.contains($0) }.map(\.text)
        }
        if wrong.isEmpty { return [] }
        return try await difference(of: record).filter { !already.contains($0) }
    }

    /// Undoes a confirmed trial by a second trial, and makes that permanent.
    private func undo(_ record: TrialRecord, _ reasons: [String]) async -> TrialError {
        let cause = Cause.failed("the host was not what had been judged: " + reasons.joined(separator: "; "))
        observe(.rollingBack(cause))
        do throws(TrialError) {
            guard let number = try state({ () throws(FileError) in try store.number(of: record) }) else {
                return .undetermined(cause, reasons, record)
            }
            let undone = try await restoreLocked(number, timeout: 60, settle: .seconds(45), verdict: nil) { _ in
                "Undoes trial \(record.id): \(cause.text)."
            }
            var end = record
            if case .pending(let trial) = undone { end = try await commit(trial) }
            host.announce(
                "nm-topology: trial \(record.id) was confirmed and then undone: \(cause.text). The previous network is "
                    + "back.")
            return .undone(reasons, record, end)
        } catch {
            host.announce(
                "nm-topology: trial \(record.id) was confirmed, but \(cause.text). It could not be undone: "
                    + "nm-topology checkpoint status")
            return .undetermined(cause, reasons + [Self.words(error)], record)
        }
    }

    /// Says why undoing did not work, as far as this module has words for the error.
    private static func words(_ error: TrialError) -> String {
        switch error {
        case .control(let error): error.message
        case .state(let error): error.description
        case .cannotRestore(_, let misfit), .misfit(let misfit): misfit.problems.joined(separator: " ")
        case .rolledBack(let cause, _), .undetermined(let cause, _, _): cause.text
        case .foreignCheckpoint: "another program's checkpoint is in the way"
        default: "it could not be undone"
        }
    }
}

extension TrialRecord {
    /// The differences of the host from its state when the trial was judged.
    func difference(from live: LiveState) -> [Deviation] {
        judged?.deviations(of: live, changed: Set(changes.map(\.interface))) ?? []
    }

    /// The profiles that are missing, or should be gone, after the trial was confirmed, as NetworkManager has `present`.
    func profilesNotKept(of present: Set<String>) -> [Deviation] {
        changes.compactMap { change in
            switch change.kind {
            case .added, .updated: present.contains(change.uuid) ? nil : .profileMissing(change.id)
            case .replaced, .removed: present.contains(change.uuid) ? .profileLeft(change.id) : nil
            }
        }
    }
}
