import YAML

/// Checks the bytes of a spec before the YAML parser sees them, and limits what the parser may read.
enum SourceGuard {
    static let maximumBytes = 4 << 20
    /// The most nodes that a document may have, including those that its aliases stand for.
    ///
    /// All 4094 VLANs of a trunk with every key that they can have fit, and are read in two seconds at worst.
    static let limits = YAMLReader.Limits(depth: 64, nodes: 100_000)

    /// The bytes as text without byte order mark; reports bytes that are not text, and then returns `nil`.
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

    /// Whether the text is free of control characters; reports the first one.
    static func admits(_ source: SourceText, file: Int, problems: Problems) -> Bool {
        var line = 1
        var column = 0
        var isReturn = false
        for scalar in source.text.unicodeScalars {
            column += 1
            switch scalar {
            case "\n" where isReturn: column = 0
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 0)
            case "\t": break
            case _ where scalar.value < 0x20, "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}":
                problems.error(
                    .unreadableFile, "the character U+\(hex(scalar)) does not belong in a spec",
                    at: Span(file: file, line: line, column: column), help: "remove it; a spec is plain text")
                return false
            default: break
            }
            isReturn = scalar == "\r"
        }
        return true
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
