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
    private let lines: [Line]

    /// A line without its break, and what makes finding a column in it cheap.
    private struct Line: Sendable {
        let text: Substring
        /// How many Unicode scalars it has.
        let count: Int

        var isASCII: Bool { text.utf8.count == count }
    }

    /// Nobody counts to column ten thousand, and in a line of four megabytes counting costs as much for each value.
    private static let countedColumns = 10_000

    init(name: String, text: String) {
        self.name = name
        self.text = text
        lines = Self.split(text)
    }

    /// Line breaks as YAML 1.1 and libyaml count them: CR LF, CR, LF, NEL, LS and PS.
    private static func split(_ text: String) -> [Line] {
        var lines: [Line] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        var count = 0
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let end = index
            index = scalars.index(after: index)
            switch scalar {
            case "\r":
                if index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": break
            default:
                count += 1
                continue
            }
            lines.append(Line(text: text[start..<end], count: count))
            start = index
            count = 0
        }
        lines.append(Line(text: text[start...], count: count))
        return lines
    }

    /// A line by its number from 1; empty when there is no such line.
    func line(_ number: Int) -> Substring {
        lines.indices.contains(number - 1) ? lines[number - 1].text : ""
    }

    /// How many Unicode scalars stand on the line of a place, from there on.
    func remaining(from span: Span) -> Int {
        lines.indices.contains(span.line - 1) ? max(0, lines[span.line - 1].count - span.column + 1) : 0
    }

    /// The rest of the line from a place; `nil` where finding it would cost too much.
    func rest(from span: Span) -> Substring.UnicodeScalarView? {
        guard lines.indices.contains(span.line - 1) else { return nil }
        let line = lines[span.line - 1]
        if line.isASCII {
            let utf8 = line.text.utf8
            guard let start = utf8.index(utf8.startIndex, offsetBy: span.column - 1, limitedBy: utf8.endIndex) else {
                return nil
            }
            return line.text[start...].unicodeScalars
        }
        return span.column > Self.countedColumns ? nil : line.text.unicodeScalars.dropFirst(span.column - 1)
    }

    /// A place as it is shown: columns in characters, the line beside it.
    func excerpt(_ span: Span) -> Diagnostic.Excerpt {
        let line = line(span.line)
        let column =
            span.column > Self.countedColumns
            ? span.column : String(line.unicodeScalars.prefix(span.column - 1)).count + 1
        return Diagnostic.Excerpt(
            location: SourceLocation(file: name, line: span.line, column: column), line: String(line),
            length: span.length)
    }
}
