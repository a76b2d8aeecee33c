import OrderedCollections
import Rendering

/// Draws a picture as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html), in the subset that every version
/// reads.
package enum MermaidFormat {
    package static func text(of picture: Picture) -> String {
        let numbered = Numbered(picture)
        var lines = ["flowchart LR"]
        for (number, node) in numbered.nodes.enumerated() {
            lines.append("    n\(number)[\"\(Box(node).text.map(escaped).joined(separator: "<br/>"))\"]")
        }
        for edge in numbered.edges {
            lines.append("    n\(edge.from) \(edge.mark == .missing ? "-.-" : "---") n\(edge.to)")
        }
        // Only the border is coloured: the fill belongs to the theme, light or dark.
        for (name, style, matches) in [
            ("missing", "stroke:#1a7f37,stroke-dasharray:5 3", { $0.mark == .missing }),
            ("differs", "stroke:#bf8700,stroke-width:2px", { $0.mark == .differs }),
            ("down", "stroke:#cf222e,stroke-dasharray:2 2", { $0.isDown && $0.mark == nil }),
        ] as [(String, String, (Node) -> Bool)] {
            let members = numbered.nodes.indices.filter { matches(numbered.nodes[$0]) }
            if members.isEmpty { continue }
            lines.append("    classDef \(name) \(style)")
            lines.append("    class \(members.map { "n\($0)" }.joined(separator: ",")) \(name)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Replaces every character that could mean something to Mermaid, HTML or Markdown by its number.
    ///
    /// Since version 11, for instance, a label that begins with `+ ` would be a list, which Mermaid refuses to draw.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isLetter = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value))
            let isPlain = isLetter || " .,:/".unicodeScalars.contains(scalar) || scalar == "-" && !result.isEmpty
            result += isPlain ? String(scalar) : "#\(scalar.value);"
        }
        return result
    }
}

/// Draws a picture for Graphviz (graphviz.org/doc/info/lang.html).
package enum DotFormat {
    package static func text(of picture: Picture) -> String {
        let numbered = Numbered(picture)
        var lines = [
            "graph topology {", "    rankdir=LR;", "    node [shape=box, fontname=\"monospace\", fontsize=11];",
            "    edge [color=\"#57606a\"];",
        ]
        for (number, node) in numbered.nodes.enumerated() {
            // `\l` ends a left-aligned line of a label.
            let label = Box(node).text.map { escaped($0) + "\\l" }.joined()
            lines.append("    n\(number) [label=\"\(label)\"\(style(node))];")
        }
        for edge in numbered.edges {
            lines.append("    n\(edge.from) -- n\(edge.to)\(edge.mark == .missing ? " [style=dashed]" : "");")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func style(_ node: Node) -> String {
        switch node.mark {
        case .missing: ", style=dashed, color=\"#1a7f37\""
        case .differs: ", penwidth=2, color=\"#bf8700\""
        case .goes: ", color=\"#cf222e\""
        case .same, .notInSpec: ""
        case nil: node.isDown ? ", style=dotted, color=\"#cf222e\"" : ""
        }
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "\"" || character == "\\" { result += "\\" }
            result.append(character)
        }
        return result
    }
}

/// A picture's nodes in drawing order, and its edges by the nodes' numbers, so that no name has to be a valid
/// identifier.
struct Numbered {
    let nodes: [Node]
    let edges: [(from: Int, to: Int, mark: Picture.Mark?)]

    init(_ picture: Picture) {
        var ids: [String] = []
        for line in Outline(picture).lines where !line.isReference { ids.append(line.node) }
        nodes = ids.compactMap { picture.nodes[$0] }
        let places = Dictionary(nodes.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        edges = picture.edges.compactMap { edge in
            guard let from = places[edge.from], let to = places[edge.to] else { return nil }
            return (from, to, edge.mark)
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
}
