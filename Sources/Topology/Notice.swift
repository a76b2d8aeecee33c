/// A message about a spec, a plan or a host, under a code.
///
/// It is the one form in which anything refused, dangerous or doubtful reaches people and programs.
package struct Notice: Hashable, Sendable {
    /// The notice's code: a letter and three digits, whose meaning never changes.
    ///
    /// The letter says what the notice is about: T a spec, P a refused plan, H a hazard, D a diagnosis.
    package let code: String
    package let severity: Severity
    /// What is the case, with the names and values.
    package let text: String
    /// What to do; `nil` where the text says it, or where nothing can be done.
    package let help: String?
    /// The place in the spec; `nil` where the notice is not about a place.
    package let place: SourceLocation?

    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Nothing is done before this is corrected.
        case error
        /// Something on the host does not work, or will not.
        case problem
        /// Nothing is done without `--force`.
        case danger
        case warning
        case note
    }

    package init(code: String, severity: Severity, text: String, help: String? = nil, place: SourceLocation? = nil) {
        self.code = code
        self.severity = severity
        self.text = text
        self.help = help
        self.place = place
    }
}

extension Diagnostic {
    /// The diagnostic as a notice.
    package var notice: Notice {
        let severity: Notice.Severity =
            switch severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
        return Notice(
            code: rule.rawValue, severity: severity, text: message, help: help, place: excerpt?.location)
    }
}
