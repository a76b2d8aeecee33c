/// The bytes of one spec file.
package struct SpecSource: Hashable, Sendable {
    /// The file's name, as diagnostics show it.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Takes a spec that is already text.
    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }
}

/// A spec as text, split into lines: what spans point into.
struct SourceText: Sendable {
    let name: String
    /// The text without a byte order mark.
    let text: String
    /// The byte of the text at which each line begins; small numbers, since a text can consist of nothing but line
    /// breaks.
    private let starts: [Int32]

    /// Whether the text is ASCII, so that bytes and scalars are the same.
    private let isASCII: Bool

    /// How much of a line is kept beside a problem: a line of four megabytes can have 500 problems.
    private static let shownColumns = 4000

    init(name: String, text: String) {
        self.name = name
        self.text = text
        starts = Self.starts(text)
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// Whether the character breaks a line, as YAML 1.1 and libyaml count: CR LF, CR, LF, NEL, LS and PS.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    private static func starts(_ text: String) -> [Int32] {
        var starts: [Int32] = [0]
        var offset: Int32 = 0
        var isReturn = false
        for scalar in text.unicodeScalars {
            offset += Int32(UTF8.width(scalar))
            if scalar == "\n", isReturn {
                starts[starts.count - 1] = offset
            } else if isBreak(scalar) {
                starts.append(offset)
            }
            isReturn = scalar == "\r"
        }
        return starts
    }

    /// A line by its number from 1, without its break; empty when there is no such line.
    func line(_ number: Int) -> Substring {
        guard starts.indices.contains(number - 1) else { return "" }
        let index = { (line: Int) in text.utf8.index(text.startIndex, offsetBy: Int(starts[line])) }
        guard number < starts.count else { return text[index(number - 1)...] }
        var line = text[index(number - 1)..<index(number)].unicodeScalars
        if line.popLast() == "\n", line.last == "\r" { line.removeLast() }
        return Substring(line)
    }

    /// A place as people are shown it: columns count characters, and the line stands beside it.
    func excerpt(_ span: Span) -> Diagnostic.Excerpt {
        let line = line(span.line)
        let location = { SourceLocation(file: name, line: span.line, column: $0) }
        guard line.utf8.count > Self.shownColumns else {
            let column = String(line.unicodeScalars.prefix(span.column - 1)).count + 1
            return Diagnostic.Excerpt(
                location: location(column), line: String(SecretMask.masked(line)), length: span.length)
        }
        // The part around the place, where it can be found without counting megabytes of characters before it.
        let first = isASCII ? max(0, span.column - 1 - Self.shownColumns / 2) : 0
        let start = line.utf8.index(line.startIndex, offsetBy: first, limitedBy: line.endIndex) ?? line.endIndex
        let part = line.unicodeScalars[start...].prefix(Self.shownColumns)
        return Diagnostic.Excerpt(
            location: location(span.column), line: String(SecretMask.masked(Substring(part))), firstColumn: first + 1,
            length: span.length)
    }
}
