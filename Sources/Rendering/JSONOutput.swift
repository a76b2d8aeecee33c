import FoundationEssentials
package import Topology

/// Encodes values as JSON; all JSON of the program is made here.
package enum JSONOutput {
    /// The value with sorted keys, indented, with a line break at the end.
    package static func text(_ value: some Encodable) -> String { text(value, [.prettyPrinted]) }

    /// The value with sorted keys, all on one line, with a line break at the end.
    package static func line(_ value: some Encodable) -> String { text(value, []) }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        // Our reports hold strings, integers and Booleans, which always encode.
        return String(decoding: (try? encoder.encode(value)) ?? Data(), as: UTF8.self) + "\n"
    }
}

/// The problems of a spec for programs; docs/json.md describes the document.
package struct DiagnosticReport: Encodable {
    let schema = "nm-topology/diagnostics/1"
    let valid: Bool
    let diagnostics: [Entry]
    let silenced: [Entry]?

    struct Entry: Encodable {
        let code: String
        let severity: String
        let message: String
        let help: String?
        let file: String?
        let line: Int?
        let column: Int?
        /// The spec's reason for silencing the problem; `nil` if it is not silenced.
        var reason: String?

        init(_ problem: Diagnostic, reason: String? = nil) {
            let notice = NoticeReport(problem.notice)
            code = notice.code
            severity = notice.severity
            message = notice.text
            help = notice.help
            file = notice.place?.file
            line = notice.place?.line
            column = notice.place?.column
            self.reason = reason
        }
    }

    package init(_ diagnostics: [Diagnostic], silenced: [SilencedDiagnostic] = []) {
        valid = !diagnostics.contains { $0.severity == .error }
        self.diagnostics = diagnostics.map { Entry($0) }
        self.silenced = silenced.isEmpty ? nil : silenced.map { Entry($0.diagnostic, reason: $0.reason) }
    }
}
