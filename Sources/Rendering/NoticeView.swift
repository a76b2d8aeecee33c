package import Planning
package import Topology

/// Shows notices to people, each on a line: the place, the code, the text, what to do.
package enum NoticeView {
    /// The notice on one line without a line break, which a terminal folds.
    package static func line(_ notice: Notice) -> String {
        let place = notice.place.map { "\($0): " } ?? ""
        let help = notice.help.map { " \($0)" } ?? ""
        return "\(place)\(notice.code): \(notice.text)\(help)".printable
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
