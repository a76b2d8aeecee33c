import NetTypes

/// Tells an undeclared NIC from a misspelled name of a declared interface.
struct Likeness {
    private var kinds: [String: InterfaceSpec] = [:]
    /// Declared names by themselves and by every part that lacks one character, so that names one edit apart share an
    /// entry.
    private var neighbours: [String: [String]] = [:]
    private var lowercased: [String: String] = [:]

    init(_ declared: [InterfaceSpec]) {
        for spec in declared {
            let name = spec.name.text
            kinds[name] = spec
            lowercased[name.lowercased()] = name
            for part in Suggestion.neighbourhood(name) where neighbours[part, default: []].count < 16 {
                neighbours[part, default: []].append(name)
            }
        }
    }

    /// What to write instead of a name that nothing defines; `nil` if the name may well be a NIC's.
    func doubt(about name: InterfaceName) -> String? {
        let text = name.text
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count >= 2, let id = parts.last.flatMap({ Int($0) }), VLANID(id) != nil {
            let parent = parts.dropLast().joined(separator: ".")
            if kinds[parent] != nil {
                return "declare the VLAN: `vlans: {\(text): {parent: \(parent), id: \(id)}}`"
            }
        }
        if let other = lowercased[text.lowercased()] { return "did you mean `\(other)`?" }
        var candidates: Set<String> = []
        for part in Suggestion.neighbourhood(text) { candidates.formUnion(neighbours[part] ?? []) }
        // NICs have names that are too similar (`eno1`, `ens1`), and only `plan` knows which exist. So are all short
        // names.
        let meant = candidates.sorted().first { other in
            other.count >= 4 && kinds[other].map { $0.ethernet == nil } == true && Suggestion.distance(text, other) <= 1
        }
        return meant.map { "did you mean `\($0)`?" }
    }
}
