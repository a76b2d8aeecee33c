/// The column of each node, from the wire on the left to the guests on the right, and the nodes' order in it.
///
/// An edge that passes a column gets a place there, so that no box is put in its way.
struct Layers {
    /// A box, or the place where a wire passes a column.
    enum Item: Hashable {
        case box(Int)
        /// A place by the number of its edge and the column that the edge passes.
        case wire(Int, column: Int)
    }

    let numbered: Numbered
    /// The items of each column, from the top.
    private(set) var columns: [[Item]] = []
    /// The steps of wires, each from one column to the next.
    private(set) var steps: [Step] = []

    struct Step: Hashable {
        /// The column in which the step begins.
        let column: Int
        let from: Item
        let to: Item
        let edge: Int
    }

    init(_ picture: Picture) {
        numbered = Numbered(picture)
        let layer = Self.layers(numbered)
        var placed: [[(key: Double, item: Item)]] = Array(repeating: [], count: (layer.max() ?? -1) + 1)
        for (number, column) in layer.enumerated() { placed[column].append((Double(number), .box(number))) }
        for (number, edge) in numbered.edges.enumerated() where layer[edge.from] < layer[edge.to] {
            var from = Item.box(edge.from)
            for column in layer[edge.from]..<layer[edge.to] {
                let isLast = column + 1 == layer[edge.to]
                let to = isLast ? Item.box(edge.to) : .wire(number, column: column + 1)
                // Just before the box it leads to, so that it does not cross that box's tree.
                if !isLast { placed[column + 1].append((Double(edge.to) - 0.5, to)) }
                steps.append(Step(column: column, from: from, to: to, edge: number))
                from = to
            }
        }
        columns = placed.map { column in column.sorted { $0.key < $1.key }.map(\.item) }
        untangle()
    }

    /// Orders each column by the items on which its items stand, so that wires cross less.
    ///
    /// The key is the mean place of those items; equal ones stay in drawing order.
    private mutating func untangle() {
        let sources = Dictionary(grouping: steps, by: \.to).mapValues { $0.map(\.from) }
        for column in columns.indices.dropFirst() {
            let places = Dictionary(uniqueKeysWithValues: columns[column - 1].enumerated().map { ($1, Double($0)) })
            var last = 0.0
            let keyed = columns[column].map { item in
                let all = (sources[item] ?? []).compactMap { places[$0] }
                // An item that stands on nothing stays with its neighbour.
                if !all.isEmpty { last = all.reduce(0, +) / Double(all.count) }
                return (key: last, item: item)
            }
            columns[column] = keyed.enumerated().sorted {
                ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
            }.map(\.element.item)
        }
    }

    /// The column of each node: right of all nodes on which it stands, and where possible with others of its kind.
    private static func layers(_ numbered: Numbered) -> [Int] {
        let nodes = numbered.nodes
        let hasNIC = nodes.contains { $0.kind == .nic }
        var layer = nodes.map { $0.kind == .nic || !hasNIC ? 0 : 1 }
        // As many rounds as the longest path has steps; more would mean a cycle, and the kernel has none.
        for _ in nodes.indices {
            var changed = false
            for edge in numbered.edges where layer[edge.to] <= layer[edge.from] && layer[edge.from] < nodes.count {
                layer[edge.to] = layer[edge.from] + 1
                changed = true
            }
            if !changed { break }
        }
        for kind in [.plug(""), .guest, .plug(""), .bridge, .vlan] as [Node.Kind] {
            let members = nodes.indices.filter { nodes[$0].kind.rank == kind.rank }
            guard let target = members.map({ layer[$0] }).max() else { continue }
            for member in members {
                let limit = numbered.edges.filter { $0.from == member }.map { layer[$0.to] - 1 }.min() ?? target
                layer[member] = max(layer[member], min(target, limit))
            }
        }
        return layer
    }
}
