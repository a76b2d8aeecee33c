import Foundation
import Rendering
import Testing
import Topology

@Suite struct `Problems as people read them` {
    private func excerpt(_ line: String, column: Int, length: Int = 1, number: Int = 7) -> Diagnostic.Excerpt {
        .init(location: SourceLocation(file: "host.yaml", line: number, column: column), line: line, length: length)
    }

    private func text(_ diagnostic: Diagnostic, style: Style = .plain) -> String {
        DiagnosticView(style: style).text(of: [diagnostic])
    }

    /// The source line and the caret's line, without the margin.
    private func source(_ line: String, column: Int, length: Int = 1) -> [String] {
        let shown = text(
            Diagnostic(.badValue, severity: .error, "m", at: excerpt(line, column: column, length: length)))
        return shown.split(separator: "\n").dropFirst().map { String($0.dropFirst(6)) }
    }

    @Test func `everything there is, in its order`() {
        let diagnostic = Diagnostic(
            .twoDefaultGateways, severity: .error, "two default gateways",
            at: excerpt("    gateway: 10.0.0.1", column: 14, length: 8, number: 12), help: "remove one\nor the other",
            related: [
                .init(
                    excerpt: excerpt("  gateway: 10.1.0.1", column: 12, length: 8, number: 5),
                    message: "the other is here")
            ])
        #expect(
            text(diagnostic) == """
                host.yaml:12:14: error[T078]: two default gateways
                  12 |     gateway: 10.0.0.1
                     |              ^^^^^^^^
                  host.yaml:5:12: note: the other is here
                  5 |   gateway: 10.1.0.1
                    |            ^^^^^^^^
                  help: remove one
                        or the other

                """)
    }

    @Test func `a file that could not be read has no place`() {
        #expect(text(Diagnostic(.unreadableFile, severity: .warning, "m", at: nil)) == "warning[T001]: m\n")
    }

    @Test func `an empty line stands between two`() {
        let one = Diagnostic(.emptyFile, severity: .note, "m", at: nil)
        #expect(DiagnosticView(style: .plain).text(of: [one, one]) == "note[T005]: m\n\nnote[T005]: m\n")
        #expect(DiagnosticView(style: .plain).text(of: []) == "")
    }

    @Test func `the caret stands under the column`() {
        #expect(source("abc", column: 1) == ["abc", "^"])
        #expect(source("abc", column: 3) == ["abc", "  ^"])
        #expect(source("abcdef", column: 2, length: 4) == ["abcdef", " ^^^^"])
    }

    @Test func `the caret stays with the line where the place is beyond its end`() {
        #expect(source("abc", column: 4) == ["abc", "   ^"])
        #expect(source("abc", column: 9, length: 5) == ["abc", "   ^"])
        #expect(source("abc", column: 2, length: 99) == ["abc", " ^^"])
        #expect(source("", column: 1) == ["", "^"])
    }

    @Test func `a tab counts as one column, above and below alike`() {
        #expect(source("\tports:\tx", column: 9) == [" ports: x", "        ^"])
    }

    @Test func `characters of several bytes count as one column`() {
        #expect(source("é: ü", column: 4) == ["é: ü", "   ^"])
        #expect(source("e\u{301}: x", column: 4) == ["e\u{301}: x", "   ^"])
    }

    @Test func `the caret counts what is shown, where one character becomes several`() {
        // A family is five scalars; the joiners between them are made visible.
        #expect(source("👩\u{200d}👩\u{200d}👧: x", column: 4) == ["👩\u{fffd}👩\u{fffd}👧: x", "       ^"])
    }

    @Test func `a very long line is shown around the place`() {
        let long = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        let lines = source(long, column: 501)
        #expect(lines[0] == String(repeating: "a", count: 60) + "X" + String(repeating: "b", count: 49))
        #expect(lines[1] == String(repeating: " ", count: 60) + "^")
        #expect(source(long, column: 501, length: 400)[1].count == 110)
        #expect(source(long, column: 10)[1] == "         ^")
    }

    @Test(arguments: [
        "\u{1b}[2J", "\u{9b}31m", "\u{7}", "\u{8}", "\r", "\u{202e}", "\u{200b}", "\u{feff}", "\u{2028}", "\u{e000}",
        "\u{7f}", "\u{0}",
    ])
    func `nothing that a terminal would act on gets through, from wherever`(evil: String) {
        let place = Diagnostic.Excerpt(
            location: SourceLocation(file: "a\(evil)b", line: 1, column: 1), line: "x\(evil)y", length: 1)
        let diagnostic = Diagnostic(
            .badValue, severity: .error, "m\(evil)m", at: place, help: "h\(evil)h",
            related: [.init(excerpt: place, message: "r\(evil)r")])
        let shown = text(diagnostic)
        for scalar in evil.unicodeScalars where scalar.value < 0x20 || scalar.value > 0x7e {
            #expect(!shown.unicodeScalars.contains(scalar))
        }
        #expect(shown.contains("\u{fffd}"))
        #expect(shown.split(separator: "\n", omittingEmptySubsequences: false).count == 8)
    }

    @Test func `colours follow the meaning`() {
        let diagnostic = Diagnostic(.badValue, severity: .warning, "m", at: excerpt("abc", column: 2), help: "h")
        #expect(
            text(diagnostic, style: Style(isColoured: true)) == """
                \u{1b}[36mhost.yaml:7:2\u{1b}[0m: \u{1b}[33mwarning[T012]\u{1b}[0m: \u{1b}[1mm\u{1b}[0m
                  \u{1b}[2m7 |\u{1b}[0m abc
                  \u{1b}[2m  |\u{1b}[0m \u{1b}[33m ^\u{1b}[0m
                  \u{1b}[32mhelp\u{1b}[0m: h

                """)
    }

    @Test func `the count has each kind, in words`() {
        func count(_ kinds: [Diagnostic.Severity]) -> String {
            NoticeView.count(of: kinds.map { Diagnostic(.badValue, severity: $0, "m", at: nil).notice.severity })
        }
        #expect(count([]) == "")
        #expect(count([.error]) == "1 error")
        #expect(count([.note, .error, .warning, .error]) == "2 errors, 1 warning, 1 note")
    }

    @Test func `the report for programs has code, place and help`() throws {
        let diagnostic = Diagnostic(.badValue, severity: .warning, "m", at: excerpt("abc", column: 2), help: "h")
        #expect(
            JSONOutput.text(DiagnosticReport([diagnostic])) == """
                {
                  "diagnostics" : [
                    {
                      "code" : "T012",
                      "column" : 2,
                      "file" : "host.yaml",
                      "help" : "h",
                      "line" : 7,
                      "message" : "m",
                      "severity" : "warning"
                    }
                  ],
                  "schema" : "nm-topology/diagnostics/1",
                  "valid" : true
                }

                """)
        let error = Diagnostic(.unreadableFile, severity: .error, "m", at: nil)
        let report = JSONOutput.text(DiagnosticReport([error]))
        #expect(report.contains("\"valid\" : false"))
        #expect(!report.contains("\"file\""))
    }
}
