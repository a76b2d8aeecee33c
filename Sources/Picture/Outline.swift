import OrderedCollections

/// A picture as the lines of a tree, from the wire to the guests.
///
/// A bond has several NICs below it, so a picture is no tree. Ports that are nothing else stand above their controller
/// and run into it. A node that stands on several others is drawn below one of them, and the others refer to it.
package struct Outline: Hashable, Sendable {
    /// A line of the tree.
    package struct Line: Hashable, Sendable {
        package let node: String
        /// What the places to the left of the line hold, from the left.
        package let rails: [Rail]
        package let joint: Joint
        /// Whether lines lead down from this one to nodes that stand on it.
        package let hasChildren: Bool
    }

    /// What one place to the left of a line holds: a vertical line or nothing.
    package enum Rail: Hashable, Sendable {
        case line, blank
    }

    package enum Joint: Hashable, Sendable {
        /// The line begins a tree.
        case root
        /// The line's node stands on the node above it.
        case child(isLast: Bool)
        /// The line's node runs into the node below.
        case port(isFirst: Bool)
        /// The line's node stands on the node above it, and is drawn in another place.
        case reference(isLast: Bool, isAbove: Bool)
    }

    package private(set) var lines: [Line] = []

    package init(_ picture: Picture) {
        let shape = Shape(picture)
        for root in shape.roots { draw(root, rails: [], joint: .root, shape) }
        // Only a picture with a cycle has nodes left; the kernel has no cycles, unless it changed while it was read.
        for node in picture.nodes.keys where !drawn.contains(node) { draw(node, rails: [], joint: .root, shape) }
        lines = lines.enumerated().map { index, line in
            guard case .reference(let isLast, _) = line.joint else { return line }
            let isAbove = lines[..<index].contains { $0.node == line.node && !$0.isReference }
            return Line(
                node: line.node, rails: line.rails, joint: .reference(isLast: isLast, isAbove: isAbove),
                hasChildren: false)
        }
        drawn = []
    }

    private var drawn: Set<String> = []

    private mutating func draw(_ id: String, rails: [Rail], joint: Joint, _ shape: Shape) {
        guard drawn.insert(id).inserted else { return }
        // Lines before the node's own line are still beside the line that leads to it.
        let above = joint == .root ? rails : rails + [.line]
        for (index, port) in (shape.joined[id] ?? []).enumerated() {
            drawn.insert(port)
            lines.append(Line(node: port, rails: above, joint: .port(isFirst: index == 0), hasChildren: false))
        }
        let children = shape.children[id] ?? []
        lines.append(Line(node: id, rails: rails, joint: joint, hasChildren: !children.isEmpty))
        let below = joint == .root ? rails : rails + [joint == .child(isLast: true) ? .blank : .line]
        for (index, child) in children.enumerated() {
            let isLast = index == children.count - 1
            if shape.home[child] == id {
                draw(child, rails: below, joint: .child(isLast: isLast), shape)
            } else {
                lines.append(
                    Line(
                        node: child, rails: below, joint: .reference(isLast: isLast, isAbove: false),
                        hasChildren: false))
            }
        }
    }
}

extension Outline.Line {
    package var isReference: Bool { if case .reference = joint { true } else { false } }
}

/// The place of each node of a picture in the tree.
struct Shape {
    /// The nodes that stand on a node, in drawing order.
    private(set) var children: [String: [String]] = [:]
    /// The node below which another is drawn; a root has none.
    private(set) var home: [String: String] = [:]
    /// The ports that run into a node and have no other place.
    private(set) var joined: [String: [String]] = [:]
    private(set) var roots: [String] = []

    init(_ picture: Picture) {
        func sorted(_ ids: [String]) -> [String] {
            ids.compactMap { picture.nodes[$0] }.sorted(by: Node.precedes).map(\.id)
        }
        let sources = Dictionary(grouping: picture.edges, by: \.to).mapValues { $0.map(\.from) }
        let targets = Dictionary(grouping: picture.edges, by: \.from).mapValues { $0.map(\.to) }
        var isJoined: Set<String> = []
        for node in picture.nodes.values {
            let all = sorted(sources[node.id] ?? [])
            guard node.kind == .bond || all.count > 1 else {
                home[node.id] = all.first
                continue
            }
            let simple = all.filter { (sources[$0] ?? []).isEmpty && targets[$0] == [node.id] }
            joined[node.id] = simple
            isJoined.formUnion(simple)
            home[node.id] = all.first { !simple.contains($0) }
        }
        for (id, all) in targets { children[id] = sorted(all) }
        for id in isJoined { children[id] = nil }
        // A tree is sorted by its first NIC; trees without one come after.
        let first = { [joined] (node: Node) in joined[node.id]?.first.flatMap { picture.nodes[$0] } ?? node }
        roots = picture.nodes.values.filter { home[$0.id] == nil && !isJoined.contains($0.id) }
            .sorted { Node.precedes(first($0), first($1)) }.map(\.id)
    }
}
