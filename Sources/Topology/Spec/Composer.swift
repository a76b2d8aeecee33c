import NetTypes
import YAML

/// Turns the text of one source into a `SpecNode`, and refuses what YAML has and the spec language does not.
struct Composer {
    private let source: SourceText
    private let file: Int
    private let problems: Problems

    /// Reads a source; reports whatever is wrong with it as YAML, and returns `nil` where no document can be made of
    /// it.
    static func document(_ source: SourceText, file: Int, problems: Problems) -> SpecNode? {
        guard SourceGuard.admits(source, file: file, problems: problems) else { return nil }
        do {
            guard let root = try YAMLReader.document(source.text, limits: SourceGuard.limits) else {
                problems.error(
                    .emptyFile, "the spec is empty", at: Span(file: file, line: 1, column: 1),
                    help: "the smallest valid spec is `version: 1`")
                return nil
            }
            return Composer(source: source, file: file, problems: problems).convert(root)
        } catch {
            YAMLProblem(error: error, source: source, file: file, problems: problems).report()
            return nil
        }
    }

    /// Reports a text that begins with `*`, which YAML takes for an alias.
    static func refuseAlias(_ name: String, at span: Span, problems: Problems) {
        problems.error(
            .unsupportedYAML, "no anchor `&\(name)` stands before the alias `*\(name)`", at: span,
            help: "a text that begins with `*` needs quotes: \"*\(name)\"")
    }

    private func convert(_ node: YAMLNode) -> SpecNode {
        refuseTag(node)
        switch node.content {
        case .scalar(let text, let isPlain): return scalar(text, isPlain: isPlain, at: scalarSpan(node))
        case .sequence(let items): return SpecNode(span: span(node), content: .sequence(items.map(convert)))
        case .mapping(let entries): return mapping(entries, at: span(node))
        case .unknownAlias(let name):
            let span = scalarSpan(node)
            Self.refuseAlias(name, at: span, problems: problems)
            problems.poison(span)
            return SpecNode(span: span, content: .scalar("", plain: false))
        }
    }

    /// The place where a node begins.
    private func span(_ node: YAMLNode) -> Span {
        Span(file: file, line: node.start.line, column: node.start.column)
    }

    /// The part of a scalar that is on its first line.
    private func scalarSpan(_ node: YAMLNode) -> Span {
        var span = span(node)
        let end =
            node.end.line == node.start.line
            ? node.end.column : source.line(node.start.line).unicodeScalars.count + 1
        span.length = max(1, end - node.start.column)
        return span
    }

    private func scalar(_ text: String, isPlain: Bool, at span: Span) -> SpecNode {
        if text.holds("${") {
            problems.error(
                .variable, "\(quoted(text)) names a variable, and variables are not expanded", at: span,
                help: "write the value itself: a spec means the same everywhere")
            problems.poison(span)
        }
        return SpecNode(span: span, content: .scalar(text, plain: isPlain))
    }

    private func mapping(_ pairs: [YAMLNode.Entry], at here: Span) -> SpecNode {
        var entries: [SpecNode.Entry] = []
        var seen: [String: Int] = [:]
        for pair in pairs {
            let key = convert(pair.key)
            let value = convert(pair.value)
            guard case .scalar(let name, let plain) = key.content else {
                problems.error(
                    .unsupportedYAML, "\(key.summary) cannot be a key", at: key.span,
                    help: "a key is a word, for example `bonds:`")
                continue
            }
            if plain, name == "<<" {
                problems.error(
                    .unsupportedYAML, "merge keys (`<<`) are not supported", at: key.span,
                    help: "repeat the keys, or use an alias for the whole value: `options: *name`")
                continue
            }
            if let first = seen[name] {
                problems.error(
                    .duplicateKey, "the key \(quoted(name)) stands twice in one mapping", at: key.span,
                    help: "keep one of the two", related: [(entries[first].key.span, "the first is here")])
                entries[first].isRepeated = true
                continue
            }
            seen[name] = entries.count
            entries.append(SpecNode.Entry(key: Located(value: name, span: key.span), value: value))
        }
        return SpecNode(span: here, content: .mapping(entries))
    }

    private func refuseTag(_ node: YAMLNode) {
        guard let tag = node.tag, tag != "!" else { return }
        if ["str", "seq", "map"].contains(where: { tag == "tag:yaml.org,2002:" + $0 }) { return }
        problems.error(
            .unsupportedYAML, "the YAML tag \(quoted(tag)) is not supported", at: span(node),
            help: "remove the tag; a spec has only texts, numbers, lists and mappings")
    }
}
