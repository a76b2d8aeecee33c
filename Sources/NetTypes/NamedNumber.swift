/// One of NetworkManager's enumerations: a number, which may be newer than this program, with words for the known ones.
package protocol NamedNumber: RawRepresentable, Sendable, Hashable, CustomStringConvertible where RawValue == UInt32 {
    /// NetworkManager's words for the numbers that this program knows.
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
