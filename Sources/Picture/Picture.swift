package import OrderedCollections

/// What is drawn: the interfaces of a host or of a spec, and which stands on which.
///
/// A value of facts without any format: the tree, the JSON, the diagrams and the drawing all read the same one.
package struct Picture: Hashable, Sendable {
    /// By ``Node/id``, in the order in which they were read; nothing is drawn in this order.
    package private(set) var nodes: OrderedDictionary<String, Node> = [:]
    /// From what is nearer to the wire to what stands on it; both ends are in ``nodes``, and no pair is there twice.
    package private(set) var edges: [Edge] = []
    private var connected: Set<[String]> = []

    package init() {}

    /// From a port to its controller, from a parent to its VLAN, from a bridge to a guest's interface.
    package struct Edge: Hashable, Sendable {
        package let from: String
        package let to: String
        package let relation: Relation
        /// In a comparison: whether the host has it, the spec, or both.
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
        /// `to` is plugged into `from` from the guests' side.
        case guest
    }

    /// How the host and the spec agree; the signs are those of `plan`.
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

    /// Adds a node, or takes the place of the one with its id.
    package mutating func add(_ node: Node) { nodes[node.id] = node }

    /// Changes a node that is there.
    package mutating func change(_ id: String, _ body: (inout Node) -> Void) {
        guard var node = nodes[id] else { return }
        body(&node)
        nodes[id] = node
    }

    /// Adds an edge if both of its ends are there and differ, and it is not.
    package mutating func connect(_ edge: Edge) {
        guard edge.from != edge.to, nodes[edge.from] != nil, nodes[edge.to] != nil,
            connected.insert([edge.from, edge.to]).inserted
        else { return }
        edges.append(edge)
    }

    /// Marks every edge.
    mutating func markEdges(_ mark: (Edge) -> Mark) {
        for index in edges.indices { edges[index].mark = mark(edges[index]) }
    }
}
