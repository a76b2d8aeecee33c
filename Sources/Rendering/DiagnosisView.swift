package import Diagnosis

/// Findings as people read them: what was seen, what it means, what to do here, what to ask for.
package struct DiagnosisView {
    private let style: Style
    private let width: Int
    private static let margin = 11

    /// - Parameters:
    ///   - style: with or without colours.
    ///   - width: columns of the terminal; lines are between 40 and 100 columns long, save for commands, which are not broken.
    package init(style: Style, width: Int = 100) {
        self.style = style
        self.width = min(100, max(40, width))
    }

    /// All findings, and a line that counts them.
    ///
    /// - Parameters:
    ///   - findings: the worst first.
    ///   - scope: what was looked at, as the end of a sentence.
    /// - Returns: the text; one calm line when there is nothing.
    package func text(of findings: [Finding], scope: String) -> String {
        if findings.isEmpty { return style(.good, "Nothing found.") + " Looked at \(scope.printable).\n" }
        return findings.map(paragraph).joined(separator: "\n") + "\n" + count(of: findings)
            + ". Looked at \(scope.printable).\n"
    }

    /// `2 problems, 1 warning`.
    private func count(of findings: [Finding]) -> String {
        Finding.Severity.allCases.compactMap { severity in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
    }

    private func paragraph(_ finding: Finding) -> String {
        let label: Label =
            switch finding.severity {
            case .problem: .error
            case .warning: .warning
            case .note: .note
            }
        let word = "\(finding.severity.rawValue)[\(finding.kind.rawValue)]"
        var text = style(label, word) + ": "
        // Of the first line, the code takes a part.
        let headline = Self.wrapped(finding.headline.printable, width - word.count - 2)
        text += headline.map { style(.heading, $0) }.joined(separator: "\n  ") + "\n"
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

    /// Words, and lines that are to be copied as they are.
    private struct Block {
        let text: String
        let code: [String]
    }

    private func section(_ name: String, _ blocks: [Block]) -> String {
        let indent = String(repeating: " ", count: Self.margin)
        var lines: [String] = []
        for block in blocks {
            lines += Self.wrapped(block.text.printable, width - Self.margin)
            lines += block.code.map { "    " + style(.place, $0.printable) }
        }
        return lines.enumerated().map { number, line in
            (number == 0 ? "  " + style(.faint, name.padded(to: Self.margin - 2)) : indent) + line + "\n"
        }.joined()
    }

    /// Breaks between words; a word that is longer than a line has a line of its own.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

/// Findings for programs; docs/json.md describes it.
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

    /// - Parameters:
    ///   - findings: the worst first.
    ///   - interfaces: how many links were looked at.
    ///   - networkManager: it was there to be asked.
    ///   - probed: the wire was listened to.
    ///   - notSeen: what could not be looked at, and why.
    package init(
        _ findings: [Finding], interfaces: Int, networkManager: Bool, probed: Bool, notSeen: [String]
    ) {
        self.findings = findings.map { finding in
            Entry(
                code: finding.kind.rawValue, title: finding.kind.title, severity: finding.severity.rawValue,
                interfaces: finding.interfaces, message: finding.headline,
                seen: finding.seen.map { Fact(text: $0.text, command: $0.command) }, meaning: finding.meaning,
                here: finding.here.map { Step(text: $0.text, command: $0.command, spec: $0.spec) },
                network: finding.network)
        }
        scope = Scope(interfaces: interfaces, networkManager: networkManager, probed: probed, notSeen: notSeen)
    }
}
