/// What is checked of the bytes before the YAML parser may see them: it recurses and allocates as the file bids it.
enum SourceGuard {
    static let maximumBytes = 4 << 20
    static let maximumDepth = 64
    /// The most nodes a document may have, also when its aliases are written out: all 4094 VLANs of a trunk with all that
    /// can be said of them are half of that, and it is read in two seconds at worst.
    static let maximumNodes = 200_000

    /// The characters that stand for others while the YAML parser has the text (see `Composer`).
    static let markers: ClosedRange<UInt32> = 0xe000...0xe0ff

    /// The bytes as text without byte order mark.
    static func text(_ source: SpecSource, file: Int, problems: Problems) -> String? {
        let start = Span(file: file, line: 1, column: 1)
        let bytes = source.bytes
        if bytes.count > maximumBytes {
            problems.error(
                .tooComplex, "the file has \(bytes.count) bytes; a spec has at most \(maximumBytes) (4 MiB)", at: start)
            return nil
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            problems.error(.unreadableFile, "the file is UTF-16 text", at: start, help: "save it as UTF-8")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problems.error(.unreadableFile, "the file is not UTF-8 text", at: start, help: "save it as UTF-8")
            return nil
        }
        return text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Refuses control characters, too much of everything, and nesting that no spec has.
    ///
    /// The nesting is an estimate from brackets and indentation that strings and comments can mislead: it catches what
    /// happens by accident or without art. The bound that holds against art is libyaml's own: 1000 levels.
    static func admits(_ source: SourceText, file: Int, problems: Problems) -> Bool {
        var scan = Scan(file: file)
        for scalar in source.text.unicodeScalars {
            guard scan.take(scalar) else {
                let place = Span(file: file, line: scan.line, column: scan.column)
                switch scan.refusal {
                case .character:
                    problems.error(
                        .unreadableFile, "the character U+\(hex(scalar)) does not belong in a spec", at: place,
                        help: "remove it; a spec is plain text")
                case .depth:
                    problems.error(.tooComplex, "nested more than \(maximumDepth) levels deep", at: place)
                case .size:
                    problems.error(
                        .tooComplex, "the file has more than \(maximumNodes) values", at: place,
                        help: "split it into several specs")
                }
                return false
            }
        }
        return true
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The state of the estimate after some characters.
    private struct Scan {
        enum Refusal { case character, depth, size }

        let file: Int
        private(set) var line = 1
        private(set) var column = 0
        private(set) var refusal = Refusal.character
        private var brackets = 0
        private var separators = 0
        /// The columns at which block collections are open.
        private var indents: [Int] = []
        private var atStart = true
        private var lineBreak = false

        init(file: Int) { self.file = file }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            if lineBreak { (line, column, atStart, lineBreak) = (line + 1, 0, true, false) }
            column += 1
            switch scalar {
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lineBreak = true
                separators += 1
            case "\t": break
            case _ where scalar.value < 0x20, "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}":
                return false
            case _ where SourceGuard.markers.contains(scalar.value):
                return false
            case "[", "{":
                brackets += 1
                separators += 1
                indent()
            case "]", "}": brackets = max(0, brackets - 1)
            case ",": separators += 1
            case " ": break
            case "-", "?", ":":
                if atStart {
                    separators += 1
                    open(column)
                }
            default: indent()
            }
            if brackets + indents.count > SourceGuard.maximumDepth {
                refusal = .depth
                return false
            }
            if separators > SourceGuard.maximumNodes {
                refusal = .size
                return false
            }
            return true
        }

        private mutating func indent() {
            if atStart { open(column) }
            atStart = false
        }

        private mutating func open(_ column: Int) {
            while let last = indents.last, last >= column { indents.removeLast() }
            indents.append(column)
        }
    }
}
