import NetTypes
package import Topology

/// The assignments of a file that shells read, such as RHEL's ifcfg files.
///
/// Nothing is expanded: a value that only a shell could work out is none.
package struct ShellText {
    package private(set) var entries: [KeyedValues.Entry] = []
    /// Lines that are no assignment, or one that only a shell can read.
    package private(set) var strange: [(place: SourceLocation, text: String)] = []

    package init(_ file: ImportFile) {
        for (index, line) in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.isEmpty || content.hasPrefix("#") { continue }
            let place = file.place(index + 1, line.count - content.count + 1)
            let assignment = content.hasPrefix("export ") ? content.dropFirst(7) : content
            let key = assignment.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            guard !key.isEmpty, assignment.dropFirst(key.count).first == "=" else {
                if !content.trimmed.isEmpty { strange.append((place, "this line is no assignment")) }
                continue
            }
            if let value = Self.value(assignment.dropFirst(key.count + 1)) {
                entries.append(KeyedValues.Entry(key: String(key), value: value, place: place))
            } else {
                strange.append(
                    (place, "the value of `\(key)` is more than one text in quotes, and only a shell could work it out")
                )
            }
        }
    }

    /// A word without its quotes; `nil` for several words, quotes that do not end, and what a shell expands.
    static func value(_ text: Substring) -> String? {
        var (rest, value) = (text, "")
        while let character = rest.popFirst() {
            switch character {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                value += rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"":
                var isClosed = false
                while !isClosed, let next = rest.popFirst() {
                    switch next {
                    case "\"": isClosed = true
                    case "$", "`": return nil
                    case "\\":
                        guard let escaped = rest.popFirst() else { return nil }
                        if !"$`\"\\".contains(escaped) { value.append("\\") }
                        value.append(escaped)
                    default: value.append(next)
                    }
                }
                if !isClosed { return nil }
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            case "$", "`", "|", "&", "(", ")", "<", ">": return nil
            case ";", " ", "\t":
                // After the word there may be a semicolon and a comment.
                let left = rest.drop { $0 == " " || $0 == "\t" || $0 == ";" }
                return left.isEmpty || left.hasPrefix("#") ? value : nil
            default: value.append(character)
            }
        }
        return value
    }
}
