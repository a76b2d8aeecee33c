import OrderedCollections
package import Rendering

/// Draws a picture as a tree for the terminal.
///
/// Each line has the tree, the interface's kind, its state and its facts, in columns; facts that do not fit continue
/// below.
package struct TreeView {
    private let style: Style
    private let width: Int?
    private let glyphs: Glyphs

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - width: the columns to stay within; `nil` for one line per interface, however long.
    ///   - isUnicode: whether the terminal shows box drawing characters.
    package init(style: Style, width: Int?, isUnicode: Bool) {
        self.style = style
        self.width = width
        glyphs = isUnicode ? .unicode : .ascii
    }

    package func text(of picture: Picture) -> String {
        if picture.nodes.isEmpty { return "There is nothing to show but the loopback device.\n" }
        let outline = Outline(picture)
        let rows = outline.lines.compactMap { line in picture.nodes[line.node].map { Row(line, $0, glyphs) } }
        let columns = Columns(rows, width: width)
        var lines = rows.flatMap { self.lines($0, columns) }
        if picture.nodes.values.contains(where: { $0.mark != nil }) { lines.append(footer(picture)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ row: Row, _ columns: Columns) -> [String] {
        let node = row.node
        let blank = columns.hasSigns ? "  " : ""
        let sign = node.mark.map { style($0.label, glyphs.sign($0)) + " " } ?? blank
        let tree = row.tree.padded(to: columns.tree)
        var head = sign + tree + "  "
        let below = blank + row.rails.padded(to: columns.tree) + "  "
        if row.isReference {
            return [head + style(.faint, "\(node.kindText.printable), \(row.reference)")]
        }
        head += node.kindText.printable.padded(to: columns.kind) + "  "
        if columns.state > 0 {
            let state = node.state?.rawValue ?? ""
            head += style(node.stateLabel, state) + String(repeating: " ", count: columns.state - state.count) + "  "
        }
        let indent = below + String(repeating: " ", count: columns.facts - columns.tree - 2)
        var lines = wrapped(node.facts.map { Fact(glyphs.plain($0.text), $0.label) }, columns.room)
        if lines.isEmpty { lines = [""] }
        var result = [head + lines[0]] + lines.dropFirst().map { indent + $0 }
        for difference in node.differences {
            let words = ("but " + glyphs.plain(difference.printable)).split(separator: " ").map(String.init)
            result += folded(words, columns.room).map { indent + style(.changed, $0) }
        }
        return result.map(\.withoutTrailingBlanks)
    }

    /// Joins facts by commas, as many on a line as fit; a single longer fact stays whole.
    private func wrapped(_ facts: [Fact], _ room: Int?) -> [String] {
        var lines: [String] = []
        var length = 0
        for (index, fact) in facts.enumerated() {
            let isLast = index == facts.count - 1
            let text = style(fact.label, fact.text) + (isLast ? "" : ",")
            let count = fact.text.count + (isLast ? 0 : 1)
            if let room, !lines.isEmpty, length + 1 + count > room {
                lines.append(text)
                length = count
            } else if let last = lines.popLast() {
                lines.append(last + " " + text)
                length += 1 + count
            } else {
                lines.append(text)
                length = count
            }
        }
        return lines
    }

    private func folded(_ words: [String], _ room: Int?) -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, room.map({ last.count + 1 + word.count <= $0 }) ?? true {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    private func footer(_ picture: Picture) -> String {
        Picture.Mark.allCases.compactMap { mark in
            let count = picture.nodes.values.count { $0.mark == mark }
            return count == 0 ? nil : "\(style(mark.label, glyphs.sign(mark))) \(count) \(mark.meaning)"
        }.joined(separator: ", ")
    }
}

/// The characters with which the tree is drawn.
private struct Glyphs {
    let line: String
    let child: String
    let lastChild: String
    let firstPort: String
    let port: String
    let isUnicode: Bool

    static let unicode = Glyphs(
        line: "│  ", child: "├─ ", lastChild: "└─ ", firstPort: "┌─ ", port: "├─ ", isUnicode: true)
    static let ascii = Glyphs(
        line: "|  ", child: "|- ", lastChild: "`- ", firstPort: ",- ", port: "|- ", isUnicode: false)

    func sign(_ mark: Picture.Mark) -> String { mark == .notInSpec && !isUnicode ? "." : mark.rawValue }

    /// The text in characters that the terminal has.
    func plain(_ text: String) -> String {
        isUnicode ? text : text.ascii
    }
}

/// A line of the tree, before the widths of the columns are known.
private struct Row {
    let node: Node
    /// The lines of the tree and the name.
    let tree: String
    /// The vertical lines that continue through the lines below.
    let rails: String
    let isReference: Bool
    let reference: String

    init(_ line: Outline.Line, _ node: Node, _ glyphs: Glyphs) {
        self.node = node
        isReference = line.isReference
        let left = line.rails.map { $0 == .line ? glyphs.line : "   " }.joined()
        let joint: String
        var rails = left
        var place = ""
        switch line.joint {
        case .root: joint = ""
        case .child(let isLast):
            joint = isLast ? glyphs.lastChild : glyphs.child
            rails += isLast ? "   " : glyphs.line
        case .port(let isFirst):
            joint = isFirst ? glyphs.firstPort : glyphs.port
            rails += glyphs.line
        case .reference(let isLast, let isAbove):
            joint = isLast ? glyphs.lastChild : glyphs.child
            place = isAbove ? "see above" : "see below"
        }
        if line.hasChildren { rails += glyphs.line }
        self.rails = rails.withoutTrailingBlanks
        tree = left + joint + glyphs.plain(node.name.printable)
        reference = place
    }
}

/// The places of the columns.
private struct Columns {
    let tree: Int
    let kind: Int
    /// The width of the state column; 0 where no node has a state.
    let state: Int
    /// The column where the facts begin, not counting the sign.
    let facts: Int
    /// Whether each line begins with the sign of a comparison, or with room for one.
    let hasSigns: Bool
    /// How many columns the facts may take; `nil` for any number.
    let room: Int?

    init(_ rows: [Row], width: Int?) {
        let nodes = rows.filter { !$0.isReference }.map(\.node)
        let tree = rows.map(\.tree.count).max() ?? 0
        let kind = nodes.map(\.kindText.count).max() ?? 0
        let state = nodes.map { $0.state?.rawValue.count ?? 0 }.max() ?? 0
        let facts = tree + 2 + kind + 2 + (state > 0 ? state + 2 : 0)
        hasSigns = nodes.contains { $0.mark != nil }
        self.tree = tree
        self.kind = kind
        self.state = state
        self.facts = facts
        // A terminal that is much too narrow wraps by itself.
        let signs = hasSigns ? 2 : 0
        room = width.map { max(20, $0 - facts - signs) }
    }
}

extension Node {
    fileprivate var stateLabel: Label {
        switch state {
        case .up, nil: .good
        case .noCarrier, .dormant: .warning
        case .down: .bad
        }
    }
}

extension Picture.Mark {
    /// The colour that `plan` uses for the same sign.
    var label: Label {
        switch self {
        case .missing: .added
        case .differs: .changed
        case .goes: .removed
        case .same: .unchanged
        case .notInSpec: .faint
        }
    }
}

extension String {
    fileprivate var withoutTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
