/// The vertical places of everything, so that connected items are level and nothing overlaps.
struct Placement {
    private let columns: [[Layers.Item]]
    private let heights: [Double]
    private let left: [Layers.Item: [Layers.Item]]
    private let right: [Layers.Item: [Layers.Item]]
    /// The middle of each item, in CSS pixels from the top of the drawing.
    private(set) var center: [Layers.Item: Double] = [:]

    init(_ layers: Layers, heights: [Double]) {
        columns = layers.columns
        self.heights = heights
        left = Dictionary(grouping: layers.steps, by: \.to).mapValues { $0.map(\.from) }
        right = Dictionary(grouping: layers.steps, by: \.from).mapValues { $0.map(\.to) }
        for column in columns {
            var y = 0.0
            for item in column {
                y += height(item) / 2
                center[item] = y
                y += height(item) / 2 + Layout.Measure.gap
            }
        }
    }

    /// Moves everything towards its neighbours, until further moves no longer matter.
    mutating func settle() {
        for _ in 0..<8 {
            // From the guests to the wire, so that a bond is in the middle of its VLANs; then back, for the others.
            for column in columns.reversed() { pull(column, right) }
            for column in columns { pull(column, left) }
        }
        for column in columns.reversed() { pull(column, right) }
        let top = columns.flatMap { $0 }.map { (center[$0] ?? 0) - height($0) / 2 }.min() ?? 0
        for column in columns { closeUp(column, top: top) }
        for (item, y) in center { center[item] = ((y - top) * 2).rounded() / 2 }
    }

    /// Moves items without connections, which others have pushed away, back up to the item above them.
    private mutating func closeUp(_ column: [Layers.Item], top: Double) {
        var free = top
        for item in column {
            if left[item] == nil, right[item] == nil { center[item] = free + height(item) / 2 }
            free = (center[item] ?? 0) + height(item) / 2 + Layout.Measure.gap
        }
    }

    private func height(_ item: Layers.Item) -> Double {
        if case .box(let number) = item { heights[number] } else { 4 }
    }

    /// Moves a column as close to its neighbours' places as the order and the gaps allow.
    ///
    /// It minimizes the sum of squares by pooling adjacent violators.
    private mutating func pull(_ column: [Layers.Item], _ neighbours: [Layers.Item: [Layers.Item]]) {
        var offset = 0.0
        var offsets: [Double] = []
        var pools: [(sum: Double, weight: Double, count: Int)] = []
        for (index, item) in column.enumerated() {
            if index > 0 { offset += height(column[index - 1]) / 2 + height(item) / 2 + Layout.Measure.gap }
            offsets.append(offset)
            let ys = (neighbours[item] ?? []).compactMap { center[$0] }
            // An item without neighbours on this side tends to stay, but gives way.
            let weight = ys.isEmpty ? 0.01 : 1
            let wish = ys.isEmpty ? center[item] ?? 0 : ys.reduce(0, +) / Double(ys.count)
            pools.append(((wish - offset) * weight, weight, 1))
            while pools.count > 1 {
                let last = pools[pools.count - 1]
                let before = pools[pools.count - 2]
                if before.sum / before.weight <= last.sum / last.weight { break }
                pools.removeLast()
                pools[pools.count - 1] = (
                    before.sum + last.sum, before.weight + last.weight, before.count + last.count
                )
            }
        }
        var index = 0
        for pool in pools {
            for _ in 0..<pool.count {
                center[column[index]] = pool.sum / pool.weight + offsets[index]
                index += 1
            }
        }
    }
}
