/// Breaks a line of text into lines at blanks.
enum Wrapping {
    /// Breaks a text.
    ///
    /// - Parameters:
    ///   - text: one line, with its indentation.
    ///   - width: the most characters in a line; a longer word exceeds it.
    ///   - indent: the beginning of the second and later lines.
    /// - Returns: at least one line.
    static func lines(_ text: String, width: Int, indent: String) -> [String] {
        var lines: [String] = []
        var line = String(text.prefix { $0 == " " })
        var isEmpty = true
        var rest = text.dropFirst(line.count)
        while !rest.isEmpty {
            // Runs of blanks inside the line stay, since they form columns.
            let blanks = rest.prefix { $0 == " " }
            let word = rest.dropFirst(blanks.count).prefix { $0 != " " }
            rest = rest.dropFirst(blanks.count + word.count)
            if word.isEmpty { break }
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
    /// The text broken at spaces, so that lines fit.
    ///
    /// - Parameters:
    ///   - width: the columns that are available; `nil` for any number.
    ///   - used: how many columns precede the text on its first line.
    ///   - indent: how many spaces begin each further line.
    /// - Returns: the lines, joined by line breaks.
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
