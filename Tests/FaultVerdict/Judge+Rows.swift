extension Judge {
    /// Examines what the rules demand of the run's row in particular.
    func examine(rowOf run: RunFacts, _ findings: inout Findings) {
        let notes = run.notes
        findings.complain(unless: !notes.isHanging, "hangs")
        switch notes.row {
        case "guards", "guard+tool":
            // Everybody but NetworkManager was dead: what its own timer brought back, or was decided, must reach the host.
            findings.complain(unless: notes.reached ?? 0 == 0, "nobody reaches the host")
        case "clock": examine(clockOf: notes, &findings)
        case "full-run": examine(fullRun: run, &findings)
        default: if run.hasNoRoom { examine(refusalIn: run, &findings) }
        }
    }

    /// Examines, after a jump of the clock, that the trial stayed pending until its deadline and not longer.
    private func examine(clockOf notes: Notes, _ findings: inout Findings) {
        findings.complain(unless: notes.jumped.map { abs($0 - notes.instant) < 60 } ?? false, "no jump")
        guard notes.phase != .confirm else { return }
        guard let waited = notes.waited else {
            findings.complain(unless: false, "nobody has waited for the deadline")
            return
        }
        findings.complain(
            unless: waited.phase == "pending" || waited.milliseconds >= (notes.timeout - 8) * 1000,
            "\(waited.phase) before the deadline")
        findings.complain(unless: waited.phase != "pending", "pending 15 s after the deadline")
    }

    /// Examines that, with /run full, the old network came back by the `rollback` command or at the deadline.
    private func examine(fullRun run: RunFacts, _ findings: inout Findings) {
        let notes = run.notes
        findings.complain(unless: !notes.isUnfilled, "/run cannot be filled")
        guard notes.more == "never", notes.phase != .confirm || notes.said != 0 else {
            return
        }
        let complaint =
            notes.phase == .rollback
            ? "rollback did nothing: \(notes.said.map(String.init) ?? "")" : "not rolled back without room"
        findings.complain(unless: see("without-room", in: run, &findings) == .old, complaint)
    }

    /// Examines that a command without room on the disk said so and changed nothing, and later succeeded with room.
    private func examine(refusalIn run: RunFacts, _ findings: inout Findings) {
        let notes = run.notes
        let phase = run.moments["refused"]?.record.name ?? "unknown"
        let isExpected = notes.phase == .apply ? phase == "none" || phase == "rolled-back" : phase == "pending"
        let what = notes.phase == .apply ? "apply" : "first confirm"
        let status = notes.refused.map(String.init) ?? "-"
        findings.complain(unless: notes.refused == 73 && isExpected, "\(what): \(status), \(phase)")
        findings.complain(
            unless: run.filesBefore != nil && run.filesBefore == run.filesAfter,
            "files: \((run.filesAfter ?? []).joined(separator: " "))")
        guard notes.instant == 1 else { return }
        findings.complain(unless: notes.said == 0, "second confirm: \(notes.said.map(String.init) ?? "-")")
    }
}

extension RunFacts {
    /// The network that the host had before the trial that the fault met: a restore begins with the new one.
    var base: Known.Network { notes.phase == .restore ? .new : .old }

    /// The network that the host must have after a power cut; what `recover` found on the disk decides which.
    var mustBe: Known.Network {
        if notes.phase == .restore || recovered.contains("was confirmed") { return .new }
        if recovered.contains("old network") { return .old }
        return notes.phase == .confirm || notes.phase == .commit ? .new : .old
    }

    /// Whether the run's row leaves the program no room to write its state or the profiles.
    var hasNoRoom: Bool { ["full-state", "full-profiles", "ro-state", "ro-profiles"].contains(notes.row) }

    /// The network that the command has promised by its exit status; `nil` if it promised none.
    var claim: Known.Network? {
        guard notes.said == 0 else { return nil }
        return switch notes.answered ?? notes.phase {
        case .confirm: .new
        case .rollback: .old
        default: nil
        }
    }

    /// Whether the administrator changed what is up after an answer had already ended the trial.
    var wasChangedAfterTheEnd: Bool {
        guard notes.row == "hand", notes.phase == .confirm || notes.phase == .rollback,
            ["up.", "down.", "delete.", "link."].contains(where: notes.act.hasPrefix)
        else { return false }
        return ["before-hand", "after-hand"].contains { moments[$0]?.isOver ?? false }
    }

    /// What the sweep's line adds to the verdict: another program's checkpoint, or how a command without room failed.
    var remark: String {
        if let foreign = notes.foreign { return "foreign: \(foreign)" }
        guard hasNoRoom else { return "" }
        return "first=\(notes.refused.map(String.init) ?? "-") phase=\(moments["refused"]?.record.name ?? "-") "
            + "\((texts["tool"] ?? "").singleLine.prefix(160))"
    }
}

extension Moment.Record {
    /// The cause of the trial's rollback in parentheses; empty if it was not rolled back.
    var cause: String {
        if case .trial(let trial) = self, let cause = trial.cause { "(\(cause))" } else { "" }
    }
}

extension StringProtocol {
    /// The text on one line, with a space in place of line breaks.
    var singleLine: String { split(separator: "\n").joined(separator: " ") }
}
