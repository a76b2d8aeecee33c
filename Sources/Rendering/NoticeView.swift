package import Diagnosis
package import Planning
package import Topology

/// Shows notices to people: what is wrong with a spec, a plan or a host, each under its code.
///
/// Everything that has a code is shown by it, so a code looks the same wherever it comes from.
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

    /// The notice's first line, such as `net.yaml:3:5: error[T020]: …`, with a line break at its end.
    ///
    /// - Parameters:
    ///   - notice: the notice.
    ///   - indent: how many spaces begin each further line.
    /// - Returns: the line, broken where it is too long.
    func heading(_ notice: Notice, indent: Int) -> String {
        let place = notice.place.map { "\($0)".printable } ?? ""
        let kind = "\(notice.severity.rawValue)[\(notice.code)]"
        let used = place.count + kind.count + (place.isEmpty ? 2 : 4)
        return (place.isEmpty ? "" : style(.place, place) + ": ") + style(notice.severity.label, kind) + ": "
            + style(.heading, notice.text.printable.wrapped(to: width, after: used, indent: indent)) + "\n"
    }

    /// The notice as a sentence among others, such as `Warning H024: …`.
    ///
    /// - Parameter notice: the notice.
    /// - Returns: the lines, those after the first indented by two spaces.
    func sentence(_ notice: Notice) -> [String] {
        let word = notice.severity.rawValue.prefix(1).uppercased() + notice.severity.rawValue.dropFirst()
        var lines = Wrapping.lines(
            "\(word) \(notice.code): \(notice.text.printable)", width: width ?? .max, indent: "  ")
        lines[0] = style(notice.severity.label, word) + lines[0].dropFirst(word.count)
        return lines
    }

    /// The notice on one line without a line break, which a terminal folds: place, code, text, what to do.
    package static func line(_ notice: Notice) -> String {
        let place = notice.place.map { "\($0): " } ?? ""
        let help = notice.help.map { " \($0)" } ?? ""
        return "\(place)\(notice.code): \(notice.text)\(help)".printable
    }

    /// Counts notices by severity, the worst first, such as `2 errors, 1 warning`.
    ///
    /// - Parameter severities: the notices' severities.
    /// - Returns: the counts; empty for none.
    package static func count(of severities: [Notice.Severity]) -> String {
        Notice.Severity.allCases.compactMap { severity in
            let count = severities.count { $0 == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
    }
}

extension Notice.Severity {
    /// The colour in which people see it.
    var label: Label {
        switch self {
        case .error, .problem, .danger: .error
        case .warning: .warning
        case .note: .note
        }
    }
}

/// A notice for programs; docs/json.md describes the document.
package struct NoticeReport: Encodable, Sendable {
    let code: String
    let severity: String
    let text: String
    let help: String?
    let place: ErrorReport.Place?

    package init(_ notice: Notice) {
        code = notice.code
        severity = notice.severity.rawValue
        text = notice.text
        help = notice.help
        place = notice.place.map { ErrorReport.Place($0) }
    }
}

extension Hazard {
    /// The hazard as a notice.
    ///
    /// - Parameter needsForce: whether a plan with this hazard is refused without `--force`.
    /// - Returns: the notice, of severity `danger` if it needs `--force`, otherwise `warning`.
    package func notice(needsForce: Bool) -> Notice {
        Notice(
            code: code.rawValue, severity: needsForce ? .danger : .warning, text: HazardWords.text(of: self))
    }
}

extension Finding {
    /// The finding as a notice: what was found, and what it means.
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
