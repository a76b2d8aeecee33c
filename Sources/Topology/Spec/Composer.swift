import Yams

/// Turns the text of one source into a `SpecNode`, with the YAML parser's help but without its dangers.
///
/// Two things the parser does itself are taken from it by disguising characters while it has the text:
///
/// - It expands aliases as it goes, so that a file of a kilobyte can become a tree without end. So every `*` is replaced
///   by a private-use character: an alias becomes a plain scalar that begins with it, and is expanded here, counted.
/// - It gives up at the first key that stands twice. So the first of such keys gets another first character, and the
///   text is parsed again; here both keys are known with their places.
struct Composer {
    private let source: SourceText
    private let file: Int
    private let problems: Problems
    private var anchors: [String: SpecNode] = [:]
    /// Kept as long as the nodes are looked at: they hold their anchors weakly, the parser holds them.
    private var parser: Parser?
    private var nodes = 0
    /// What the disguised keys began with, by the character they begin with now.
    private var renamed: [Unicode.Scalar: Unicode.Scalar] = [:]

    private static let star: Unicode.Scalar = "\u{e000}"

    /// Reads a source; whatever is wrong with it as YAML is reported, and then there may be no document.
    static func document(_ source: SourceText, file: Int, problems: Problems) -> SpecNode? {
        guard SourceGuard.admits(source, file: file, problems: problems) else { return nil }
        var composer = Composer(source: source, file: file, problems: problems)
        guard let root = composer.parse() else { return nil }
        return withExtendedLifetime(composer.parser) { composer.convert(root, depth: 0) }
    }

    private init(source: SourceText, file: Int, problems: Problems) {
        self.source = source
        self.file = file
        self.problems = problems
    }

    // MARK: Parsing

    private mutating func parse() -> Node? {
        var scalars = Array(source.text.unicodeScalars)
        for index in scalars.indices where scalars[index] == "*" { scalars[index] = Self.star }
        // Each retry parses everything again: few for a large file, so that the time stays bounded.
        var retries = min(40, max(1, 2_000_000 / max(1, scalars.count)))
        while true {
            do {
                var text = String.UnicodeScalarView()
                text.append(contentsOf: scalars)
                let parser = try Parser(yaml: String(text), resolver: .basic, constructor: .default, encoding: .utf8)
                self.parser = parser
                guard let root = try parser.singleRoot() else {
                    problems.error(
                        .emptyFile, "the spec is empty", at: place(1, 1),
                        help: "the smallest valid spec is `version: 1`")
                    return nil
                }
                return root
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                if retries > 0, disguise(context.mark, in: &scalars) {
                    retries -= 1
                    continue
                }
                let name = names.first.map(restored) ?? ""
                problems.error(
                    .duplicateKey, "the key \(quoted(name)) stands twice in one mapping",
                    at: place(context.mark.line, context.mark.column))
            } catch let error as YamlError {
                YAMLProblem(error).report(file: file, source: source, problems: problems)
            } catch {
                problems.error(.notYAML, "this is not YAML", at: place(1, 1))
            }
            return nil
        }
    }

    /// Gives the key at a place another first character.
    private mutating func disguise(_ mark: Mark, in scalars: inout [Unicode.Scalar]) -> Bool {
        guard let marker = Unicode.Scalar(SourceGuard.markers.lowerBound + 1 + UInt32(renamed.count)),
            SourceGuard.markers.contains(marker.value), var index = offset(of: mark, in: scalars)
        else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" {
            index += 1
            guard index < scalars.count, !["\"", "'", "\\"].contains(scalars[index]) else { return false }
        } else if "[{?&!|>".unicodeScalars.contains(scalars[index]) {
            return false
        }
        renamed[marker] = scalars[index]
        scalars[index] = marker
        return true
    }

    /// The index of a place in the text, which has the same line breaks as the source.
    private func offset(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
        var line = 1
        var index = 0
        while line < mark.line {
            guard index < scalars.count else { return nil }
            switch scalars[index] {
            case "\r":
                if index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
                line += 1
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": line += 1
            default: break
            }
            index += 1
        }
        let found = index + mark.column - 1
        return scalars.indices.contains(found) ? found : nil
    }

    // MARK: Converting

    private func place(_ line: Int, _ column: Int, length: Int = 1) -> Span {
        Span(file: file, line: line, column: column, length: length)
    }

    private func span(_ node: Node) -> Span {
        guard let mark = node.mark else { return place(1, 1) }
        return place(mark.line, mark.column)
    }

    /// The text with the disguised characters put back.
    private func restored(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let original = renamed[scalar] ?? scalar
            result.append(original == Self.star ? "*" : original)
        }
        return String(result)
    }

    private mutating func convert(_ node: Node, depth: Int) -> SpecNode? {
        nodes += 1
        let here = span(node)
        guard nodes <= SourceGuard.maximumNodes, depth <= 2 * SourceGuard.maximumDepth else {
            tooLarge(at: here)
            return nil
        }
        refuseTag(node, at: here)
        let converted: SpecNode?
        switch node {
        case .scalar(let scalar): converted = self.scalar(scalar, at: here, depth: depth)
        case .sequence(let sequence):
            var items: [SpecNode] = []
            for item in sequence {
                guard let item = convert(item, depth: depth + 1) else { return nil }
                items.append(item)
            }
            converted = SpecNode(span: here, content: .sequence(items))
        case .mapping(let mapping): converted = self.mapping(mapping, at: here, depth: depth)
        case .alias: converted = nil
        }
        if let converted, let anchor = node.anchor { anchors[anchor.rawValue] = converted }
        return converted
    }

    private mutating func scalar(_ scalar: Node.Scalar, at here: Span, depth: Int) -> SpecNode? {
        let plain = scalar.style == .plain
        let text = restored(scalar.string)
        if plain, text.hasPrefix("*") { return alias(String(text.dropFirst()), at: here, depth: depth) }
        var span = here
        span.length = length(of: scalar, at: here)
        let node = SpecNode(span: span, content: .scalar(text, plain: plain))
        if text.contains("${") {
            problems.error(
                .variable, "\(quoted(text)) names a variable, and variables are not expanded", at: span,
                help: "write the value itself: a spec means the same everywhere")
            problems.poison(span)
        }
        return node
    }

    private mutating func alias(_ name: String, at here: Span, depth: Int) -> SpecNode? {
        guard let target = anchors[name] else {
            problems.error(
                .unsupportedYAML, "no anchor `&\(name)` stands before the alias `*\(name)`", at: here,
                help: "a text that begins with `*` needs quotes: \"*\(name)\"")
            return SpecNode(span: here, content: .scalar("", plain: false)).poisoned(in: problems)
        }
        guard count(target, depth: depth) else {
            tooLarge(at: here)
            return nil
        }
        return target
    }

    /// Counts the nodes of an alias's target as if they had been written here.
    private mutating func count(_ node: SpecNode, depth: Int) -> Bool {
        nodes += 1
        guard nodes <= SourceGuard.maximumNodes, depth <= 2 * SourceGuard.maximumDepth else { return false }
        switch node.content {
        case .scalar: return true
        case .sequence(let items):
            for item in items where !count(item, depth: depth + 1) { return false }
        case .mapping(let entries):
            for entry in entries where !count(entry.value, depth: depth + 1) { return false }
        }
        return true
    }

    private mutating func mapping(_ mapping: Node.Mapping, at here: Span, depth: Int) -> SpecNode? {
        var entries: [SpecNode.Entry] = []
        var seen: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            guard let key = convert(keyNode, depth: depth + 1), let value = convert(valueNode, depth: depth + 1) else {
                return nil
            }
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

    private func tooLarge(at here: Span) {
        problems.error(
            .tooComplex,
            "with its aliases written out the spec has more than \(SourceGuard.maximumNodes) values, or no end",
            at: here,
            help: "write the values out, or use fewer aliases")
    }

    private func refuseTag(_ node: Node, at here: Span) {
        let name = node.tag.rawValue
        if ["", "!"].contains(name) { return }
        if ["str", "seq", "map"].contains(where: { name == "tag:yaml.org,2002:" + $0 }) { return }
        problems.error(
            .unsupportedYAML, "the YAML tag \(quoted(restored(name))) is not supported", at: here,
            help: "remove the tag; a spec has only texts, numbers, lists and mappings")
    }

    /// How many characters a scalar takes on its line.
    private func length(of scalar: Node.Scalar, at here: Span) -> Int {
        if scalar.style == .plain {
            return max(1, min(scalar.string.unicodeScalars.count, source.remaining(from: here)))
        }
        guard let rest = source.rest(from: here), let quote = rest.first, quote == "\"" || quote == "'" else {
            return 1
        }
        var length = 1
        var escaped = false
        for scalar in rest.dropFirst() {
            length += 1
            if escaped {
                escaped = false
            } else if scalar == "\\", quote == "\"" {
                escaped = true
            } else if scalar == quote {
                break
            }
        }
        return length
    }
}

extension SpecNode {
    fileprivate func poisoned(in problems: Problems) -> SpecNode {
        problems.poison(span)
        return self
    }
}
