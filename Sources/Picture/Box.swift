import Rendering

/// The contents of a node's box in a diagram.
struct Box {
    let node: Node
    /// The node's kind and state in words; the state also separately, for its colour.
    let kind: String
    /// The node's state; `nil` for a guest and for a node that is missing.
    let state: String?
    /// The facts by lines of at most ``maximumLine`` characters, except for a single fact that is longer.
    let lines: [[Fact]]

    /// The most characters of a line, enough for an IPv4 address with its gateway.
    static let maximumLine = 38

    init(_ node: Node) {
        self.node = node
        kind = node.kindText.printable
        // A host cannot see its guests' state.
        state = node.mark == .missing ? nil : node.state?.rawValue
        var lines: [[Fact]] = []
        for fact in node.facts + node.differences.flatMap(Self.folded) {
            if let last = lines.last, last.first?.label != .changed, fact.label != .changed,
                Self.text(last).count + 2 + fact.text.count <= Self.maximumLine
            {
                lines[lines.count - 1].append(fact)
            } else {
                lines.append([fact])
            }
        }
        self.lines = lines
    }

    var name: String { node.name.printable }

    /// The name, preceded by the sign of a comparison.
    var title: String { (node.mark.map { "\($0.rawValue) " } ?? "") + name }

    var subtitle: String { [kind, state].compactMap { $0 }.joined(separator: ", ") }

    /// Joins facts by commas.
    static func text(_ facts: [Fact]) -> String { facts.map(\.text).joined(separator: ", ") }

    /// The box's contents as plain lines.
    var text: [String] { [title, subtitle] + lines.map(Self.text) }

    private static func folded(_ difference: String) -> [Fact] {
        var lines: [String] = []
        for word in ("but " + difference.printable).split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= maximumLine {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { Fact($0, .changed) }
    }
}
