/// A D-Bus type signature: none, one or several complete types, such as `a{sa{sv}}u`.
package struct Signature: Sendable, Hashable, CustomStringConvertible {
    /// The signature as text.
    package let text: String

    /// A string, `s`.
    package static let string = Signature(literal: "s")
    /// An object path, `o`.
    package static let objectPath = Signature(literal: "o")
    /// A variant, `v`.
    package static let variant = Signature(literal: "v")
    /// A byte, `y`.
    package static let byte = Signature(literal: "y")
    /// An unsigned 32-bit integer, `u`.
    package static let uint32 = Signature(literal: "u")
    /// `a{sv}`, the dictionary of named values that most interfaces use.
    package static let vardict = Signature(literal: "a{sv}")

    /// Checks a signature by the rules of the D-Bus specification.
    ///
    /// - Parameter text: The signature.
    /// - Throws: ``BusError`` with ``BusError/Code/invalidArgument``.
    package init(_ text: String) throws(BusError) {
        try Grammar.signature.check(text)
        self.text = text
    }

    /// Takes a signature that is written in the source.
    ///
    /// It is checked when a message is made with it.
    ///
    /// - Parameter literal: The signature.
    package init(literal: StaticString) {
        text = literal.description
    }

    /// Takes a signature that libdbus has read from a valid message, or that was put together from valid ones.
    init(composed text: String) {
        self.text = text
    }

    /// The signature as text.
    package var description: String { text }
}
