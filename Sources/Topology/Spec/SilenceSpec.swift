/// One entry of `silence`: a rule whose warnings and notes are not shown, and the reason.
struct SilenceSpec: Sendable {
    let rule: Located<Rule>
    let reason: String
    /// The places that the silence covers; `nil` for the whole spec.
    let scope: Set<Span>?

    static let key = "silence"
}

/// All silences of a spec, and which of them had something to silence.
struct Silences {
    private var specs: [SilenceSpec] = []
    /// The silences by rule and place, so that many silences and many warnings need not all be compared.
    private var everywhere: [Rule: [Int]] = [:]
    private var places: [Rule: [Span: Int]] = [:]
    private var used: Set<Int> = []

    init(_ specs: [SilenceSpec]) {
        self.specs = specs
        for (index, spec) in specs.enumerated() {
            guard let scope = spec.scope else {
                everywhere[spec.rule.value, default: []].append(index)
                continue
            }
            for span in scope { places[spec.rule.value, default: [:]][span] = index }
        }
    }

    /// The reason to silence a rule at these places, the nearest one; `nil` if nothing silences it.
    mutating func reason(for rule: Rule, at spans: [Span]) -> String? {
        let near = spans.compactMap { places[rule]?[$0] }
        if let first = near.first {
            used.formUnion(near)
            return specs[first].reason
        }
        guard let indices = everywhere[rule], let first = indices.first else { return nil }
        used.formUnion(indices)
        return specs[first].reason
    }

    /// Silences that silenced nothing.
    var unused: [SilenceSpec] { specs.indices.filter { !used.contains($0) }.map { specs[$0] } }
}

extension Fields {
    /// Reads `silence`, which covers the entry that these fields belong to, or the whole spec.
    mutating func readSilence(of entry: SpecNode.Entry?, problems: Problems) -> [SilenceSpec] {
        guard let field = self[SilenceSpec.key], !problems.isPoisoned(field.value.span) else { return [] }
        let example = #"silence: {T064: "until ticket 4711 is done"}"#
        guard let entries = problems.entries(of: field.value, place: "`silence`", example: example) else { return [] }
        let scope = entry.map { entry in
            var spans: Set<Span> = [entry.key.span]
            entry.value.collectSpans(into: &spans)
            return spans
        }
        return entries.compactMap { problems.silence($0, scope: scope) }
    }
}

extension SpecNode {
    /// The places of this value, and of all keys and values in it.
    func collectSpans(into spans: inout Set<Span>) {
        spans.insert(span)
        switch content {
        case .scalar: break
        case .sequence(let items): for item in items { item.collectSpans(into: &spans) }
        case .mapping(let entries):
            for entry in entries {
                spans.insert(entry.key.span)
                entry.value.collectSpans(into: &spans)
            }
        }
    }
}

extension Problems {
    fileprivate func silence(_ entry: SpecNode.Entry, scope: Set<Span>?) -> SilenceSpec? {
        let code = entry.key
        guard let rule = Rule(rawValue: code.value) else {
            let meant = Rule(rawValue: code.value.uppercased())
            error(
                .notSilenceable, "there is no rule \(quoted(code.value))", at: code.span,
                help: meant.map { "did you mean `\($0.rawValue)`?" }
                    ?? "write the code that `nm-topology validate` shows, for example `T064`")
            return nil
        }
        guard rule.canBeSilenced else {
            error(
                .notSilenceable,
                rule == .silencedNothing
                    ? "\(rule.rawValue) is about a silence, and is not silenced itself"
                    : "\(rule.rawValue) (\(rule.title)) is an error, and errors are not silenced",
                at: code.span,
                help: rule == .silencedNothing
                    ? "remove the silence that it names" : "remove this line, and correct what is reported")
            return nil
        }
        let example = "\(rule.rawValue): \"until ticket 4711 is done\""
        guard
            let reason = text(
                entry.value, at: entry.value.isNull ? code.span : nil, "the reason for silencing \(rule.rawValue)",
                "a text", example: example)
        else { return nil }
        guard reason.value.contains(where: { !$0.isWhitespace }) else {
            error(
                .badValue, "the reason for silencing \(rule.rawValue) is empty", at: reason.span,
                help: "write for example `\(example)`")
            return nil
        }
        return SilenceSpec(rule: Located(value: rule, span: code.span), reason: reason.value, scope: scope)
    }
}
