import OrderedCollections
import Topology

/// A keyfile of NetworkManager's that says what a part of another program's file says, and the places of its lines there.
struct ProfileDraft {
    /// The name by which other parts of the file name it.
    let name: String
    /// The other program's word for its type.
    let type: String
    let place: SourceLocation
    /// The interface that the profile is for; `nil` where it is found by its MAC address.
    var device: String?
    private var groups: OrderedDictionary<String, [(line: String, place: SourceLocation?)]> = [:]

    init(name: String, type: String, at place: SourceLocation) {
        self.name = name
        self.type = type
        self.place = place
    }

    /// Adds a line; none where there is no value.
    @inline(never)
    mutating func put(_ group: String, _ key: String, _ value: String?, at place: SourceLocation?) {
        guard let value, !value.isEmpty else { return }
        // A keyfile's value is one line.
        let line = String(value.map { $0.isNewline ? " " : $0 })
        groups[group, default: []].append(("\(key)=\(line)", place ?? self.place))
    }

    @inline(never)
    mutating func put(_ group: String, _ key: String, _ value: String?, _ field: YAMLField?) {
        put(group, key, value, at: field?.place)
    }

    /// Adds a line that nobody wrote, and of which nothing is to be said.
    mutating func assume(_ group: String, _ key: String, _ value: String) {
        groups[group, default: []].append(("\(key)=\(value)", nil))
    }

    /// Whether a group has a line with this key.
    func holds(_ group: String, _ key: String) -> Bool {
        groups[group]?.contains { $0.line.hasPrefix(key + "=") } ?? false
    }

    /// Reads profiles as `import keyfiles` does, with notices at the places of the other program's files.
    static func read(_ drafts: [ProfileDraft]) throws(ImportFailure) -> Imported {
        if drafts.isEmpty { return Imported() }
        let files = drafts.enumerated().map { number, draft in
            ImportFile(
                name: "\(number)",
                text: draft.groups.map { "[\($0)]\n" + $1.map { $0.line + "\n" }.joined() }.joined())
        }
        return try Keyfiles.read(files).moving { place in
            guard let number = Int(place.file), drafts.indices.contains(number) else { return place }
            let own = drafts[number].groups.flatMap { [drafts[number].place] + $1.map(\.place) }
            return own.indices.contains(place.line - 1) ? own[place.line - 1] : drafts[number].place
        }
    }
}
