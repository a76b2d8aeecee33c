/// Something that is said of a spec, a plan or a host under a code: the one form in which what is refused, dangerous or
/// doubtful reaches people and programs.
package struct Notice: Hashable, Sendable {
    /// A letter for where it comes from (T a spec, P a plan that is refused, H a hazard, D a diagnosis) and three digits; a
    /// code never changes its meaning.
    package let code: String
    package let severity: Severity
    /// What is so, with the names and values in it.
    package let text: String
    /// What to do; `nil` where the text says it, or nothing can be done.
    package let help: String?
    /// Where in the spec; `nil` where it is not about a place.
    package let place: SourceLocation?

    package enum Severity: String, Hashable, Sendable {
        /// Nothing is done before it is put right.
        case error
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
