package import Topology

/// Problems of a spec as people read them: the place, the line, a caret, what to write.
package struct DiagnosticView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// One paragraph for each, with an empty line between.
    package func text(of diagnostics: [Diagnostic]) -> String {
        diagnostics.map(paragraph).joined(separator: "\n")
    }

    /// `2 errors, 1 warning`.
    package func count(of diagnostics: [Diagnostic]) -> String {
        [Diagnostic.Severity.error, .warning, .note].compactMap { severity in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
    }

    private func paragraph(_ diagnostic: Diagnostic) -> String {
        let label: Label =
            switch diagnostic.severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
        var text = ""
        if let excerpt = diagnostic.excerpt { text += style(.place, "\(excerpt.location)".printable) + ": " }
        text += style(label, "\(diagnostic.severity.rawValue)[\(diagnostic.rule.rawValue)]") + ": "
        text += style(.heading, diagnostic.message.printable) + "\n"
        if let excerpt = diagnostic.excerpt { text += source(excerpt, label) }
        for related in diagnostic.related {
            text += "  " + style(.place, "\(related.excerpt.location)".printable) + ": " + style(.note, "note")
            text += ": \(related.message.printable)\n" + source(related.excerpt, .note)
        }
        if let help = diagnostic.help {
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            text += "  " + style(.good, "help") + ": " + lines.joined(separator: "\n        ") + "\n"
        }
        return text
    }

    /// The line and, under it, the caret; a long line is shown around the place.
    private func source(_ excerpt: Diagnostic.Excerpt, _ label: Label) -> String {
        let line = Array(excerpt.line)
        let column = min(excerpt.location.column - 1, line.count)
        let start = max(0, column - 60)
        let shown = String(line[start..<min(line.count, start + 110)]).printable
        let number = String(excerpt.location.line)
        let margin = String(repeating: " ", count: number.count)
        // Counted in what is shown: a character of several scalars may be made visible as several.
        let end = max(column, min(column + excerpt.length, start + 110, line.count))
        let before = String(line[start..<column]).printable.count
        let length = max(1, String(line[column..<end]).printable.count)
        let caret = String(repeating: " ", count: before) + String(repeating: "^", count: length)
        return "  \(style(.faint, "\(number) |")) \(shown)\n  \(style(.faint, "\(margin) |")) \(style(label, caret))\n"
    }
}
