/// Collects what is wrong with the sources, in any order and without stopping at the first problem.
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
    /// Hears what the readers expect, and where.
    var listener: ((Expectation, Span) -> Void)?

    /// The most problems that are kept: more would help nobody, and each costs memory.
    static let limit = 500

    /// Begins with the problems that were found before the sources were decoded as text.
    init(sources: [SourceText], after earlier: Problems? = nil, isForced: Bool = false) {
        self.sources = sources
        self.isForced = isForced
        found = earlier?.found ?? []
        hasErrors = earlier?.hasErrors ?? false
    }

    /// Another place that a problem involves.
    typealias Other = (span: Span, message: String)

    func error(_ rule: Rule, _ message: String, at span: Span, help: String? = nil, related: [Other] = []) {
        let isForced = isForced && rule.isForceable
        report(
            rule, isForced ? .warning : .error, message, at: span, help: help, related: related, isForced: isForced)
    }

    /// Reports a warning.
    ///
    /// `owner` is where the interface is defined that the warning is about, if `span` may lie in another interface's
    /// definition; a silence there covers the warning, too.
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
        // Warnings that came before an error never crowd it out.
        if isFull, severity != .error || hasErrors {
            dropped += 1
            return
        }
        // A forced error is shown even if it is silenced.
        let places = [span, owner].compactMap(\.self)
        let reason = severity == .error || isForced ? nil : silences.reason(for: rule, at: places)
        let diagnostic = Diagnostic(
            rule, severity: severity, message, at: excerpt(span), help: help,
            related: related.prefix(20).map { Diagnostic.Related(excerpt: excerpt($0.span), message: $0.message) })
        if severity == .error { hasErrors = true }
        // A problem in an anchored value would be reported once more for each alias.
        guard known.insert(diagnostic).inserted else { return }
        if let reason {
            quiet.append((span, SilencedDiagnostic(diagnostic: diagnostic, reason: reason)))
        } else {
            found.append((span, diagnostic))
        }
    }

    /// Applies silences to every problem reported from now on.
    ///
    /// Earlier ones need none: only the rules warn, and they run after all files have been read.
    func silence(_ specs: [SilenceSpec]) { silences = Silences(specs) }

    /// Reports which silences covered nothing, once all rules have run.
    func reportUnusedSilences() {
        // A problem that an error concealed may appear once the error is corrected.
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

    /// Whether an error was reported, not only warnings and notes.
    private(set) var hasErrors = false

    /// Whether the limit is reached: further problems are only counted, so working out a help text for one is useless.
    var isFull: Bool { found.count + quiet.count >= Self.limit }

    /// Says what a reader expects at a place.
    func expect(_ expectation: @autoclosure () -> Expectation, at span: Span) { listener?(expectation(), span) }

    /// Marks a value about which everything has been reported: nothing more is reported when it is read.
    func poison(_ span: Span) { poisoned.insert(span) }

    func isPoisoned(_ span: Span) -> Bool { poisoned.contains(span) }

    /// Every problem that is shown, in the order of the sources.
    var sorted: [Diagnostic] {
        let inOrder = found.enumerated().sorted { ($0.element.span, $0.offset) < ($1.element.span, $1.offset) }
        var diagnostics = inOrder.map(\.element.diagnostic)
        if dropped > 0 {
            diagnostics.append(
                Diagnostic(.tooComplex, severity: .note, "\(dropped) more problems are not shown", at: nil))
        }
        return diagnostics
    }

    /// The silenced warnings and notes, in the order of the sources.
    var silenced: [SilencedDiagnostic] { quiet.sorted { $0.span < $1.span }.map(\.silenced) }

    func location(_ span: Span) -> SourceLocation { excerpt(span).location }

    private func excerpt(_ span: Span) -> Diagnostic.Excerpt { sources[span.file].excerpt(span) }
}
