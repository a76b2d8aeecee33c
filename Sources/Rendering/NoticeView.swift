package import Diagnosis
package import Planning
package import Topology

/// Shows notices to people: what is wrong with a spec, a plan or a host, each under its code.
///
/// This view shows everything that has a code, so that codes look the same wherever they come from.
package struct NoticeView {
    private let style: Style
    private let width: Int?

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - width: the columns at which to break lines; `nil` for one line each, however long.
    package init(style: Style, width: Int? = nil) {
        self.style = style
        self.width = width
    }

    /// Makes a notice's first line, such as `net.yaml:3:5: error[T020]: …`, with a line break at its end.
    ///
    /// - Parameters:
    ///   - notice: the notice.
    ///   - indent: how many spaces begin each further line.
    /// - Returns: the line, wrapped if it is too long.
    func heading(_ notice: Notice, indent: Int) -> String {
        let place = notice.place.map { "\($0)".printable } ?? ""
        let kind = "\(notice.severity.rawValue)[\(notice.code)]"
        let used = place.count + kind.count + (place.isEmpty ? 2 : 4)
        return (place.isEmpty ? "" : style(.place, place) + ": ") + style(notice.severity.label, kind) + ": "
            + style(.heading, notice.text.printable.wrapped(to: width, after: used, indent: indent)) + "\n"
    }

    /// Makes a sentence of a notice, such as `Warning H024: …`, to stand among others.
    ///
    /// - Parameter notice: the notice.
    /// - Returns: the lines; those after the first are indented by two spaces.
    func sentence(_ notice: Notice) -> [String] {
        let word = notice.severity.rawValue.prefix(1).uppercased() + notice.severity.rawValue.dropFirst()
        var lines = Wrapping.lines(
            "\(word) \(notice.code): \(notice.text.printable)", width: width ?? .max, indent: "  ")
        lines[0] = style(notice.severity.label, word) + lines[0].dropFirst(word.count)
        return lines
    }

    /// Makes a text of notices, one below the other, each with its place, its code and what to do.
    ///
    /// - Parameter notices: the notices, in this order.
    /// - Returns: the text, with a line break at its end.
    package func list(of notices: [Notice]) -> String {
        notices.map { notice in
            let help = notice.help.map { "  = help: " + $0.printable.wrapped(to: width, after: 10, indent: 10) + "\n" }
            return heading(notice, indent: 4) + (help ?? "")
        }.joined()
    }

    /// Makes one line of a notice, with its place, code, text and help, and without a line break at its end.
    package static func line(_ notice: Notice) -> String {
        let place = notice.place.map { "\($0): " } ?? ""
        let help = notice.help.map { " \($0)" } ?? ""
        return "\(place)\(notice.code): \(notice.text)\(help)".printable
    }

    /// Counts notices by severity, such as `2 errors, 1 warning`.
    ///
    /// - Parameter severities: the notices' severities.
    /// - Returns: the counts, the worst severity first; empty if there are no notices.
    package static func count(of severities: [Notice.Severity]) -> String {
        Notice.Severity.allCases.compactMap { severity in
            let count = severities.count { $0 == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
    }
}

extension Notice.Severity {
    /// The style label that gives this severity its colour.
    var label: Label {
        switch self {
        case .error, .problem, .danger: .error
        case .warning: .warning
        case .note: .note
        }
    }
}

/// A notice in a JSON document, as docs/json.md describes it.
package struct NoticeReport: Encodable, Sendable {
    let code: String
    let severity: String
    let text: String
    let help: String?
    let place: ErrorReport.Place?

    /// Makes the JSON form of a notice.
    package init(_ notice: Notice) {
        code = notice.code
        severity = notice.severity.rawValue
        text = notice.text
        help = notice.help
        place = notice.place.map { ErrorReport.Place($0) }
    }
}

extension Hazard {
    /// Makes a notice of this hazard.
    ///
    /// - Parameter needsForce: whether a plan with this hazard is refused without `--force`.
    /// - Returns: the notice, of severity `danger` if it needs `--force`, otherwise `warning`.
    package func notice(needsForce: Bool) -> Notice {
        Notice(
            code: code.rawValue, severity: needsForce ? .danger : .warning, text: HazardWords.text(of: self))
    }
}

extension Finding {
    /// This finding as a notice, with what the diagnosis found as its text and what that means as its help.
    package var notice: Notice {
        let severity: Notice.Severity =
            switch severity {
            case .problem: .problem
            case .warning: .warning
            case .note: .note
            }
        return Notice(code: kind.rawValue, severity: severity, text: headline, help: meaning)
    }
}
