/// Breaks text at blanks.
enum Wrapping {
    /// - Parameters:
    ///   - text: one line, indented as it shall be.
    ///   - width: characters in a line, where a word leaves room for it.
    ///   - indent: what the second and later lines begin with.
    /// - Returns: one line at least.
    static func lines(_ text: String, width: Int, indent: String) -> [String] {
        var lines: [String] = []
        var line = String(text.prefix { $0 == " " })
        var isEmpty = true
        var rest = text.dropFirst(line.count)
        while !rest.isEmpty {
            // Runs of blanks inside the line stay: they are columns.
            let blanks = rest.prefix { $0 == " " }
            let word = rest.dropFirst(blanks.count).prefix { $0 != " " }
            rest = rest.dropFirst(blanks.count + word.count)
            if !isEmpty, line.count + blanks.count + word.count > width {
                lines.append(line)
                line = indent + word
            } else {
                line += blanks + word
            }
            isEmpty = false
        }
        return lines + [line]
    }
}

extension String {
    /// The text broken at spaces, so that no line is wider than it has to be.
    ///
    /// - Parameters:
    ///   - width: the columns there are; `nil` for any number.
    ///   - used: how many columns stand before the text on its first line.
    ///   - indent: how many spaces begin each further line.
    /// - Returns: the lines, joined.
    func wrapped(to width: Int?, after used: Int, indent: Int) -> String {
        guard let width, used + count > width else { return self }
        var lines: [String] = []
        var line = ""
        var room = max(20, width - used)
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.count + 1 + word.count > room {
                lines.append(line)
                line = String(word)
                room = max(20, width - indent)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return (lines + [line]).joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
