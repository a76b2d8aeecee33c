/// Reads a text as one YAML document, in bounded time and memory whatever the text is.
///
/// libyaml's events are counted before anything is built from them: depth, nodes, and what aliases stand for. Counting
/// does not follow aliases: each anchored node remembers how many nodes it has and how deep it is.
package struct YAMLReader: ~Copyable {
    /// How large a document may be.
    package struct Limits: Sendable {
        /// How deep collections may be nested in the text; with aliases written out, twice that.
        package let depth: Int
        /// How many nodes the document may have, keys included, with aliases written out.
        package let nodes: Int

        package init(depth: Int, nodes: Int) {
            self.depth = depth
            self.nodes = nodes
        }
    }

    /// A complete node, with the nodes and the depth that an alias for it adds.
    private struct Built {
        let node: YAMLNode
        var nodes = 1
        /// How deep the node is nested: 0 for a scalar, 1 more than its deepest item for a collection.
        var height = 0
    }

    /// A collection whose end has not been read yet.
    private struct Open {
        let start: Mark
        let properties: Event.Properties
        let isMapping: Bool
        var items: [YAMLNode] = []
        var entries: [YAMLNode.Entry] = []
        var key: YAMLNode?
        var nodes = 1
        var height = 0

        mutating func add(_ built: Built) {
            nodes += built.nodes
            height = max(height, built.height)
            if !isMapping {
                items.append(built.node)
            } else if let key {
                entries.append(YAMLNode.Entry(key: key, value: built.node))
                self.key = nil
            } else {
                key = built.node
            }
        }
    }

    private let limits: Limits
    private let parser: EventParser
    private var open: [Open] = []
    private var anchors: [String: Built] = [:]
    private var nodes = 0

    /// Reads a text.
    ///
    /// - Returns: the root of the document; `nil` when there is none.
    /// - Throws: ``YAMLError``, with the place.
    package static func document(_ text: String, limits: Limits) throws(YAMLError) -> YAMLNode? {
        let bytes = Array(text.utf8)
        try refuseDirectives(bytes)
        return try bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) -> YAMLNode? in
            var reader = YAMLReader(limits: limits, parser: try EventParser(buffer))
            return try reader.document()
        }
    }

    /// Refuses more than 16 directives: libyaml compares each `%TAG` with all before it, so 100,000 would take a
    /// minute.
    private static func refuseDirectives(_ bytes: [UInt8]) throws(YAMLError) {
        var count = 0
        var line = 1
        for index in bytes.indices {
            let before = index == 0 ? 0x0a : bytes[index - 1]
            // A carriage return ends a line, but not before the line feed that belongs to it.
            guard before == 0x0a || before == 0x0d && bytes[index] != 0x0a else { continue }
            if index > 0 { line += 1 }
            if bytes[index] == UInt8(ascii: "%") { count += 1 }
            if count > 16 { throw .tooManyDirectives(Mark(line: line, column: 1)) }
        }
    }

    private mutating func document() throws(YAMLError) -> YAMLNode? {
        var root: YAMLNode?
        var hasDocument = false
        var alias: (name: String, start: Mark)?
        while true {
            let event: Event
            do {
                event = try parser.next()
            } catch {
                if case .syntax = error, let alias { throw .unknownAlias(alias.name, at: alias.start) }
                throw error
            }
            alias = nil
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd: return root
            case .documentStart:
                if hasDocument { throw .secondDocument(event.start) }
                hasDocument = true
                continue
            default: break
            }
            guard let built = try take(event) else { continue }
            if case .unknownAlias(let name) = built.node.content { alias = (name, event.start) }
            if open.isEmpty { root = built.node } else { open[open.count - 1].add(built) }
        }
    }

    /// Adds an event to the open collections.
    ///
    /// - Returns: the node that the event completes, if it completes one.
    private mutating func take(_ event: Event) throws(YAMLError) -> Built? {
        switch event.kind {
        case .alias(let name): return try built(alias: name, event)
        case .scalar(let text, let isPlain, let properties):
            try count(event)
            let content = YAMLNode.Content.scalar(text, isPlain: isPlain)
            return finished(Built(node: node(event.start, event.end, properties, content)), properties)
        case .sequenceStart(let properties):
            try begin(event, properties, isMapping: false)
            return nil
        case .mappingStart(let properties):
            try begin(event, properties, isMapping: true)
            return nil
        case .collectionEnd:
            guard let last = open.popLast() else { return nil }
            let content = last.isMapping ? YAMLNode.Content.mapping(last.entries) : .sequence(last.items)
            return finished(
                Built(
                    node: node(last.start, event.end, last.properties, content), nodes: last.nodes,
                    height: last.height + 1),
                last.properties)
        case .streamStart, .streamEnd, .documentStart, .documentEnd: return nil
        }
    }

    private mutating func count(_ event: Event) throws(YAMLError) {
        nodes += 1
        if nodes > limits.nodes { throw .tooManyNodes(event.start) }
    }

    private mutating func begin(_ event: Event, _ properties: Event.Properties, isMapping: Bool) throws(YAMLError) {
        try count(event)
        if open.count >= limits.depth { throw .tooDeep(event.start) }
        open.append(Open(start: event.start, properties: properties, isMapping: isMapping))
    }

    private mutating func built(alias name: String, _ event: Event) throws(YAMLError) -> Built {
        guard let target = anchors[name] else {
            try count(event)
            return Built(
                node: YAMLNode(start: event.start, end: event.end, tag: nil, content: .unknownAlias(name)))
        }
        nodes += target.nodes
        if nodes > limits.nodes || open.count + target.height > 2 * limits.depth { throw .aliasTooLarge(event.start) }
        return target
    }

    private mutating func finished(_ built: Built, _ properties: Event.Properties) -> Built {
        if let anchor = properties.anchor { anchors[anchor] = built }
        return built
    }

    private func node(
        _ start: Mark, _ end: Mark, _ properties: Event.Properties, _ content: YAMLNode.Content
    ) -> YAMLNode {
        YAMLNode(start: start, end: end, tag: properties.tag, content: content)
    }

    private init(limits: Limits, parser: consuming EventParser) {
        self.limits = limits
        self.parser = parser
    }
}
