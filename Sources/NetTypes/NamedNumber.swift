/// One of NetworkManager's enumerations: a number that may be newer than this program, with words where it is not.
package protocol NamedNumber: RawRepresentable, Sendable, Hashable, CustomStringConvertible where RawValue == UInt32 {
    /// The words for the numbers known.
    static var words: [UInt32: String] { get }

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    init(rawValue: UInt32)
}

extension NamedNumber {
    /// NetworkManager's name in words, or the number.
    package var description: String { Self.words[rawValue] ?? "unknown (\(rawValue))" }
}
