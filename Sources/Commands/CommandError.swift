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
    /// Why a plan or a restore is refused, in place of details.
    var notices: [Notice] = []
    /// What does not fit the host, so that it can be said where the spec has it.
    private var misfit: Misfit?
    /// What to do.
    var hint: String?
    /// The trial that it is about, as programs get it.
    var trial: TrialReport?
    /// Why something was rolled back or not begun, with a code for programs.
    var cause: ErrorReport.Cause?
    /// What D-Bus or the kernel reported.
    var report: ErrorReport.Report?

    init(_ code: ExitStatus, _ message: String, details: [String] = [], hint: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
    }

    /// `Error: …`, the details, `Hint: …`.
    func text(_ style: Style) -> String {
        // Names of files, trials and users are whatever somebody gave them.
        var text = style(.error, "Error") + ": \(message.printable)\n"
        for line in notices.map(NoticeView.line) + details.map(\.printable) { text += "  \(line)\n" }
        if let hint { text += style(.good, "Hint") + ": \(hint.printable)\n" }
        return text
    }
}

extension ErrorReport {
    init(_ error: CommandError) {
        self.init(
            code: error.code.name, exitCode: error.code.rawValue, text: error.message,
            details: error.notices.map { notice in notice.help.map { "\(notice.text) \($0)" } ?? notice.text }
                + error.details,
            help: error.hint, cause: error.cause, report: error.report, notices: error.notices, trial: error.trial)
    }

    init(_ refused: RefusedSpec) {
        self.init(
            code: ExitStatus.badSpec.name, exitCode: ExitStatus.badSpec.rawValue,
            text: "the spec is refused; nothing was touched", diagnostics: refused.diagnostics)
    }
}

/// The documented exit codes; those of 64 and above are sysexits.h's.
enum ExitStatus: Int32 {
    case done = 0
    /// It failed, and the previous network is back.
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

    /// The code in an error's document.
    var name: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .changes: "changes"
        case .undetermined: "undetermined"
        case .usage: "usage"
        case .badSpec: "bad-spec"
        case .unavailable: "unavailable"
        case .cannotWriteState: "cannot-write-state"
        case .trialPending: "trial-pending"
        case .notPermitted: "not-permitted"
        }
    }
}

extension CommandError {
    init(_ error: TrialError) {
        self.init(words: error)
        trial = error.record.map(TrialOutput.report)
        cause = ErrorReport.Cause(error)
        report = error.report.map { ErrorReport.Report($0) } ?? report
    }

    private init(words error: TrialError) {
        switch error {
        case .otherTrial(let record) where record.isOwed || record.attempts != nil:
            self.init(
                .trialPending, "the rollback of trial \(record.id) left something otherwise, and is tried again",
                details: record.leftOver,
                hint: "put right what stands in the way, or give it up: nm-topology checkpoint forget \(record.id)")
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
            self.init(.badSpec, "the spec does not fit this host; nothing was touched")
            self.misfit = misfit
            notices = misfit.refusals.map { $0.notice([:]) }
        case .needsForce(let hazards):
            self.init(
                .badSpec,
                "\(hazards.count == 1 ? "this is" : "these are") beyond what a rollback can undo; nothing was "
                    + "touched", hint: "use --force to go on in spite of it")
            notices = hazards.map { $0.notice(needsForce: true) }
        case .cannotRestore(let number, let misfit):
            self.init(
                .badSpec, "entry \(number) of the history cannot be undone; nothing was touched",
                hint: "nm-topology history; nm-topology history show \(number)")
            notices = misfit.refusals.map { $0.notice([:]) }
        case .control(let error): self.init(error)
        case .state(let error) where geteuid() != 0:
            self.init(.notPermitted, "this needs root: \(error)", hint: Arguments.withSudo)
        case .state(let error):
            self.init(
                .cannotWriteState, "\(error)",
                hint: "nm-topology keeps its trials in \(TrialStore.runPath) and its "
                    + "decisions in \(TrialStore.statePath); both have to be writable")
        case .damaged(let error):
            self.init(
                .cannotWriteState, "\(error)",
                details: [
                    "Whether a trial is under way cannot be told: the network may be the previous one or a new one."
                ],
                hint: "look at it (nm-topology show, nmcli device); then nm-topology checkpoint forget moves the "
                    + "record away")
        case .unguarded(let error):
            self.init(
                .failed, "nothing was touched, because nobody would roll back by itself: \(error)",
                hint: "`nm-topology guard` has to run as a process of its own; see docs/trial.md")
        case .noTrial(let why): self.init(.failed, why, hint: "nm-topology apply starts one")
        case .refused(let why, let record):
            // Who came second learns how it ended.
            let status = TrialView(style: .plain).status(
                of: record, now: Session.host.now(), date: Session.host.date(), time: Console.time)
            let lines = status.split(separator: "\n").map(String.init)
            self.init(.failed, "trial \(record.id): \(why)", details: record.isOver || record.isOwed ? lines : [])
        case .rolledBack(let cause, let record):
            let seen = record.asBefore ?? []
            self.init(
                .failed, "\(cause.text); trial \(record.id) was rolled back and the previous network is back",
                details: seen.isEmpty ? [] : ["Seen to be as before: \(seen.joined(separator: ", "))"])
        case .undetermined(let cause, let left, let record):
            self.init(
                .undetermined, "trial \(record.id) was rolled back (\(cause.text)), but not everything is as before",
                details: left,
                hint: "it is tried again until everything is as before: nm-topology checkpoint status; "
                    + "nm-topology checkpoint forget \(record.id) ends that")
        case .undone(let reasons, let record, let end):
            self.init(
                .failed,
                "trial \(record.id) was confirmed, but then the host was not what had been judged; it was undone"
                    + (end.id == record.id ? "" : " by trial \(end.id)") + ", and the previous network is back",
                details: reasons, hint: "nm-topology history; nm-topology diagnose")
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
        report = error.report.map { ErrorReport.Report($0) }
    }

    private static func age(_ checkpoint: CheckpointIdentity) -> String {
        let seconds = max(0, LinuxHost { _ in [] }.now() - checkpoint.created) / 1000
        return "\(seconds) s ago"
    }
}

extension CommandError {
    /// Runs what may refuse a spec, and says of what does not fit where the spec has it.
    ///
    /// - Parameters:
    ///   - places: where the spec names each interface.
    ///   - body: what may refuse it.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, with the places.
    static func locating<Value>(
        _ places: [InterfaceName: SourceLocation], _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch var error as CommandError {
            if let misfit = error.misfit { error.notices = misfit.refusals.map { $0.notice(places) } }
            throw error
        }
    }
}
