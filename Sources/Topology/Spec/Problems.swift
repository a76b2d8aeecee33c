/// Collects what is wrong with the sources, in any order and without stopping at the first.
final class Problems {
    let sources: [SourceText]
    private var found: [(span: Span, diagnostic: Diagnostic)] = []
    private var known: Set<Diagnostic> = []
    private var poisoned: Set<Span> = []
    private var dropped = 0
    private var silences = Silences([])
    /// Warnings and notes that the spec itself keeps quiet, with its reasons.
    private var quiet: [(span: Span, silenced: SilencedDiagnostic)] = []
    private let isForced: Bool

    /// More would help nobody, and each costs memory.
    static let limit = 500

    /// Begins with what was found while the sources were not yet text.
    init(sources: [SourceText], after earlier: Problems? = nil, isForced: Bool = false) {
        self.sources = sources
        self.isForced = isForced
        found = earlier?.found ?? []
        hasErrors = earlier?.hasErrors ?? false
    }

    /// Another place that belongs to a problem.
    typealias Other = (span: Span, message: String)

    func error(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        let isForced = isForced && rule.isForceable
        report(
            rule, isForced ? .warning : .error, message, at: span, help: help, related: related, isForced: isForced)
    }

    /// Reports a warning.
    ///
    /// A silence where its `owner` is defined covers it too, if `span` may lie in the definition of another interface.
    func warning(
        _ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = [],
        of owner: Span? = nil
    ) {
        report(rule, .warning, message, at: span, help: help, related: related, owner: owner)
    }

    func note(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        report(rule, .note, message, at: span, help: help, related: related)
    }

    private func report(
        _ rule: Rule, _ severity: Diagnostic.Severity, _ message: String, at span: Span, help: String?,
        related: [Other], isForced: Bool = false, owner: Span? = nil
    ) {
        // An error is never lost for the sake of warnings that came before it.
        if isFull, severity != .error || hasErrors {
            dropped += 1
            return
        }
        // An error that was forced is still shown.
        let places = [span, owner].compactMap(\.self)
        let reason = severity == .error || isForced ? nil : silences.reason(for: rule, at: places)
        let diagnostic = Diagnostic(
            rule, severity: severity, message, at: excerpt(span), help: help,
            related: related.prefix(20).map { Diagnostic.Related(excerpt: excerpt($0.span), message: $0.message) })
        if severity == .error { hasErrors = true }
        // An anchor that is used twice would say everything twice.
        guard known.insert(diagnostic).inserted else { return }
        if let reason {
            quiet.append((span, SilencedDiagnostic(diagnostic: diagnostic, reason: reason)))
        } else {
            found.append((span, diagnostic))
        }
    }

    /// From here on, what these cover is kept apart.
    ///
    /// Only the rules warn, and they come after all files are read.
    func silence(_ specs: [SilenceSpec]) { silences = Silences(specs) }

    /// Says which silences were for nothing, once all rules have spoken.
    func reportUnusedSilences() {
        // What an error hid may still be there when it is corrected.
        if hasErrors || dropped > 0 { return }
        for silence in silences.unused {
            note(
                .silencedNothing,
                silence.scope == nil
                    ? "nothing in this spec is reported as \(silence.rule.value.rawValue)"
                    : "nothing here is reported as \(silence.rule.value.rawValue)",
                at: silence.rule.span, help: "remove it, so that the next one is seen")
        }
    }

    /// Something was wrong, not only doubtful.
    private(set) var hasErrors = false

    /// What is found from here on is counted, and not shown: no use to think of a help for it.
    var isFull: Bool { found.count + quiet.count >= Self.limit }

    /// Marks a value about which everything has been said: nothing more is reported when it is read.
    func poison(_ span: Span) { poisoned.insert(span) }

    func isPoisoned(_ span: Span) -> Bool { poisoned.contains(span) }

    /// Everything that was found, in the order of the sources.
    var sorted: [Diagnostic] {
        let inOrder = found.enumerated().sorted { ($0.element.span, $0.offset) < ($1.element.span, $1.offset) }
        var diagnostics = inOrder.map(\.element.diagnostic)
        if dropped > 0 {
            diagnostics.append(
                Diagnostic(.tooComplex, severity: .note, "\(dropped) more problems are not shown", at: nil))
        }
        return diagnostics
    }

    /// What was kept quiet, in the order of the sources.
    var silenced: [SilencedDiagnostic] { quiet.sorted { $0.span < $1.span }.map(\.silenced) }

    func location(_ span: Span) -> SourceLocation { excerpt(span).location }

    private func excerpt(_ span: Span) -> Diagnostic.Excerpt { sources[span.file].excerpt(span) }
}
