package import Topology

/// Shows problems of a spec to people: the place, the line with a caret, and what to write.
package struct DiagnosticView {
    private let style: Style
    private let width: Int?

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - width: the columns at which to break messages and help; `nil` for one line each, however long.
    package init(style: Style, width: Int? = nil) {
        self.style = style
        self.width = width
    }

    /// A paragraph for each problem, with empty lines between them.
    package func text(of diagnostics: [Diagnostic]) -> String {
        diagnostics.map(paragraph).joined(separator: "\n")
    }

    private func paragraph(_ diagnostic: Diagnostic) -> String {
        let notice = diagnostic.notice
        let label = notice.severity.label
        var text = NoticeView(style: style, width: width).heading(notice, indent: 4)
        if let excerpt = diagnostic.excerpt { text += source(excerpt, label) }
        for related in diagnostic.related {
            text += "  " + style(.place, "\(related.excerpt.location)".printable) + ": " + style(.note, "note")
            text += ": \(related.message.printable)\n" + source(related.excerpt, .note)
        }
        if let help = diagnostic.help {
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map {
                String($0).printable.wrapped(to: width, after: 8, indent: 8)
            }
            text += "  " + style(.good, "help") + ": " + lines.joined(separator: "\n        ") + "\n"
        }
        return text
    }

    /// The line with the caret under it; only the part around the place if the line is long.
    private func source(_ excerpt: Diagnostic.Excerpt, _ label: Label) -> String {
        let line = Array(excerpt.line)
        let column = min(excerpt.location.column - excerpt.firstColumn, line.count)
        let start = max(0, column - 60)
        let shown = String(line[start..<min(line.count, start + 110)]).printable
        let number = String(excerpt.location.line)
        let margin = String(repeating: " ", count: number.count)
        // Counted in the shown text: a character of several scalars may appear as several.
        let end = max(column, min(column + excerpt.length, start + 110, line.count))
        let before = String(line[start..<column]).printable.count
        let length = max(1, String(line[column..<end]).printable.count)
        let caret = String(repeating: " ", count: before) + String(repeating: "^", count: length)
        return "  \(style(.faint, "\(number) |")) \(shown)\n  \(style(.faint, "\(margin) |")) \(style(label, caret))\n"
    }
}
