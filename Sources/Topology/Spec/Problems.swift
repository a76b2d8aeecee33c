/// Collects what is wrong with the sources, in any order and without stopping at the first.
final class Problems {
    let sources: [SourceText]
    private var found: [(span: Span, diagnostic: Diagnostic)] = []
    private var known: Set<Diagnostic> = []
    private var poisoned: Set<Span> = []
    private var dropped = 0

    /// More would help nobody, and each costs memory.
    static let limit = 500

    /// Begins with what was found while the sources were not yet text.
    init(sources: [SourceText], after earlier: Problems? = nil) {
        self.sources = sources
        found = earlier?.found ?? []
        hasErrors = earlier?.hasErrors ?? false
    }

    /// Another place that belongs to a problem.
    typealias Other = (span: Span, message: String)

    func error(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        report(rule, .error, message, at: span, help: help, related: related)
    }

    func warning(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        report(rule, .warning, message, at: span, help: help, related: related)
    }

    func note(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        report(rule, .note, message, at: span, help: help, related: related)
    }

    private func report(
        _ rule: Rule, _ severity: Diagnostic.Severity, _ message: String, at span: Span, help: String?,
        related: [Other]
    ) {
        // An error is never lost for the sake of warnings that came before it.
        if found.count >= Self.limit, severity != .error || hasErrors {
            dropped += 1
            return
        }
        let diagnostic = Diagnostic(
            rule, severity: severity, message, at: excerpt(span), help: help,
            related: related.prefix(20).map { Diagnostic.Related(excerpt: excerpt($0.span), message: $0.message) })
        if severity == .error { hasErrors = true }
        // An anchor that is used twice would say everything twice.
        if known.insert(diagnostic).inserted { found.append((span, diagnostic)) }
    }

    /// Something was wrong, not only doubtful.
    private(set) var hasErrors = false

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

    func location(_ span: Span) -> SourceLocation { excerpt(span).location }

    private func excerpt(_ span: Span) -> Diagnostic.Excerpt { sources[span.file].excerpt(span) }
}
