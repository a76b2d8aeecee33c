import Planning
package import Topology
package import Trial

/// An error for programs; docs/json.md describes the document.
package struct ErrorReport: Encodable, Sendable {
    let schema = "nm-topology/error/1"
    let code: String
    let exitCode: Int32
    let text: String
    let details: [String]?
    let help: String?
    let place: Place?
    let cause: Cause?
    let report: Report?
    let diagnostics: [DiagnosticReport.Entry]?
    let notices: [NoticeReport]?
    let trial: TrialReport?

    /// A place in a spec.
    struct Place: Encodable, Sendable {
        let file: String
        let line: Int
        let column: Int

        init(_ location: SourceLocation) {
            file = location.file
            line = location.line
            column = location.column
        }
    }

    /// What D-Bus or the kernel reported.
    package struct Report: Encodable, Sendable {
        let operation: String
        let object: String?
        let name: String?

        package init(_ report: ControlError.Report) {
            operation = report.operation
            object = report.object
            name = report.name
        }
    }

    /// Why a trial ended or did not begin.
    package struct Cause: Encodable, Sendable {
        let code: String
        let text: String

        /// Describes a trial's error.
        ///
        /// - Returns: `nil` where the error's own text says everything.
        package init?(_ error: TrialError) {
            switch error {
            case .rolledBack(let cause, _), .undetermined(let cause, _, _): (code, text) = (cause.code, cause.text)
            case .undone(let reasons, _, _): (code, text) = ("undone", reasons.joined(separator: "; "))
            case .unfinishedCommit(let why, _): (code, text) = ("unfinished-commit", why)
            case .misfit(let misfit): (code, text) = ("misfit", misfit.problems.joined(separator: "; "))
            case .cannotRestore(_, let misfit):
                (code, text) = ("cannot-restore", misfit.problems.joined(separator: "; "))
            case .needsForce(let hazards):
                (code, text) = ("needs-force", hazards.map(\.code.rawValue).joined(separator: ", "))
            case .unguarded(let error): (code, text) = ("unguarded", "\(error)")
            case .damaged(let error): (code, text) = ("damaged", "\(error)")
            case .refused(let why, _): (code, text) = ("refused", why)
            case .noTrial(let why): (code, text) = ("no-trial", why)
            case .otherTrial(let record): (code, text) = ("other-trial", record.id)
            case .foreignCheckpoint(let others):
                (code, text) = ("foreign-checkpoint", others.map(\.path).joined(separator: ", "))
            case .busy, .control, .state: return nil
            }
        }
    }

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - code: the kind of error; each exit code has one.
    ///   - exitCode: the program's exit code.
    ///   - text: the error in one sentence.
    ///   - details: further sentences.
    ///   - help: what to do.
    ///   - cause: why a trial ended or did not begin.
    ///   - report: what D-Bus or the kernel reported.
    ///   - diagnostics: the problems of a spec; the first error's place is the document's `place`.
    ///   - notices: why a plan or a restore is refused.
    ///   - trial: the trial that the error is about.
    package init(
        code: String, exitCode: Int32, text: String, details: [String] = [], help: String? = nil, cause: Cause? = nil,
        report: Report? = nil,
        diagnostics: [Diagnostic] = [], notices: [Notice] = [], trial: TrialReport? = nil
    ) {
        let first = diagnostics.first { $0.severity == .error } ?? diagnostics.first
        self.code = code
        self.exitCode = exitCode
        self.text = text
        self.details = details.isEmpty ? nil : details
        self.help = help ?? first?.help
        self.cause = cause
        self.report = report
        self.trial = trial
        self.notices = notices.isEmpty ? nil : notices.map { NoticeReport($0) }
        self.diagnostics = diagnostics.isEmpty ? nil : diagnostics.map { DiagnosticReport.Entry($0) }
        place = (first?.excerpt?.location ?? notices.lazy.compactMap(\.place).first).map { Place($0) }
    }
}
