import Rendering

/// What stands in a node's box in a diagram.
struct Box {
    let node: Node
    /// What it is, and how it is; the state by itself too, for its colour.
    let kind: String
    let state: String?
    /// At most ``maximumLine`` characters each, save for a single fact that is longer.
    let lines: [[Fact]]

    /// Long enough for an IPv4 address with its gateway.
    static let maximumLine = 38

    init(_ node: Node) {
        self.node = node
        kind = node.kindText.printable
        // Guests have no state that a host could see.
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

    /// The sign of a comparison and the name.
    var title: String { (node.mark.map { "\($0.rawValue) " } ?? "") + name }

    var subtitle: String { [kind, state].compactMap { $0 }.joined(separator: ", ") }

    /// Facts with commas between them.
    static func text(_ facts: [Fact]) -> String { facts.map(\.text).joined(separator: ", ") }

    /// All of it as plain lines.
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
