/// What a piece of text means, which decides its colour on a terminal.
package enum Label: Sendable {
    case plain, error, warning, note, heading, added, changed, recreated, removed, unchanged, good, bad, faint, place
}

/// Turns labels into colours, or leaves text plain where no person reads it.
package struct Style: Sendable {
    package let isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    /// A style without colours.
    package static let plain = Style(isColoured: false)

    package func callAsFunction(_ label: Label, _ text: String) -> String {
        guard isColoured, let code = Self.codes(label) else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// A label's SGR parameters (ECMA-48 §8.3.117); `nil` for no colour.
    private static func codes(_ label: Label) -> String? {
        switch label {
        case .plain: nil
        case .error, .bad, .removed: "1;31"
        case .warning, .changed: "33"
        case .recreated: "1;33"
        case .note, .place: "36"
        case .heading: "1"
        case .added, .good: "32"
        case .unchanged, .faint: "2"
        }
    }
}

extension String {
    /// The text with every character that a terminal would act on made visible and harmless.
    package var printable: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned:
                result += scalar == "\t" ? " " : "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text with spaces after it until it is `width` characters long.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
