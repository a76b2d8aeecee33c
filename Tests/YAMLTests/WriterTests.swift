import LabSupport
import Testing
import YAML

/// What is written is read again as what it was.
struct WriterTests {
    @Test func `a document has short lines where asked for, and quotes where needed`() throws {
        let value = YAMLValue.mapping([
            .init("version", .number(1)),
            .init(
                "bonds",
                .mapping([
                    .init(
                        "bond0",
                        .mapping(
                            [
                                .init("ports", .sequence([.text("enp2s0"), .text("enp3s0")])),
                                .init("mode", .text("802.3ad")),
                            ], .flow))
                ])),
            .init("mac", .text("52:54:00:15:81:12")),
            .init("stp", .boolean(false)),
            .init("unmanaged", .sequence([.text("*tap"), .text("vnet*"), .text("on"), .null])),
        ])
        #expect(
            try YAMLWriter.text(value, comment: "Made by hand.\n\nTwice.") == """
                # Made by hand.
                #
                # Twice.
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad}
                mac: "52:54:00:15:81:12"
                stp: false
                unmanaged:
                - '*tap'
                - vnet*
                - "on"
                - null

                """)
    }

    @Test(arguments: [
        "", "~", "null", "Null", "TRUE", "yes", "Off", "n", "<<", "1", "-1", "+1", "0x1f", "0o17", "0b1", "017",
        "1_500", "1e3",
        ".5", "-.inf", ".NaN", "52:54:00", "2001-12-14", "1.5", "-", "=",
    ])
    func `what would be read as something else is quoted`(text: String) throws {
        #expect(try YAMLWriter.text(.text(text)) == "\"\(text)\"\n")
    }

    @Test(arguments: [
        "enp2s0", "802.3ad", "10.0.0.1", "10.0.0.1/24", "fd00::1", "a b", "br0.100", "nothing", "-a", "é",
    ])
    func `what is read as the same text is not quoted`(text: String) throws {
        #expect(try YAMLWriter.text(.text(text)).hasPrefix(text))
    }

    @Test func `whatever the values are, they are read as they were`() throws {
        let pieces = [
            "a", "é", " ", "\n", "\t", "\"", "'", "\\", "#", " #", ": ", ":", "- ", "? ", "*", "&", "!", "|", ">", "%",
            "@", "`", "{", "}", "[", "]", ",", "\0", "\u{85}", "\u{2028}", "\u{feff}", "\u{10ffff}", "---", "...", "0",
            "~",
        ]
        var written = 0
        Fuzzing.run("yaml") { random in
            let value = value(&random, pieces, depth: 0)
            guard let text = try? YAMLWriter.text(value, comment: "one\ntwo") else { return }
            written += 1
            do {
                let root = try YAMLReader.document(text, limits: .init(depth: 64, nodes: 100_000))
                #expect(root.map { isSame($0, value) } == true, "\(value)\n\(text)")
            } catch {
                Issue.record("\(error)\n\(value)\n\(text)")
            }
        }
        #expect(written > 10)
    }

    private func value(_ random: inout Fuzzing, _ pieces: [String], depth: Int) -> YAMLValue {
        let text = { (random: inout Fuzzing) in
            (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        let style: YAMLValue.Style = Bool.random(using: &random) ? .block : .flow
        switch Int.random(in: 0...(depth > 4 ? 3 : 9), using: &random) {
        case 0: return .number(Int.random(in: Int.min...Int.max, using: &random))
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .null
        case 3, 4: return .text(text(&random))
        case 5, 6:
            let count = Int.random(in: 0...4, using: &random)
            return .sequence((0..<count).map { _ in value(&random, pieces, depth: depth + 1) }, style)
        default:
            let count = Int.random(in: 0...4, using: &random)
            return .mapping(
                (0..<count).map { _ in .init(text(&random), value(&random, pieces, depth: depth + 1)) }, style)
        }
    }

    /// A key is a text also where it looks like a number.
    private func isKey(_ node: YAMLNode, _ key: String) -> Bool {
        isSame(node, .text(key)) || Int(key).map { isSame(node, .number($0)) } == true
    }

    private func isSame(_ node: YAMLNode, _ value: YAMLValue) -> Bool {
        switch (node.content, value) {
        case (.scalar(let read, let isPlain), .text(let text)):
            read == text && (!isPlain || !["", "~", "null", "true", "false"].contains(text) && Int(text) == nil)
        case (.scalar(let read, isPlain: true), .number(let number)): read == String(number)
        case (.scalar(let read, isPlain: true), .boolean(let boolean)): read == String(boolean)
        case (.scalar(let read, isPlain: true), .null): read == "null"
        case (.sequence(let items), .sequence(let values, _)):
            items.count == values.count && zip(items, values).allSatisfy(isSame)
        case (.mapping(let entries), .mapping(let values, _)):
            entries.count == values.count
                && zip(entries, values).allSatisfy { isKey($0.key, $1.key) && isSame($0.value, $1.value) }
        default: false
        }
    }
}
