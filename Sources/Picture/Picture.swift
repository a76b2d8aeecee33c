package import OrderedCollections

/// The interfaces of a host or of a spec, and which of them stands on which.
///
/// A picture has facts and no format: the tree, the JSON, the diagrams and the drawing all read the same picture.
package struct Picture: Hashable, Sendable {
    /// The nodes by ``Node/id``, in the order in which they were read, which nothing draws.
    package private(set) var nodes: OrderedDictionary<String, Node> = [:]
    /// The edges, each from the node nearer to the wire; both ends are in ``nodes``, and no pair occurs twice.
    package private(set) var edges: [Edge] = []
    private var connected: Set<[String]> = []

    package init() {}

    /// An edge from a port to its controller, from a parent to its VLAN, or from a bridge to a guest's interface.
    package struct Edge: Hashable, Sendable {
        package let from: String
        package let to: String
        package let relation: Relation
        /// In a comparison, whether the host has the edge, the spec, or both.
        package var mark: Mark?

        package init(_ from: String, _ to: String, _ relation: Relation, mark: Mark? = nil) {
            self.from = from
            self.to = to
            self.relation = relation
            self.mark = mark
        }
    }

    package enum Relation: String, Hashable, Sendable {
        /// `from` is a port of `to`.
        case port
        /// `to` is stacked on `from`, as a VLAN is.
        case parent
        /// `to` is a guest's interface, plugged into `from`.
        case guest
    }

    /// How host and spec agree on a node or an edge; the signs are those of `plan`.
    package enum Mark: String, Hashable, Sendable, CaseIterable {
        case missing = "+"
        case differs = "~"
        case goes = "-"
        case same = "="
        case notInSpec = "·"

        package var meaning: String {
            switch self {
            case .missing: "not on this host yet"
            case .differs: "not as the spec says"
            case .goes: "to be removed"
            case .same: "as the spec says"
            case .notInSpec: "not in the spec"
            }
        }
    }

    /// Adds a node, and replaces one with the same id.
    package mutating func add(_ node: Node) { nodes[node.id] = node }

    /// Changes a node, if it exists.
    package mutating func change(_ id: String, _ body: (inout Node) -> Void) {
        guard var node = nodes[id] else { return }
        body(&node)
        nodes[id] = node
    }

    /// Adds an edge, unless it exists, one of its ends is missing, or both are the same.
    package mutating func connect(_ edge: Edge) {
        guard edge.from != edge.to, nodes[edge.from] != nil, nodes[edge.to] != nil,
            connected.insert([edge.from, edge.to]).inserted
        else { return }
        edges.append(edge)
    }

    /// Gives every edge a mark.
    mutating func markEdges(_ mark: (Edge) -> Mark) {
        for index in edges.indices { edges[index].mark = mark(edges[index]) }
    }
}
