package import Planning
package import Topology

/// Notices as people read them, each a line: where, code, what is so, what to do.
package enum NoticeView {
    /// One line without a line break; a terminal folds it.
    package static func line(_ notice: Notice) -> String {
        let place = notice.place.map { "\($0): " } ?? ""
        let help = notice.help.map { " \($0)" } ?? ""
        return "\(place)\(notice.code): \(notice.text)\(help)".printable
    }
}

/// A notice for programs; docs/json.md describes it.
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
    /// The same as a notice.
    ///
    /// - Parameter needsForce: a plan with it is refused without `--force`.
    /// - Returns: a danger or a warning.
    package func notice(needsForce: Bool) -> Notice {
        Notice(
            code: code.rawValue, severity: needsForce ? .danger : .warning, text: HazardWords.text(of: self))
    }
}
