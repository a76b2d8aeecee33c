import OrderedCollections
import Rendering
import Topology

/// Draws a picture as a self-contained SVG 1.1 document: no scripts, and no fonts or files from elsewhere.
package enum SVGFormat {
    /// Draws a picture.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - title: the heading of the drawing.
    /// - Returns: the whole document.
    package static func text(of picture: Picture, title: String) -> String {
        let layout = Layout(picture)
        let marks = Picture.Mark.allCases.filter { mark in picture.nodes.values.contains { $0.mark == mark } }
        let legend = marks.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "   ")
        let title = title.printable
        let measure = Layout.Measure.self
        let width = max(
            layout.width, measure.width(title, measure.titleSize) + 2 * measure.margin,
            measure.width(legend, measure.textSize) + 2 * measure.margin)
        let height = layout.height + (legend.isEmpty ? 0 : 22)
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(width))\" height=\"\(number(height))\" "
                + "viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\" xml:space=\"preserve\">",
            "<title>\(escaped(title))</title>", "<style>\(css)</style>",
            "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
            text(title, x: measure.margin, y: measure.margin + 8, "title"),
        ]
        for heading in layout.headings {
            lines.append(text(heading.text, x: heading.x, y: measure.margin + 26, "heading"))
        }
        for wire in layout.wires { lines.append(path(wire)) }
        for box in layout.boxes { lines += drawn(Box(box.node), box.frame) }
        if !legend.isEmpty { lines.append(text(legend, x: measure.margin, y: height - 14, "faint")) }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private static func drawn(_ box: Box, _ frame: Layout.Rectangle) -> [String] {
        let measure = Layout.Measure.self
        let node = box.node
        let x = frame.x + measure.padding + 4
        var y = frame.y + measure.padding + 12
        // The latest place where the name ends; with most fonts it ends a little earlier.
        let kindX = x + measure.width(box.title, measure.titleSize) + measure.titleGap
        var spans = span(box.kind + (box.state == nil ? "" : ", "), "faint")
        if let state = box.state { spans += span(state, node.isDown ? "bad" : state == "up" ? "good" : "warning") }
        var lines = [
            "<rect class=\"box\(border(node))\" x=\"\(number(frame.x))\" y=\"\(number(frame.y))\" "
                + "width=\"\(number(frame.width))\" height=\"\(number(frame.height))\" rx=\"4\"/>",
            "<rect class=\"\(band(node))\" x=\"\(number(frame.x))\" y=\"\(number(frame.y + 4))\" width=\"4\" "
                + "height=\"\(number(frame.height - 8))\"/>",
            text(box.title, x: x, y: y, "name"),
            "<text x=\"\(number(kindX))\" y=\"\(number(y))\">\(spans)</text>",
        ]
        y += 2
        for facts in box.lines {
            y += measure.lineHeight
            let spans = facts.enumerated().map { index, fact in
                span(fact.text + (index == facts.count - 1 ? "" : ", "), style(fact.label))
            }
            lines.append("<text x=\"\(number(x))\" y=\"\(number(y))\">\(spans.joined())</text>")
        }
        return lines
    }

    /// A wire as horizontal and vertical lines with round corners.
    private static func path(_ wire: Layout.Wire) -> String {
        let points = wire.points
        guard let first = points.first, let last = points.last else { return "" }
        var data = "M\(number(first.x)) \(number(first.y))"
        for index in points.indices.dropFirst().dropLast() {
            let (a, b, c) = (points[index - 1], points[index], points[index + 1])
            let before = abs(b.x - a.x) + abs(b.y - a.y)
            let after = abs(c.x - b.x) + abs(c.y - b.y)
            let radius = min(6, before / 2, after / 2)
            let start = (b.x - direction(a.x, b.x) * radius, b.y - direction(a.y, b.y) * radius)
            let end = (b.x + direction(b.x, c.x) * radius, b.y + direction(b.y, c.y) * radius)
            data +=
                " L\(number(start.0)) \(number(start.1)) Q\(number(b.x)) \(number(b.y)) "
                + "\(number(end.0)) \(number(end.1))"
        }
        data += " L\(number(last.x)) \(number(last.y))"
        let kind = wire.mark == .missing ? " missing" : wire.mark == .differs ? " differs" : ""
        return "<path class=\"wire\(kind)\" d=\"\(data)\"/>"
    }

    private static func direction(_ from: Double, _ to: Double) -> Double { to > from ? 1 : to < from ? -1 : 0 }

    private static func text(_ text: String, x: Double, y: Double, _ style: String) -> String {
        "<text class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\">\(escaped(text))</text>"
    }

    private static func span(_ text: String, _ style: String?) -> String {
        style.map { "<tspan class=\"\($0)\">\(escaped(text))</tspan>" } ?? escaped(text)
    }

    private static func border(_ node: Node) -> String {
        switch node.mark {
        case .missing: " missing"
        case .differs: " differs"
        case .goes: " goes"
        case .same, .notInSpec, nil: ""
        }
    }

    private static func band(_ node: Node) -> String {
        switch node.kind {
        case .of(let kind): kind.inPicture.band
        case .plug, .guest: "guest"
        case .other: "other"
        }
    }

    private static func style(_ label: Label) -> String? {
        switch label {
        case .good, .added: "good"
        case .bad, .error, .removed: "bad"
        case .warning, .changed, .recreated: "warning"
        case .faint, .unchanged, .note, .place: "faint"
        case .plain, .heading: nil
        }
    }

    /// A number with at most one digit after the point.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// Text escaped for XML (XML 1.0 §2.4); `printable` has already removed characters that XML does not have.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// Dark for viewers in dark mode; the paper is drawn, too, so that text is never dark on dark.
    private static let css = """

        text { font: 11px "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace; fill: #1f2328 }
        .title { font-size: 14px; font-weight: bold } .name { font-size: 14px; font-weight: bold }
        .heading, .faint { fill: #59636e } .good { fill: #1a7f37 } .warning { fill: #9a6700 } .bad { fill: #cf222e }
        .paper { fill: #ffffff } .box { fill: #f6f8fa; stroke: #818b98; stroke-width: 1 }
        .wire { fill: none; stroke: #818b98; stroke-width: 1.5 } .wire.missing { stroke: #1a7f37; stroke-dasharray: 5 4 }
        .wire.differs { stroke: #bf8700; stroke-dasharray: 2 3 }
        .box.missing { stroke: #1a7f37; stroke-dasharray: 5 4 } .box.differs { stroke: #bf8700; stroke-width: 2 }
        .box.goes { stroke: #cf222e; stroke-dasharray: 2 3 }
        .nic { fill: #8250df } .bond { fill: #0969da } .vlan { fill: #1a7f37 } .bridge { fill: #bf8700 }
        .guest { fill: #bc4c00 } .other { fill: #818b98 }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } .heading, .faint { fill: #9198a1 } .good { fill: #3fb950 } .warning { fill: #d29922 }
        .bad { fill: #f85149 } .paper { fill: #0d1117 } .box { fill: #161b22; stroke: #656c76 } .wire { stroke: #656c76 }
        .wire.missing, .box.missing { stroke: #3fb950 } .wire.differs, .box.differs { stroke: #d29922 }
        .box.goes { stroke: #f85149 }
        .nic { fill: #a371f7 } .bond { fill: #4493f8 } .vlan { fill: #3fb950 } .bridge { fill: #d29922 }
        .guest { fill: #f0883e } .other { fill: #656c76 }
        }

        """
}
