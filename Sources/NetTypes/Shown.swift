extension StringProtocol {
    /// The text in quotes for a message: on one line, without control characters, and not too long.
    package var shown: String {
        var text = ""
        for scalar in unicodeScalars.prefix(60) {
            let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
            text += isControl ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return "`\(text)\(unicodeScalars.count > 60 ? "…" : "")`"
    }
}
