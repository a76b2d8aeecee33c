/// The places of everything in a drawing, in CSS pixels from the upper left corner.
package struct Layout: Hashable, Sendable {
    package struct Rectangle: Hashable, Sendable {
        package var x: Double
        package var y: Double
        package var width: Double
        package var height: Double

        package var maxX: Double { x + width }
        package var maxY: Double { y + height }
        package var midY: Double { y + height / 2 }
    }

    package struct Wire: Hashable, Sendable {
        /// The corners of a wire that runs horizontally and vertically from box to box.
        package var points: [Point]
        package let mark: Picture.Mark?
    }

    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double
    }

    /// The boxes in drawing order.
    package private(set) var boxes: [(node: Node, frame: Rectangle)] = []
    package private(set) var wires: [Wire] = []
    /// The left edge of each column, with the heading over it.
    package private(set) var headings: [(text: String, x: Double)] = []
    package private(set) var width = 0.0
    package private(set) var height = 0.0

    /// Sizes of fonts and distances, in CSS pixels.
    ///
    /// A character is at most 0.63 of the font's size wide: Menlo and DejaVu Sans Mono need 0.602, SF Mono 0.618.
    enum Measure {
        static let titleSize = 14.0
        static let textSize = 11.0
        static let characterWidth = 0.63
        static let lineHeight = 15.0
        static let padding = 9.0
        /// The distance between a name and its kind.
        static let titleGap = 9.0
        static let headerHeight = 34.0
        static let margin = 16.0
        /// The distance between the boxes of a column.
        static let gap = 10.0
        /// The distance between two wires in the space between columns.
        static let track = 9.0
        static let channel = 26.0

        static func width(_ text: String, _ size: Double) -> Double {
            // A character outside ASCII may be twice as wide, as Chinese ones are.
            let cells = text.unicodeScalars.reduce(0) {
                $0 + ($1.isASCII || "│·—→“”…".unicodeScalars.contains($1) ? 1 : 2)
            }
            return Double(cells) * size * characterWidth
        }

        static func size(of box: Box) -> (width: Double, height: Double) {
            let head = width(box.title, titleSize) + titleGap + width(box.subtitle, textSize)
            let texts = [head] + box.lines.map { width(Box.text($0), textSize) }
            let lines = Double(box.lines.count)
            return ((texts.max() ?? 0) + 2 * padding + 4, 2 * padding + 14 + lines * lineHeight)
        }
    }

    package init(_ picture: Picture) {
        let layers = Layers(picture)
        let nodes = layers.numbered.nodes
        let sizes = nodes.map { Measure.size(of: Box($0)) }
        var placement = Placement(layers, heights: sizes.map(\.height))
        placement.settle()
        let top = Measure.margin + Measure.headerHeight
        func y(_ item: Layers.Item) -> Double { top + (placement.center[item] ?? 0) }

        var x = Measure.margin
        var frames: [Int: Rectangle] = [:]
        var paths: [Int: [Point]] = [:]
        for (index, column) in layers.columns.enumerated() {
            let members = column.compactMap { item in if case .box(let number) = item { number } else { nil } }
            let width = members.map { sizes[$0].width }.max() ?? 0
            for number in members {
                let height = sizes[number].height
                frames[number] = Rectangle(x: x, y: y(.box(number)) - height / 2, width: width, height: height)
            }
            headings.append((Self.heading(members.map { nodes[$0] }), x))
            let steps = layers.steps.filter { $0.column == index }
            let channel = Channel(steps.map { Channel.Step(step: $0, from: y($0.from), to: y($0.to)) })
            let right = x + width
            for (step, track) in zip(steps, channel.tracks) {
                let middle = right + Measure.channel / 2 + Double(track) * Measure.track
                paths[step.edge, default: []] += [
                    Point(x: right, y: y(step.from)), Point(x: middle, y: y(step.from)),
                    Point(x: middle, y: y(step.to)), Point(x: right + channel.width, y: y(step.to)),
                ]
            }
            x = right + (index == layers.columns.count - 1 ? 0 : channel.width)
        }
        boxes = nodes.indices.compactMap { number in frames[number].map { (nodes[number], $0) } }
        wires = layers.numbered.edges.enumerated().compactMap { number, edge in
            paths[number].map { Wire(points: Self.simplified($0), mark: edge.mark) }
        }
        width = x + Measure.margin
        height = (boxes.map(\.frame.maxY).max() ?? top) + Measure.margin
    }

    /// The kinds of nodes in a column, in the plural.
    private static func heading(_ nodes: [Node]) -> String {
        var words: [String] = []
        for node in nodes {
            let word = node.kind.plural
            if !words.contains(word) { words.append(word) }
        }
        return words.joined(separator: ", ")
    }

    /// The points without those that lie on a line between their neighbours.
    private static func simplified(_ points: [Point]) -> [Point] {
        var result: [Point] = []
        for point in points where result.last != point {
            if result.count > 1 {
                let a = result[result.count - 2]
                let b = result[result.count - 1]
                if a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y { result.removeLast() }
            }
            result.append(point)
        }
        return result
    }

    package static func == (left: Layout, right: Layout) -> Bool {
        left.wires == right.wires && left.boxes.map(\.frame) == right.boxes.map(\.frame)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(wires) }
}

/// The space between two columns, where each fan of wires has a vertical track of its own.
private struct Channel {
    struct Step {
        let step: Layers.Step
        let from: Double
        let to: Double
    }

    /// The track of each step, from the left.
    private(set) var tracks: [Int] = []
    let width: Double

    init(_ steps: [Step]) {
        let into = Dictionary(grouping: steps.indices) { steps[$0].step.to }
        let outOf = Dictionary(grouping: steps.indices) { steps[$0].step.from }
        // Several wires that run into one box, and nowhere else, share a track; otherwise the wires that leave one box
        // do.
        func fan(_ index: Int) -> Fan {
            let step = steps[index].step
            let mates = into[step.to] ?? []
            let joins = mates.count > 1 && mates.allSatisfy { (outOf[steps[$0].step.from] ?? []).count == 1 }
            return joins ? .into(step.to) : .outOf(step.from)
        }
        let fans = Dictionary(grouping: steps.indices, by: fan)
        // A wire that passes straight needs no room; the others go to the first track where nothing is in the way.
        var taken: [[ClosedRange<Double>]] = []
        var trackOf: [Fan: Int] = [:]
        let extents = fans.map { fan, members in
            let ends = members.flatMap { [steps[$0].from, steps[$0].to] }
            return (fan: fan, range: (ends.min() ?? 0)...(ends.max() ?? 0), first: members.min() ?? 0)
        }.sorted { ($0.range.lowerBound, $0.first) < ($1.range.lowerBound, $1.first) }
        for extent in extents where extent.range.upperBound > extent.range.lowerBound {
            let roomy = (extent.range.lowerBound - 4)...(extent.range.upperBound + 4)
            let free = taken.firstIndex { ranges in !ranges.contains { $0.overlaps(roomy) } } ?? taken.count
            if free == taken.count { taken.append([]) }
            taken[free].append(roomy)
            trackOf[extent.fan] = free
        }
        tracks = steps.indices.map { trackOf[fan($0)] ?? 0 }
        width = Layout.Measure.channel + Double(max(0, taken.count - 1)) * Layout.Measure.track
    }

    private enum Fan: Hashable {
        case into(Layers.Item)
        case outOf(Layers.Item)
    }
}
