import NetTypes
import YAML

/// Reports what could not be read as YAML, in words that say what to write.
struct YAMLProblem {
    let error: YAMLError
    let source: SourceText
    let file: Int
    let problems: Problems

    func report() {
        switch error {
        case .syntax(let problem, let mark, let context, let beginning):
            // libyaml has no codes: only its English words tell which mistake it found.
            if context == "while scanning an alias", let beginning {
                Composer.refuseAlias(word(behind: beginning), at: span(beginning), problems: problems)
            } else {
                syntax(problem, at: span(mark), beginning: beginning.map(span))
            }
        case .unknownAlias(let name, let mark): Composer.refuseAlias(name, at: span(mark), problems: problems)
        case .secondDocument(let mark):
            problems.error(
                .unsupportedYAML, "a second YAML document begins here", at: span(mark),
                help: "a file holds one spec: remove the `---`, or give the second spec a file of its own")
        case .tooDeep(let mark):
            problems.error(
                .tooComplex, "nested more than \(SourceGuard.limits.depth) levels deep", at: span(mark))
        case .tooManyNodes(let mark):
            problems.error(
                .tooComplex, "the file has more than \(SourceGuard.limits.nodes) values", at: span(mark),
                help: "split it into several specs")
        case .aliasTooLarge(let mark):
            problems.error(
                .tooComplex,
                "with its aliases written out the spec has more than \(SourceGuard.limits.nodes) values, or no end",
                at: span(mark), help: "write the values out, or use fewer aliases")
        case .tooManyDirectives(let mark):
            problems.error(
                .tooComplex, "too many lines begin with `%`", at: span(mark), help: "remove them; a spec needs none")
        case .notText(let problem, _):
            problems.error(.notYAML, "this is not YAML: \(problem)", at: Span(file: file, line: 1, column: 1))
        case .outOfMemory:
            problems.error(.tooComplex, "no memory is left to read it", at: Span(file: file, line: 1, column: 1))
        }
    }

    private func span(_ mark: Mark) -> Span { Span(file: file, line: mark.line, column: mark.column) }

    private func syntax(_ problem: String, at span: Span, beginning: Span?) {
        let advice = advice(problem, source.line(span.line))
        var related: [Problems.Other] = []
        if let beginning, beginning < span {
            related = [(beginning, "what could not be read to its end begins here")]
        }
        problems.error(
            .notYAML, "this is not YAML: \(advice.message)", at: span, help: advice.help, related: related)
    }

    /// The word that follows the `*` at a place.
    private func word(behind mark: Mark) -> String {
        let rest = SecretMask.masked(source.line(mark.line)).unicodeScalars.dropFirst(mark.column).prefix(64)
        return String(String.UnicodeScalarView(rest.prefix { !" \t,[]{}".unicodeScalars.contains($0) }))
    }

    /// What to say of a parser's message: our words for frequent mistakes, otherwise the parser's.
    private func advice(_ problem: String, _ line: Substring) -> (message: String, help: String?) {
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
        for entry in table where problem.holds(entry.part) { return (entry.message, entry.help) }
        return (problem, nil)
    }
}
