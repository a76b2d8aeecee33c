/// The bytes of one spec file.
package struct SpecSource: Hashable, Sendable {
    /// The file's name, as diagnostics show it.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// A spec that is already text.
    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }
}

/// A spec as text, by lines: what spans point into.
struct SourceText: Sendable {
    let name: String
    /// The text without a byte order mark.
    let text: String
    private let lines: [Substring]

    init(name: String, text: String) {
        self.name = name
        self.text = text
        lines = Self.split(text)
    }

    /// Line breaks as YAML 1.1 and libyaml count them: CR LF, CR, LF, NEL, LS and PS.
    private static func split(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let end = index
            index = scalars.index(after: index)
            switch scalar {
            case "\r":
                if index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": break
            default: continue
            }
            lines.append(text[start..<end])
            start = index
        }
        lines.append(text[start...])
        return lines
    }

    /// A line by its number from 1; empty when there is no such line.
    func line(_ number: Int) -> Substring {
        lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// A place as it is shown: columns in characters, the line beside it.
    func excerpt(_ span: Span) -> Diagnostic.Excerpt {
        let line = line(span.line)
        // Nobody counts to column ten thousand, and a line of four megabytes would cost as much for each problem.
        let scalars = line.unicodeScalars.prefix(min(span.column - 1, 10_000))
        let column = span.column > 10_000 ? span.column : String(scalars).count + 1
        return Diagnostic.Excerpt(
            location: SourceLocation(file: name, line: span.line, column: column), line: String(line),
            length: span.length)
    }
}
