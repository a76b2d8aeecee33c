import Engine
import Rendering
import Topology

/// The failure of a command: what the user reads, and the exit code.
struct CommandError: Error {
    /// The exit code.
    let code: ExitStatus
    /// What went wrong, in one sentence without a full stop.
    let message: String
    /// More about what went wrong, one line each.
    var details: [String] = []
    /// Why a plan or a restore is refused; shown before the details.
    var notices: [Notice] = []
    /// What the user can do about it.
    var hint: String?
    /// The trial that the error is about, as programs get it.
    var trial: TrialReport?
    /// Why the tool rolled a trial back or did not begin it, with a code for programs.
    var cause: ErrorReport.Cause?
    /// What D-Bus or the kernel reported.
    var report: ErrorReport.Report?

    init(_ code: ExitStatus, _ message: String, details: [String] = [], hint: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
    }

    /// The text for standard error: `Error: …`, the notices and details, `Hint: …`.
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

/// The documented exit codes; those from 64 on are the codes of sysexits.h.
enum ExitStatus: Int32 {
    case done = 0
    /// The command failed, and the previous network is back.
    case failed = 1
    /// There are changes, differences or findings (`plan --detailed-exitcode`, `profile diff`, `diagnose`).
    case changes = 2
    /// The outcome could not be determined.
    case undetermined = 3
    case usage = 64
    case badSpec = 65
    case unavailable = 69
    case cannotWriteState = 73
    case trialPending = 75
    case notPermitted = 77

    /// The word for this exit code in an error's JSON document.
    var name: String {
        EngineError.Code.allCases.first { ExitStatus($0) == self }?.rawValue ?? (self == .done ? "done" : "changes")
    }

    init(_ code: EngineError.Code) {
        self =
            switch code {
            case .failed: .failed
            case .undetermined: .undetermined
            case .usage: .usage
            case .badSpec: .badSpec
            case .unavailable: .unavailable
            case .cannotWriteState: .cannotWriteState
            case .trialPending: .trialPending
            case .notPermitted: .notPermitted
            }
    }
}
