import OrderedCollections
import Topology

/// A keyfile as the role would make it of one entry, and the places from which its lines come.
struct RoleProfile {
    /// The entry's name, by which others name it.
    let name: String
    /// The role's word for the type.
    let type: String
    let entry: YAMLField
    /// The interface that the profile is for; `nil` where it is found by its MAC address.
    var device: String?
    private var groups: OrderedDictionary<String, [(line: String, place: SourceLocation?)]> = [:]

    init(name: String, type: String, at entry: YAMLField) {
        self.name = name
        self.type = type
        self.entry = entry
    }

    /// Adds a line; none where there is no value.
    @inline(never)
    mutating func put(_ group: String, _ key: String, _ value: String?, _ field: YAMLField?) {
        guard let value, !value.isEmpty else { return }
        // A keyfile's value is one line.
        let line = String(value.map { $0.isNewline ? " " : $0 })
        groups[group, default: []].append(("\(key)=\(line)", (field ?? entry).place))
    }

    /// Adds a line that nobody wrote, and of which nothing is to be said.
    mutating func assume(_ group: String, _ key: String, _ value: String) {
        groups[group, default: []].append(("\(key)=\(value)", nil))
    }

    var text: String {
        groups.map { group, lines in "[\(group)]\n" + lines.map { $0.line + "\n" }.joined() }.joined()
    }

    /// The place of each line of `text`; `nil` for one that nobody wrote.
    var places: [SourceLocation?] { groups.flatMap { [entry.place] + $1.map(\.place) } }
}
