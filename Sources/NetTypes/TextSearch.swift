/// Searching in texts, byte by byte: two spellings of one character that Unicode takes for the same are not found for each
/// other.
extension StringProtocol {
    /// The first place at which a part is in the text; `nil` where it is not, and for an empty part.
    package func place(of part: some StringProtocol) -> Range<String.Index>? {
        let (text, part) = (utf8, part.utf8)
        guard let first = part.first else { return nil }
        var start = text.startIndex
        while let index = text[start...].firstIndex(of: first) {
            var (at, matched) = (index, part.startIndex)
            while matched < part.endIndex, at < text.endIndex, text[at] == part[matched] {
                text.formIndex(after: &at)
                part.formIndex(after: &matched)
            }
            if matched == part.endIndex { return index..<at }
            start = text.index(after: index)
        }
        return nil
    }

    /// Whether a part is in the text.
    package func holds(_ part: some StringProtocol) -> Bool { place(of: part) != nil }

    /// The text with every place of a part replaced.
    package func swapping(_ part: String, for other: String) -> String {
        var (result, rest) = ("", String(self)[...])
        while let place = rest.place(of: part) {
            result += rest[..<place.lowerBound] + other
            rest = rest[place.upperBound...]
        }
        return result + rest
    }
}

extension StringProtocol {
    /// The words of a line.
    package var words: [String] { split { $0.isWhitespace }.map { String($0) } }

    /// The text without blanks at its ends.
    package var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[start...end])
    }
}
