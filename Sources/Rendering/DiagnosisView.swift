package import Diagnosis
import Topology

/// Shows findings to people: what was seen, what it means, what to do on this host, what to ask the network's
/// operators.
package struct DiagnosisView {
    private let style: Style
    private let width: Int
    private static let margin = 11

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - style: whether to use colours.
    ///   - width: the columns of the terminal; lines have 40 to 100 columns, except for commands, which are not broken.
    package init(style: Style, width: Int = 100) {
        self.style = style
        self.width = min(100, max(40, width))
    }

    /// All findings, and a line that counts them.
    ///
    /// - Parameters:
    ///   - findings: the findings, the worst first.
    ///   - scope: what was examined, as the end of a sentence.
    /// - Returns: the text; one reassuring line when there are no findings.
    package func text(of findings: [Finding], scope: String) -> String {
        if findings.isEmpty { return style(.good, "Nothing found.") + " Looked at \(scope.printable).\n" }
        return findings.map(paragraph).joined(separator: "\n") + "\n"
            + NoticeView.count(of: findings.map(\.notice.severity))
            + ". Looked at \(scope.printable).\n"
    }

    private func paragraph(_ finding: Finding) -> String {
        var text = NoticeView(style: style, width: width).heading(finding.notice, indent: 2)
        text += section("seen", finding.seen.map { Block(text: $0.text, code: $0.command.map { ["# " + $0] } ?? []) })
        text += section("means", [Block(text: finding.meaning, code: [])])
        text += section(
            "here",
            finding.here.map { step in
                let spec = step.spec?.split(separator: "\n").map(String.init) ?? []
                return Block(text: step.text, code: spec + (step.command.map { ["# " + $0] } ?? []))
            })
        text += section("network", finding.network.map { Block(text: $0, code: []) })
        return text
    }

    /// Words, followed by lines that a person copies unchanged.
    private struct Block {
        let text: String
        let code: [String]
    }

    private func section(_ name: String, _ blocks: [Block]) -> String {
        let indent = String(repeating: " ", count: Self.margin)
        var lines: [String] = []
        for block in blocks {
            lines += Wrapping.lines(block.text.printable, width: width - Self.margin, indent: "")
            lines += block.code.map { "    " + style(.place, $0.printable) }
        }
        return lines.enumerated().map { number, line in
            (number == 0 ? "  " + style(.faint, name.padded(to: Self.margin - 2)) : indent) + line + "\n"
        }.joined()
    }
}

/// Findings for programs; docs/json.md describes the document.
package struct DiagnosisReport: Encodable {
    let schema = "nm-topology/diagnosis/1"
    let findings: [Entry]
    let scope: Scope

    struct Entry: Encodable {
        let code: String
        let title: String
        let severity: String
        let interfaces: [String]
        let message: String
        let seen: [Fact]
        let meaning: String
        let here: [Step]
        let network: [String]
    }

    struct Fact: Encodable {
        let text: String
        let command: String?
    }

    struct Step: Encodable {
        let text: String
        let command: String?
        let spec: String?
    }

    struct Scope: Encodable {
        let interfaces: Int
        let networkManager: Bool
        let probed: Bool
        let notSeen: [String]
    }

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - findings: the findings, the worst first.
    ///   - interfaces: how many links were examined.
    ///   - networkManager: whether NetworkManager answered.
    ///   - probed: whether the wire was listened to.
    ///   - notSeen: what could not be examined, and why.
    package init(
        _ findings: [Finding], interfaces: Int, networkManager: Bool, probed: Bool, notSeen: [String]
    ) {
        self.findings = findings.map { finding in
            let notice = NoticeReport(finding.notice)
            return Entry(
                code: notice.code, title: finding.kind.title, severity: notice.severity,
                interfaces: finding.interfaces, message: notice.text,
                seen: finding.seen.map { Fact(text: $0.text, command: $0.command) }, meaning: notice.help ?? "",
                here: finding.here.map { Step(text: $0.text, command: $0.command, spec: $0.spec) },
                network: finding.network)
        }
        scope = Scope(interfaces: interfaces, networkManager: networkManager, probed: probed, notSeen: notSeen)
    }
}
