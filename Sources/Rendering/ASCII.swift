extension String {
    /// The text in the characters that any terminal has: our signs by others, and `?` for what there is no other for.
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
