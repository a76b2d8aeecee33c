import NetTypes

/// Tells an undeclared NIC from a misspelled name of a declared interface.
struct Likeness {
    /// How many names are compared with every declared one before an index is worth its making.
    private static let few = 32

    private let declared: [InterfaceSpec]
    private let kinds: [String: InterfaceSpec]
    private let lowercased: [String: String]
    private var index: [String: [String]]?
    private var asked = 0

    init(_ declared: [InterfaceSpec]) {
        self.declared = declared
        kinds = Dictionary(declared.map { ($0.name.text, $0) }) { _, last in last }
        lowercased = Dictionary(declared.map { ($0.name.text.lowercased(), $0.name.text) }) { _, last in last }
    }

    /// Looks for what was meant by a name that nothing defines.
    ///
    /// - Parameter name: the name.
    /// - Returns: what to write instead; `nil` if the name may well be a NIC's.
    mutating func doubt(about name: InterfaceName) -> String? {
        let text = name.text
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count >= 2, let id = parts.last.flatMap({ Int($0) }), VLANID(id) != nil {
            let parent = parts.dropLast().joined(separator: ".")
            if kinds[parent] != nil {
                return "declare the VLAN: `vlans: {\(text): {parent: \(parent), id: \(id)}}`"
            }
        }
        if let other = lowercased[text.lowercased()] { return "did you mean `\(other)`?" }
        return alike(text).map { "did you mean `\($0)`?" }
    }

    /// The first name, in alphabetical order, that is one edit away.
    ///
    /// NICs have names that are too similar (`eno1`, `ens1`), and only `plan` knows which exist. So are all short names.
    private mutating func alike(_ text: String) -> String? {
        asked += 1
        if asked <= Self.few {
            let length = text.utf8.count
            return declared.lazy.filter { $0.ethernet == nil }.map(\.name.text).filter {
                $0.count >= 4 && abs($0.utf8.count - length) <= 4 && Suggestion.distance(text, $0) <= 1
            }.min()
        }
        let index = index ?? Self.index(declared)
        self.index = index
        var candidates: Set<String> = []
        for part in Suggestion.neighbourhood(text) { candidates.formUnion(index[part] ?? []) }
        return candidates.sorted().first { other in
            other.count >= 4 && kinds[other].map { $0.ethernet == nil } == true && Suggestion.distance(text, other) <= 1
        }
    }

    /// Declared names by themselves and by every part that lacks one character, so that names one edit apart share an entry.
    private static func index(_ declared: [InterfaceSpec]) -> [String: [String]] {
        var neighbours: [String: [String]] = [:]
        for spec in declared {
            let name = spec.name.text
            for part in Suggestion.neighbourhood(name) where neighbours[part, default: []].count < 16 {
                neighbours[part, default: []].append(name)
            }
        }
        return neighbours
    }
}
