import NetTypes

/// Tells an undeclared NIC from a misspelled name of a declared interface.
struct Likeness {
    /// How many names are compared with every declared one before an index is worth its making.
    private static let few = 32

    private let declared: [InterfaceSpec]
    /// These three are made when a question needs them: most topologies raise none.
    private lazy var kinds = Dictionary(declared.map { ($0.name.text, $0) }) { _, last in last }
    private lazy var lowercased = Dictionary(declared.map { ($0.name.text.lowercased(), $0.name.text) }) { $1 }
    private lazy var index = Self.index(declared)
    private var asked = 0

    init(_ declared: [InterfaceSpec]) {
        self.declared = declared
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
            return declared.lazy.filter { $0.ethernet == nil }.map(\.name.text).filter {
                $0.count >= 4 && Suggestion.isOneEdit(text, $0)
            }.min()
        }
        var candidates: Set<String> = []
        for part in Suggestion.neighbourhood(text) { candidates.formUnion(index[part] ?? []) }
        return candidates.sorted().first { other in
            other.count >= 4 && kinds[other].map { $0.ethernet == nil } == true && Suggestion.isOneEdit(text, other)
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
