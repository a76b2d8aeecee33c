/// Why a key file could not be read or written.
package struct KeyfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failures.
    package enum Code: Hashable, Sendable {
        /// The text is no key file.
        case syntax
        /// A value is not of the requested type: a broken escape, not a number, neither true nor false.
        case badValue
        /// A group name, key name or value would not read back the same.
        case unwritable
        /// The text has a NUL byte, at which C would silently stop reading.
        case containsNUL
        /// The bytes are not UTF-8.
        case notUTF8
    }

    package let code: Code
    /// Part of a sentence in lower case without a full stop, with the offending text.
    package let message: String
    /// The number, from 1, of the faulty line of the text; `nil` where the failure is not in one line.
    package let line: Int?

    package init(_ code: Code, _ message: String, line: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
    }

    package var description: String {
        line.map { "line \($0): \(message)" } ?? message
    }
}
