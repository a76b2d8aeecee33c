import NetTypes
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

    /// Adds a route; none of its values needs to be valid, since the profile's reader says what is not.
    mutating func putRoute(
        _ family: IPFamily, number: Int, to destination: String, via gateway: String?, metric: String?,
        options: [(key: String, value: String?)], at place: SourceLocation?
    ) {
        var text = destination
        if gateway != nil || metric != nil { text += "," + (gateway ?? IPPrefix.any(family).address.description) }
        if let metric { text += ",\(metric)" }
        put(family.group, "route\(number)", text, at: place)
        let words = options.compactMap { key, value in
            value.map { "\(key)=\(key == "table" ? Self.table($0) : $0)" }
        }.filter { $0 != "table=\(RoutingTable.main)" }
        if !words.isEmpty { put(family.group, "route\(number)_options", words.joined(separator: ","), at: place) }
    }

    /// Adds a rule that chooses a routing table.
    ///
    /// - Parameters:
    ///   - family: IPv4 or IPv6.
    ///   - number: which of the profile's rules it is.
    ///   - isInverted: whether it is for all packets but these.
    ///   - selectors: what else it goes by, in the words of `ip rule`, with values.
    ///   - table: where it leads, unless it has a `type` that rejects packets.
    ///   - type: how it rejects packets; `nil` for one that leads to a table.
    ///   - place: where it stands.
    mutating func putRule(
        _ family: IPFamily, number: Int, isInverted: Bool, selectors: [(word: String, value: String?)],
        table: String?, type: String?, at place: SourceLocation?
    ) {
        var words = isInverted ? ["not"] : []
        if !selectors.contains(where: { $0.word == "from" && $0.value != nil }) {
            words += ["from", IPPrefix.any(family).description]
        }
        for (word, value) in selectors { if let value { words += [word, value] } }
        words += type.map { ["type", $0] } ?? ["table", Self.table(table ?? "main")]
        put(family.group, "routing-rule\(number)", words.joined(separator: " "), at: place)
    }

    /// A table's number, where it has one of the names that iproute2 always knows (/etc/iproute2/rt_tables).
    private static func table(_ text: String) -> String {
        ["main": "254", "local": "255", "default": "253"][text] ?? text
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

extension IPFamily {
    /// The group of a keyfile that is about the family.
    var group: String { self == .v4 ? "ipv4" : "ipv6" }

    /// The family of an address in text; IPv4 for what is none.
    init(of text: String) { self = text.contains(":") ? .v6 : .v4 }
}
