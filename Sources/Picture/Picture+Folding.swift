import OrderedCollections
import Rendering

extension Picture {
    /// The picture with one box for VLANs that differ only in their number, and one for their bridges.
    ///
    /// Fifty that are alike say no more than one, and nobody reads a drawing of them. It folds four or more VLANs on
    /// one parent that carry nothing, or each a bridge in which nothing else is, unless one has an address, guest or
    /// difference of its own.
    package func folded() -> Picture {
        let incoming = Dictionary(grouping: edges, by: \.to)
        let outgoing = Dictionary(grouping: edges, by: \.from)
        var groups: OrderedDictionary<Likeness, [Chain]> = [:]
        for node in nodes.values.sorted(by: Node.precedes) where node.kind == .vlan {
            guard let parent = incoming[node.id]?.only?.from else { continue }
            let above = outgoing[node.id] ?? []
            var chain = Chain(vlan: node, bridge: nil)
            if let edge = above.only, let bridge = nodes[edge.to], bridge.kind == .bridge,
                incoming[bridge.id]?.count == 1, outgoing[bridge.id] == nil
            {
                chain = Chain(vlan: node, bridge: bridge)
            } else if !above.isEmpty {
                continue
            }
            groups[
                Likeness(
                    parent: parent, vlan: Likeness.Facts(node), bridge: chain.bridge.map(Likeness.Facts.init),
                    marks: (incoming[node.id] ?? []).map(\.mark) + above.map(\.mark)), default: []
            ].append(chain)
        }
        let folds = groups.values.filter { $0.count >= Self.least }
        return folds.isEmpty ? self : folding(folds)
    }

    /// The least number that is folded; fewer are drawn one by one.
    private static let least = 4

    private func folding(_ folds: [[Chain]]) -> Picture {
        // For each node that disappears, the one that stands for it.
        var places: [String: String] = [:]
        var members: [String: [Node]] = [:]
        for chains in folds {
            for list in [chains.map(\.vlan), chains.compactMap(\.bridge)] {
                guard let first = list.first else { continue }
                for node in list { places[node.id] = first.id }
                members[first.id] = list
            }
        }
        var result = Picture()
        for node in nodes.values {
            if let list = members[node.id] {
                result.add(Node(standingFor: list))
            } else if places[node.id] == nil {
                result.add(node)
            }
        }
        for edge in edges {
            result.connect(
                Edge(places[edge.from] ?? edge.from, places[edge.to] ?? edge.to, edge.relation, mark: edge.mark))
        }
        return result
    }

    private struct Chain {
        let vlan: Node
        let bridge: Node?
    }

    /// What VLANs must share to be folded.
    private struct Likeness: Hashable {
        let parent: String
        let vlan: Facts
        let bridge: Facts?
        let marks: [Mark?]

        struct Facts: Hashable {
            let words: [String]
            let mark: Mark?
            let state: Node.State?
            let differences: [String]

            init(_ node: Node) {
                words = node.facts.map(\.text)
                mark = node.mark
                state = node.state
                differences = node.differences
            }
        }
    }
}

extension Node {
    /// Makes a node that stands for several.
    ///
    /// - Parameter nodes: the nodes, at least one, all alike.
    fileprivate init(standingFor nodes: [Node]) {
        self = Node(id: nodes[0].id, name: "\(nodes[0].name) … \(nodes[nodes.count - 1].name)", kind: nodes[0].kind)
        let first = nodes[0]
        (state, mark, speed, mtu, bridge, vlan) = (
            first.state, first.mark, first.speed, first.mtu, first.bridge, first.vlan
        )
        (port, methods, manager, differences) = (first.port, first.methods, first.manager, first.differences)
        others = nodes.dropFirst().map { $0.vlan?.id ?? 0 }
    }
}

extension Collection {
    /// The element of a collection that has exactly one; otherwise `nil`.
    fileprivate var only: Element? { count == 1 ? first : nil }
}
