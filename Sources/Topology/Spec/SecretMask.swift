import NetTypes

/// Hides a key or password that somebody wrote into a spec, where only the name of its file belongs: messages are passed on.
enum SecretMask {
    private static let names = ["mka-cak", "password"]

    /// A line with asterisks in place of such values.
    static func masked(_ line: Substring) -> String {
        guard let name = names.compactMap({ line.place(of: $0) }).min(by: { $0.lowerBound < $1.lowerBound })
        else { return String(line) }
        let head = line[..<name.upperBound]
        // The key may stand in quotes, and may be that of a file.
        var rest = line[name.upperBound...]
        let isFile = rest.hasPrefix("-file")
        if isFile { rest = rest.dropFirst("-file".count) }
        rest = rest.drop { [" ", "\t", "\"", "'"].contains($0) }
        guard rest.first == ":" else { return head + masked(line[name.upperBound...]) }
        let value = rest.dropFirst().drop { [" ", "\t"].contains($0) }
        let quote = value.first.flatMap { ["\"", "'"].contains($0) ? $0 : nil }
        let text = quote == nil ? value : value.dropFirst()
        if isFile, text.first == "/" { return line[..<text.startIndex] + masked(text) }
        // Without quotes it ends with the line, or with the item of a flow mapping.
        let isFlow = line[..<name.lowerBound].contains("{")
        let end =
            quote.map { quote in text.prefix { $0 != quote } } ?? text.prefix { !isFlow || ![",", "}"].contains($0) }
        return line[..<text.startIndex] + String(repeating: "*", count: end.count) + masked(text[end.endIndex...])
    }
}
