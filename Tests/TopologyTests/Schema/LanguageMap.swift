import OrderedCollections

@testable import Topology

/// What the readers of specs expect, place by place, as they said it themselves.
final class Place {
    /// The keys that a mapping here may have.
    var keys: OrderedDictionary<String, Place> = [:]
    /// Every value of a mapping here whose keys the spec chooses.
    var chosen: Place?
    /// Every item of a list here.
    var items: Place?
    /// The values that are neither list nor mapping.
    var values: Set<Expectation> = []
    /// The keys without which a mapping here cannot be read.
    var required: Set<String> = []
    /// Mappings that were seen here in specs.
    var seen: [[SpecNode.Entry]] = []

    /// Whether no reader has said anything of this place.
    var isUnknown: Bool { keys.isEmpty && chosen == nil && items == nil && values.isEmpty }
}

/// A step from a place to one within it.
enum Step: Hashable {
    case key(String)
    case chosen(String)
    case item
}

/// Learns the language of specs by listening to those who read them: first valid specs, then whatever else the keys lead to.
struct LanguageMap {
    let root = Place()

    /// Keys that a spec could choose, for a place of which no spec is at hand: a name, a number, and a rule's code.
    private static let chosenKeys = ["100", Rule.allCases.first { $0.canBeSilenced }?.rawValue ?? "T064"]
    private static let scalar = node(.scalar("100", plain: true))

    /// - Parameter specs: valid specs.
    init(specs: [String]) {
        for text in specs {
            let problems = Problems(sources: [SourceText(name: "spec", text: text)])
            guard let document = Composer.document(problems.sources[0], file: 0, problems: problems) else { continue }
            learn(document, isFromSpec: true)
        }
        var tried: Set<[Step]> = []
        while explore(&tried) {}
        findRequired(root, path: [])
    }

    /// The places of which no reader says anything.
    var unknown: [String] { Self.places(root, path: []).filter { $0.place.isUnknown }.map { Self.words($0.path) } }

    // MARK: Listening

    /// Reads a document and notes what its readers expect.
    @discardableResult private func learn(_ document: SpecNode, isFromSpec: Bool = false) -> [Diagnostic] {
        // Each node gets a place of its own, as a mapping and its first key may have the same in a file.
        var line = 0
        let placed = Self.placed(document, &line)
        let problems = Problems(sources: [SourceText(name: "spec", text: "")])
        var heard: [Span: [Expectation]] = [:]
        problems.listener = { heard[$1, default: []].append($0) }
        _ = FileSpec(placed, problems: problems)
        note(placed, root, heard, isFromSpec)
        return problems.sorted
    }

    private static func placed(_ node: SpecNode, _ line: inout Int) -> SpecNode {
        line += 1
        let span = Span(file: 0, line: line, column: 1)
        switch node.content {
        case .scalar: return SpecNode(span: span, content: node.content)
        case .sequence(let items):
            return SpecNode(span: span, content: .sequence(items.map { placed($0, &line) }))
        case .mapping(let entries):
            return SpecNode(
                span: span,
                content: .mapping(
                    entries.map { entry in
                        line += 1
                        let key = Located(value: entry.key.value, span: Span(file: 0, line: line, column: 1))
                        return SpecNode.Entry(key: key, value: placed(entry.value, &line))
                    }))
        }
    }

    private func note(_ node: SpecNode, _ place: Place, _ heard: [Span: [Expectation]], _ isFromSpec: Bool) {
        let events = heard[node.span] ?? []
        for event in events {
            switch event {
            case .keys(let keys): for key in keys where place.keys[key] == nil { place.keys[key] = Place() }
            case .entries: break
            case .items: place.items = place.items ?? Place()
            default: place.values.insert(event)
            }
        }
        let hasKeys = events.contains { if case .keys = $0 { true } else { false } }
        if events.contains(.entries), !hasKeys { place.chosen = place.chosen ?? Place() }
        switch node.content {
        case .scalar: break
        case .sequence(let items):
            guard items.contains(where: { Self.isHeard($0, heard) }) else { return }
            place.items = place.items ?? Place()
            if let inner = place.items { for item in items { note(item, inner, heard, isFromSpec) } }
        case .mapping(let entries):
            if hasKeys {
                for entry in entries {
                    if let inner = place.keys[entry.key.value] { note(entry.value, inner, heard, isFromSpec) }
                }
                let names = Set(entries.map(\.key.value))
                if isFromSpec, place.seen.count < 50, !place.seen.contains(where: { Set($0.map(\.key.value)) == names })
                {
                    place.seen.append(entries)
                }
            } else if entries.contains(where: { heard[$0.key.span] != nil || Self.isHeard($0.value, heard) }) {
                place.chosen = place.chosen ?? Place()
                if let inner = place.chosen { for entry in entries { note(entry.value, inner, heard, isFromSpec) } }
            }
        }
    }

    private static func isHeard(_ node: SpecNode, _ heard: [Span: [Expectation]]) -> Bool {
        if heard[node.span] != nil { return true }
        return switch node.content {
        case .scalar: false
        case .sequence(let items): items.contains { isHeard($0, heard) }
        case .mapping(let entries): entries.contains { isHeard($0.value, heard) }
        }
    }

    // MARK: Exploring

    private static func places(_ place: Place, path: [Step]) -> [(path: [Step], place: Place)] {
        var all = [(path, place)]
        for (key, inner) in place.keys { all += places(inner, path: path + [.key(key)]) }
        if let inner = place.chosen { all += places(inner, path: path + [.chosen("*")]) }
        if let inner = place.items { all += places(inner, path: path + [.item]) }
        return all
    }

    /// Tries a scalar, a list and a mapping at every place that was not tried yet.
    ///
    /// - Returns: whether there was such a place.
    private func explore(_ tried: inout Set<[Step]>) -> Bool {
        var isNew = false
        for (path, place) in Self.places(root, path: []) where tried.insert(path).inserted {
            isNew = true
            for siblings in contexts(path) {
                for value in [
                    Self.scalar, Self.node(.sequence([Self.scalar])),
                    Self.node(.mapping([Self.entry(Self.chosenKeys[0], Self.scalar)])),
                ] {
                    for key in Self.chosenKeys { learn(Self.document(path, value, siblings, key)) }
                }
                if !place.isUnknown { break }
            }
        }
        return isNew
    }

    /// What may stand beside the last key of a path: nothing, what specs had there, or any other key.
    private func contexts(_ path: [Step]) -> [[SpecNode.Entry]] {
        guard case .key(let last)? = path.last, let parent = place(Array(path.dropLast())) else { return [[]] }
        let others = parent.keys.keys.filter { $0 != last }.map { [Self.entry($0, Self.scalar)] }
        return [[]] + parent.seen.map { $0.filter { $0.key.value != last } } + others
    }

    private func place(_ path: [Step]) -> Place? {
        path.reduce(root) { place, step in
            switch step {
            case .key(let key): place?.keys[key]
            case .chosen: place?.chosen
            case .item: place?.items
            }
        }
    }

    private static func document(
        _ path: [Step], _ value: SpecNode, _ siblings: [SpecNode.Entry], _ chosen: String
    ) -> SpecNode {
        var node = value
        for (index, step) in path.enumerated().reversed() {
            switch step {
            case .key(let key):
                let beside = index == path.count - 1 ? siblings : []
                node = self.node(.mapping([entry(key, node)] + beside))
            case .chosen:
                let isLast = !path[(index + 1)...].contains { if case .chosen = $0 { true } else { false } }
                node = self.node(.mapping([entry(isLast ? chosen : chosenKeys[0], node)]))
            case .item: node = self.node(.sequence([node]))
            }
        }
        return node
    }

    private static func node(_ content: SpecNode.Content) -> SpecNode {
        SpecNode(span: Span(file: 0, line: 1, column: 1), content: content)
    }

    private static func entry(_ key: String, _ value: SpecNode) -> SpecNode.Entry {
        SpecNode.Entry(key: Located(value: key, span: value.span), value: value)
    }

    private static func words(_ path: [Step]) -> String {
        path.map { step in
            switch step {
            case .key(let key), .chosen(let key): key
            case .item: "[]"
            }
        }.joined(separator: ".")
    }

    // MARK: Required keys

    /// A key is required if every mapping that was seen has it, and none can be read without.
    private func findRequired(_ place: Place, path: [Step]) {
        for (path, place) in Self.places(place, path: path) where !place.keys.isEmpty && !path.isEmpty {
            let mappings = place.seen + [[]]
            for key in place.keys.keys {
                let isRequired = mappings.allSatisfy { entries in
                    let rest = entries.filter { $0.key.value != key }
                    guard rest.count < entries.count || entries.isEmpty else { return false }
                    let found = learn(Self.document(path, Self.node(.mapping(rest)), [], Self.chosenKeys[0]))
                    return found.contains { $0.rule == .missingKey && $0.message.contains("needs `\(key)`") }
                        || entries.isEmpty && !place.seen.isEmpty
                }
                if isRequired { place.required.insert(key) }
            }
        }
        root.required = ["version"]
    }
}
