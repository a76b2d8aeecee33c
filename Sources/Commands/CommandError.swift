import Glibc
import NetTypes
import Planning
import Rendering
import Topology
import Trial

/// A command ended otherwise than wished: what the user reads, and the exit code.
struct CommandError: Error {
    let code: ExitStatus
    /// One sentence without a full stop.
    let message: String
    /// More of the same, a line each.
    var details: [String] = []
    /// What to do.
    var hint: String?

    init(_ code: ExitStatus, _ message: String, details: [String] = [], hint: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
    }

    /// `Error: …`, the details, `Hint: …`.
    func text(_ style: Style) -> String {
        var text = style(.error, "Error") + ": \(message)\n"
        for detail in details { text += "  \(detail)\n" }
        if let hint { text += style(.good, "Hint") + ": \(hint)\n" }
        return text
    }
}

/// The documented exit codes; those of 64 and above are sysexits.h's.
enum ExitStatus: Int32 {
    case done = 0
    /// It failed, and the host is as it was.
    case failed = 1
    /// `plan --detailed-exitcode`: there is something to do.
    case changes = 2
    /// How it ended could not be determined.
    case undetermined = 3
    case usage = 64
    case badSpec = 65
    case unavailable = 69
    case cannotWriteState = 73
    case trialPending = 75
    case notPermitted = 77
}

extension CommandError {
    init(_ error: TrialError) {
        switch error {
        case .otherTrial(let record):
            self.init(
                .trialPending, "trial \(record.id) of \(record.sources.joined(separator: ", ")) waits for its answer",
                hint: "nm-topology checkpoint status; then confirm or rollback \(record.id)")
        case .busy:
            self.init(
                .trialPending, "another nm-topology is at work on this host at this moment",
                hint: "nm-topology checkpoint status")
        case .foreignCheckpoint(let others):
            self.init(
                .trialPending,
                "NetworkManager holds \(others.count == 1 ? "a checkpoint" : "\(others.count) checkpoints") of another "
                    + "program, which would undo this change",
                details: others.map { "\($0.path), made \(Self.age($0))" },
                hint: "wait until that program is done (nmstatectl, Cockpit, `nmcli device checkpoint`); "
                    + "its timer ends it in any case")
        case .misfit(let misfit):
            self.init(.badSpec, "the spec does not fit this host; nothing was touched", details: misfit.problems)
        case .needsForce(let hazards):
            self.init(
                .badSpec,
                "\(hazards.count == 1 ? "this is" : "these are") beyond what a rollback can undo; nothing was "
                    + "touched", details: hazards.map { "\($0.code.rawValue): \(HazardWords.text(of: $0))" },
                hint: "use --force to go on in spite of it")
        case .cannotRestore(let number, let misfit):
            self.init(
                .badSpec, "entry \(number) of the history cannot be undone; nothing was touched",
                details: misfit.problems, hint: "nm-topology history; nm-topology history show \(number)")
        case .control(let error): self.init(error)
        case .state(let error) where geteuid() != 0:
            self.init(.notPermitted, "this needs root: \(error)", hint: "sudo nm-topology …")
        case .state(let error):
            self.init(
                .cannotWriteState, "\(error)",
                hint: "nm-topology keeps its trials in \(TrialStore.runPath) and its "
                    + "decisions in \(TrialStore.statePath); both have to be writable")
        case .noTrial(let why): self.init(.failed, why, hint: "nm-topology apply starts one")
        case .refused(let why, let record):
            // Who came second learns how it ended.
            let status = TrialView(style: .plain).status(
                of: record, now: Session.host.now(), date: Session.host.date(), time: Console.time)
            let lines = status.split(separator: "\n").map(String.init)
            self.init(.failed, "trial \(record.id): \(why)", details: record.phase.isOver ? lines : [])
        case .rolledBack(let cause, let record):
            let seen = record.asBefore ?? []
            self.init(
                .failed, "\(cause.text); trial \(record.id) was rolled back and the host is as it was",
                details: seen.isEmpty ? [] : ["Seen to be as before: \(seen.joined(separator: ", "))"])
        case .undetermined(let cause, let left, let record):
            self.init(
                .undetermined, "trial \(record.id) was rolled back (\(cause.text)), but not everything is as before",
                details: left, hint: "nmcli device; nmcli connection show; then `nmcli connection up` what is missing")
        case .unfinishedCommit(let why, let record):
            self.init(
                .failed, "trial \(record.id) is confirmed, but not yet permanent: \(why)",
                hint: "put that right, then `nm-topology checkpoint confirm \(record.id)` again; until then the "
                    + "new network stays as it is")
        }
    }

    init(_ error: ControlError) {
        let code: ExitStatus =
            switch error.kind {
            case .notRunning: .unavailable
            case .notPermitted: .notPermitted
            case .refused, .lost: .failed
            }
        self.init(code, error.message, hint: error.advice)
    }

    private static func age(_ checkpoint: CheckpointIdentity) -> String {
        let seconds = max(0, LinuxHost { _ in [] }.now() - checkpoint.created) / 1000
        return "\(seconds) s ago"
    }
}
