import Yams

/// What the YAML parser could not read, in words that say what to write.
struct YAMLProblem {
    private let message: String
    private let mark: (line: Int, column: Int)
    /// Where the collection or text begins that could not be read to its end.
    private var beginning: (line: Int, column: Int)?
    private var rule = Rule.notYAML

    init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let place, _), .parser(let context, let problem, let place, _):
            message = problem
            mark = (place.line, place.column)
            beginning = context.map { ($0.mark.line, $0.mark.column) }
            if problem.hasPrefix("Maximum nesting level") { rule = .tooComplex }
        case .composer(_, let problem, let place, _):
            message = problem
            mark = (place.line, place.column)
            if problem.contains("another document") { rule = .unsupportedYAML }
        case .reader(let problem, _, _, _):
            message = problem
            mark = (1, 1)
        default:
            message = "unreadable"
            mark = (1, 1)
        }
    }

    func report(file: Int, source: SourceText, problems: Problems) {
        let span = Span(file: file, line: max(1, mark.line), column: max(1, mark.column))
        switch rule {
        case .tooComplex: problems.error(rule, "nested too deep", at: span)
        case .unsupportedYAML:
            problems.error(
                rule, "a second YAML document begins here", at: span,
                help: "a file holds one spec: remove the `---`, or give the second spec a file of its own")
        default:
            let advice = advice(source.line(span.line))
            var related: [Problems.Other] = []
            if let beginning, beginning.line < span.line || beginning.column < span.column {
                let start = Span(file: file, line: max(1, beginning.line), column: max(1, beginning.column))
                related = [(start, "what could not be read to its end begins here")]
            }
            problems.error(rule, "this is not YAML: \(advice.message)", at: span, help: advice.help, related: related)
        }
    }

    /// The parser's words, and ours for the mistakes people make.
    private func advice(_ line: Substring) -> (message: String, help: String?) {
        let table: [(part: String, message: String, help: String)] = [
            (
                "cannot start any token", line.contains("\t") ? "a tab cannot indent" : "no value begins like this",
                line.contains("\t") ? "indent with spaces" : "put the text in quotes"
            ),
            (
                "tab character", "a tab cannot indent", "indent with spaces"
            ),
            (
                "mapping values are not allowed", "a `:` that is not expected here",
                "give each key a line of its own with the same indentation as its neighbours, or put the text in quotes"
            ),
            (
                "could not find expected ':'", "a key without `:` and value",
                "write `key: value`, with a space after the colon"
            ),
            (
                "did not find expected key", "a key of the same mapping was expected",
                "give the keys of one mapping the same indentation"
            ),
            (
                "did not find expected ',' or ']'", "a list that began with `[` is not closed",
                "close it with `]`, and separate its items with `,`"
            ),
            (
                "did not find expected ',' or '}'", "a mapping that began with `{` is not closed",
                "close it with `}`, and separate its entries with `,`"
            ),
            (
                "did not find expected '-' indicator", "another item of the list was expected",
                "begin each item with `- ` at the same indentation"
            ),
            (
                "found unexpected end of stream", "a quotation mark is not closed", "close it on the same line"
            ),
            (
                "block sequence entries are not allowed", "a list item `- ` is not expected here",
                "begin a list on the line below its key"
            ),
            (
                "unknown escape character", "an unknown escape after `\\`",
                "use single quotes, or `\\\\` for a backslash"
            ),
            (
                "did not find expected node content", "a value is missing", "write the value, or remove the `,`"
            ),
            (
                "did not find expected <document start>", "text after the end of the document",
                "give everything the same indentation"
            ),
        ]
        for entry in table where message.contains(entry.part) { return (entry.message, entry.help) }
        return (message, nil)
    }
}
