/// A value to be written as YAML.
package indirect enum YAMLValue: Hashable, Sendable {
    /// A text, written without quotes where a reader takes it for the same text, otherwise in quotes.
    case text(String)
    case number(Int)
    case boolean(Bool)
    case null
    case sequence([YAMLValue], Style = .block)
    /// Keys and values in the order in which they are written.
    case mapping([Entry], Style = .block)

    /// How a collection is written: one line for each of its items, or all on one line in brackets.
    ///
    /// Inside brackets, every collection is in brackets.
    package enum Style: Hashable, Sendable { case block, flow }

    /// A key with its value.
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: YAMLValue

        package init(_ key: String, _ value: YAMLValue) {
            self.key = key
            self.value = value
        }
    }
}

/// Tells which texts mean something else when written without quotes.
///
/// It follows YAML 1.1 and 1.2 alike, since nobody knows what will read the text. It prefers a needless quote to a text
/// read as a number: everything that begins like a number is quoted.
enum PlainText {
    private static let words: Set<String> = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "=", ".inf", "+.inf", "-.inf",
        ".nan",
    ]

    /// Whether a reader may take the text, without quotes, for something other than a text.
    static func isMisread(_ text: String) -> Bool {
        if words.contains(text.lowercased()) { return true }
        let digits = text.utf8.first.map { [0x2b, 0x2d].contains($0) } == true ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first else { return true }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard isDigit(first) || first == 0x2e && digits.dropFirst().first.map(isDigit) == true else { return false }
        if ["0x", "0b", "0o"].contains(String(Substring(digits).prefix(2)).lowercased()) { return true }
        // An IPv4 address is not a number.
        if digits.count(where: { $0 == 0x2e }) > 1, digits.allSatisfy({ isDigit($0) || $0 == 0x2e }) { return false }
        // Numbers with exponents, grouped (1_500) or in base 60 (52:54:00), and times.
        return digits.allSatisfy { isDigit($0) || "eEtTzZ_.:+- ".utf8.contains($0) }
    }
}
