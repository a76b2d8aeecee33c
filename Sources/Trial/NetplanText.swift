/// The lines of one of netplan's YAML files, as far as they tell which definitions it has.
///
/// Only block style is understood: `network:`, below it a type such as `ethernets:`, below that a definition's ID, each
/// first on its line. What is written otherwise stays where it is; what netplan makes of the file shows that.
struct NetplanText {
    private struct Entry {
        let key: String
        let indent: Int
        let parent: Int?
        /// The lines from the key to the end of its value.
        var lines: Range<Int>
    }

    private let lines: [ArraySlice<UInt8>]
    private var entries: [Entry] = []

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        var open: [Int] = []
        for (number, line) in lines.enumerated() {
            let indent = line.prefix { $0 == 0x20 }.count
            let rest = line.dropFirst(indent)
            if Self.isIdle(line) { continue }
            while let last = open.last, entries[last].indent >= indent { close(open.removeLast(), before: number) }
            if open.count < 3, let key = Self.key(rest) {
                entries.append(Entry(key: key, indent: indent, parent: open.last, lines: number..<lines.count))
                open.append(entries.count - 1)
            }
        }
        while let last = open.popLast() { close(last, before: lines.count) }
    }

    /// Whether a line is empty or a comment.
    private static func isIdle(_ line: ArraySlice<UInt8>) -> Bool {
        let first = line.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }
        return first == nil || first == 0x23
    }

    /// The key that a line begins with; `nil` where it begins with something else.
    private static func key(_ line: ArraySlice<UInt8>) -> String? {
        guard let first = line.first, !"-?{[&*!|>%@`".utf8.contains(first) else { return nil }
        let isQuoted = first == 0x22 || first == 0x27
        let key = isQuoted ? line.dropFirst().prefix { $0 != first } : line.prefix { $0 != 0x3a }
        let rest = line.dropFirst(key.count + (isQuoted ? 2 : 0))
        guard rest.first == 0x3a, [nil, 0x20, 0x09, 0x0d].contains(rest.dropFirst().first) else { return nil }
        return String(decoding: key, as: UTF8.self)
    }

    /// Ends an entry at its last line: empty lines, and comments that are not indented deeper than its key, stand
    /// between it and what follows.
    private mutating func close(_ entry: Int, before end: Int) {
        var end = end
        let indent = entries[entry].indent
        while end > entries[entry].lines.lowerBound + 1, Self.isIdle(lines[end - 1]) {
            let own = lines[end - 1].prefix { $0 == 0x20 }.count
            if own > indent, lines[end - 1].count > own { break }
            end -= 1
        }
        entries[entry].lines = entries[entry].lines.lowerBound..<end
    }

    private func isDefinition(_ entry: Entry) -> Bool {
        guard let type = entry.parent, let network = entries[type].parent else { return false }
        return entries[network].key == "network"
    }

    /// The IDs of the definitions.
    var ids: Set<String> { Set(entries.filter(isDefinition).map(\.key)) }

    /// The file without definitions, and without what they stood below where nothing of that is left.
    ///
    /// - Parameter ids: the definitions' IDs.
    /// - Returns: its bytes; `nil` if it has none of these.
    func without(_ ids: Set<String>) -> [UInt8]? {
        var going = Set(entries.indices.filter { isDefinition(entries[$0]) && ids.contains(entries[$0].key) })
        if going.isEmpty { return nil }
        // netplan refuses a type, and `network:`, without anything below it.
        for _ in 0..<2 {
            for parent in Set(going.compactMap { entries[$0].parent }) {
                if entries.indices.allSatisfy({ entries[$0].parent != parent || going.contains($0) }) {
                    going.insert(parent)
                }
            }
        }
        let dropped = Set(going.flatMap { entries[$0].lines })
        return Array(lines.indices.filter { !dropped.contains($0) }.map { lines[$0] }.joined(separator: [0x0a]))
    }

    /// Whether the file says nothing but which version its format has.
    var isEmpty: Bool { entries.allSatisfy { ["network", "version"].contains($0.key) } }
}
