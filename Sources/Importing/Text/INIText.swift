import NetTypes
package import Topology

/// The sections and keys of a file such as systemd's and NetworkManager's, with their places.
///
/// Sections and keys may be there several times, and keep their order.
package struct INIText: Sendable {
    package struct Section: Sendable {
        package let name: String
        package let place: SourceLocation
        package fileprivate(set) var entries: [Entry] = []

        /// The last value of a key; `nil` where the section does not have it.
        package subscript(key: String) -> Entry? { entries.last { $0.key == key } }
    }

    package typealias Entry = KeyedValues.Entry

    package private(set) var sections: [Section] = []
    /// Lines that are neither a section, a key nor a comment.
    package private(set) var strange: [SourceLocation] = []

    package init(_ file: ImportFile) {
        for (index, line) in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        {
            let start = line.prefix { $0 == " " || $0 == "\t" }.count
            let place = file.place(index + 1, start + 1)
            let content = line.trimmed
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
            if content.hasPrefix("["), content.hasSuffix("]") {
                sections.append(Section(name: String(content.dropFirst().dropLast()), place: place))
            } else if let equals = content.firstIndex(of: "="), let last = sections.indices.last {
                sections[last].entries.append(
                    Entry(
                        key: content[..<equals].trimmed, value: content[content.index(after: equals)...].trimmed,
                        place: place))
            } else {
                strange.append(place)
            }
        }
    }
}
