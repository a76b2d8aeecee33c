import NetTypes
import Rendering

/// Makes the argument parser's messages fit for a terminal.
///
/// The parser repeats arguments as they were given, control characters included, and does not wrap its usage lines.
enum UsageText {
    /// Makes control characters in a message visible, and wraps its usage lines.
    ///
    /// - Parameters:
    ///   - text: the parser's message, of several lines.
    ///   - arguments: the arguments that the message may repeat.
    ///   - width: the terminal's columns.
    /// - Returns: the message; a usage line is wider than `width` only where it cannot be broken.
    static func harmless(_ text: String, arguments: [String], width: Int) -> String {
        var text = text
        // A line break in an argument would begin a line that is not the parser's.
        for argument in arguments where argument.contains(where: \.isNewline) {
            text = text.swapping(argument, for: argument.printable)
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = String(line).printable
            return ["Usage: ", "USAGE: "].contains { line.hasPrefix($0) } ? wrapped(line, width: width) : line
        }.joined(separator: "\n")
    }

    /// Wraps a usage line between options, never within the brackets of one.
    private static func wrapped(_ line: String, width: Int) -> String {
        var lines: [String] = []
        var current = ""
        for part in parts(line) {
            if current.isEmpty {
                current = part
            } else if current.count + 1 + part.count <= width {
                current += " " + part
            } else {
                lines.append(current)
                current = "       " + part
            }
        }
        return (lines + [current]).joined(separator: "\n")
    }

    /// Splits a usage line at its spaces, but not within brackets.
    private static func parts(_ line: String) -> [String] {
        var parts: [String] = []
        var depth = 0
        for word in line.split(separator: " ") {
            if depth > 0, let last = parts.popLast() {
                parts.append("\(last) \(word)")
            } else {
                parts.append(String(word))
            }
            depth += word.count { "[<(".contains($0) } - word.count { "]>)".contains($0) }
        }
        return parts
    }
}
