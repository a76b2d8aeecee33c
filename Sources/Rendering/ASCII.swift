extension String {
    /// The text in ASCII, for terminals without other characters: our signs by substitutes, anything else as `?`.
    package var ascii: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "“", "”": result += "\""
            case "’", "‘": result += "'"
            case "→": result += "->"
            case "←": result += "<-"
            case "…": result += "..."
            case "–", "—": result += "-"
            case "·": result += "."
            case "×": result += "x"
            case "±": result += "*"
            case "█": result += "#"
            case "░": result += "."
            default: result += scalar.isASCII ? String(scalar) : "?"
            }
        }
        return result
    }
}
