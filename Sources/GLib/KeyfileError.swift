/// Why a key file could not be read or written.
package struct KeyfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Code: Hashable, Sendable {
        /// The text is no key file.
        case syntax
        /// A value is not what was asked for: a broken escape, not a number, neither true nor false.
        case badValue
        /// A group name, key name or value that cannot be written so that it reads back the same.
        case unwritable
        /// A NUL byte, at which C would silently stop reading.
        case containsNUL
        /// Bytes that are not UTF-8.
        case notUTF8
    }

    package let code: Code
    /// A sentence part in lower case without a full stop, with the offending text in it.
    package let message: String
    /// The line of the parsed text, from 1, where one line is to blame.
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
