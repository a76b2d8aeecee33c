import OrderedCollections
import Testing
import Topology

/// Files as they come: damaged, hostile, several.
struct SourceTests {
    private func codes(_ bytes: [UInt8]) -> [String] {
        diagnose([SpecSource(name: "spec.yaml", bytes: bytes)]).map(\.rule.rawValue)
    }

    @Test func `a byte order mark is fine`() {
        #expect(diagnose("\u{feff}version: 1\nabsent: [br0]\n").isEmpty)
    }

    @Test func `JSON is YAML`() {
        #expect(diagnose(#"{"version": 1, "bridges": {"br24": {"ports": ["enp2s0"], "stp": false}}}"#).isEmpty)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(codes([0x76, 0xff, 0xfe]) == ["T001"])
        #expect(codes([0xff, 0xfe, 0x76, 0x00]) == ["T001"])
    }

    @Test func `more than four megabytes are refused`() {
        #expect(codes(Array(repeating: 0x20, count: 4 << 20 + 1)) == ["T003"])
    }

    @Test(arguments: ["[", "{", "- ", "? ", "[{a: ", "!!seq [", "&a [", "- - - "])
    func `nesting without end is refused before anything recurses`(piece: String) {
        let text = String(String(repeating: piece, count: (4 << 20) / piece.utf8.count))
        #expect(summary(text).map { $0.prefix(4) } == ["T003"])
        #expect(!summary(String(text.prefix(200_000))).isEmpty)
    }

    @Test func `indentation without end is refused`() {
        let text = (0..<2000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(summary(text).map { $0.prefix(4) } == ["T003"])
    }

    @Test func `brackets are counted as YAML reads them, and texts are none`() {
        #expect(diagnose(String(repeating: #"["]","#, count: 20_000)).map(\.rule) == [.tooComplex])
        let texts = String(repeating: "# [[[[\n", count: 200_000)
        #expect(diagnose(texts + "version: 1\nabsent: [br0]\nunmanaged: ['[[[[']\n").isEmpty)
    }

    @Test(.timeLimit(.minutes(2))) func `aliases that multiply are counted, not followed`() {
        var text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            text += "a\(level): &a\(level) [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
        }
        #expect(diagnose(text).map(\.rule) == [.tooComplex])
    }

    @Test func `aliases that multiply as keys are counted too`() {
        var text = "version: 1\na0: &a0 {x: x}\n"
        for level in 1...40 { text += "a\(level): &a\(level) {? *a\(level - 1) : x, ? [*a\(level - 1)] : y}\n" }
        #expect(!diagnose(text).isEmpty)
    }

    @Test func `aliases stand for what was anchored`() {
        let text = """
            version: 1
            bonds:
              bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: &options {miimon: 100}}
              bond1: {ports: [enp4s0, enp5s0], mode: 802.3ad, options: *options}
            """
        #expect(diagnose(text).isEmpty)
    }

    @Test func `a pattern needs quotes, and the help says so`() {
        #expect(
            diagnose("version: 1\nunmanaged: [*vnet]\n").first?.help
                == #"a text that begins with `*` needs quotes: "*vnet""#)
        #expect(diagnose("version: 1\nunmanaged: [vnet*, \"*tap\"]\nabsent: [br0]\n").isEmpty)
    }

    @Test func `every key that stands twice is reported, in every mapping`() {
        let text = """
            version: 1
            version: 1
            bridges:
              br1: {ports: [enp2s0], stp: false, stp: false, "mtu": 1500, mtu: 9000}
              br2: {ports: [enp3s0]}
              br2: {ports: [enp4s0]}
              br2: {ports: [enp5s0]}
            """
        #expect(
            summary(text) == [
                "T007 2:1 the key `version` stands twice in one mapping",
                "T007 4:38 the key `stp` stands twice in one mapping",
                "T007 4:63 the key `mtu` stands twice in one mapping",
                "T007 6:3 the key `br2` stands twice in one mapping",
                "T007 7:3 the key `br2` stands twice in one mapping",
            ])
    }

    @Test(arguments: [
        ("version: 1\nbonds:\n\tbond0: {}\n", "3:1"), ("version: 1\nbonds: {bond0: {ports: [enp2s0}\n", "2:31"),
        ("version: 1\nbonds: \"bond0\n", "3:1"), ("version:1\nbonds: {}\n", "2:6"), ("version: 1\n bonds: {}\n", "2:7"),
    ])
    func `what is not YAML is shown where it is`(text: String, place: String) throws {
        let problems = diagnose(text)
        #expect(problems.map(\.rule) == [.notYAML])
        let location = try #require(problems.first?.excerpt?.location)
        #expect("\(location.line):\(location.column)" == place)
        #expect(problems.first?.help != nil)
    }

    @Test func `a second document is refused where it begins`() {
        #expect(summary("version: 1\n---\nversion: 1\n") == ["T004 2:1 a second YAML document begins here"])
    }

    @Test func `columns count characters and not bytes`() {
        #expect(
            summary("version: 1\nbridges: {brücke: {ports: [enp2s0], prots: []}}\n").contains {
                $0.hasPrefix("T010 2:37")
            })
    }

    @Test(arguments: ["", "é"]) func `of a very long line a problem keeps what is around its place`(comment: String) {
        let bridges = (0..<20_000).map { "b\($0): {x: 1}" }.joined(separator: ", ")
        let problems = diagnose("# \(comment)\nversion: 1\nbridges: {\(bridges)}\n")
        #expect(problems.count == 501)
        #expect(problems.allSatisfy { ($0.excerpt?.line.count ?? 0) <= 4000 })
        guard let last = problems.last(where: { $0.excerpt != nil })?.excerpt else { return }
        let column = last.location.column - last.firstColumn
        #expect(last.line.dropFirst(column).hasPrefix("x: 1}") || !comment.isEmpty)
    }

    @Test func `several files are one spec`() throws {
        let sources = [
            SpecSource(name: "a.yaml", text: "version: 1\nbonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad}}\n"),
            SpecSource(name: "b.yaml", text: "version: 1\ntrunks: {bond0: {200: {bridge: br200}}}\n"),
        ]
        #expect(try Topology(validating: sources).interfaces.count == 5)
    }

    @Test func `an interface in two files is reported with both`() {
        let text = "version: 1\nbridges: {br24: {ports: [enp2s0]}}\n"
        let problems = diagnose([SpecSource(name: "b.yaml", text: text), SpecSource(name: "a.yaml", text: text)])
        #expect(
            render(problems) == """
                error T020: `br24` is defined twice
                  --> a.yaml:2:11
                  2 | bridges: {br24: {ports: [enp2s0]}}
                    |           ^^^^
                  the first is here:
                  --> b.yaml:2:11
                  2 | bridges: {br24: {ports: [enp2s0]}}
                    |           ^^^^
                  help: keep one of the two definitions

                """)
    }

    @Test func `problems of every file are reported, in the order of the files`() {
        let problems = diagnose([
            SpecSource(name: "z.yaml", text: "version: 1\nbridges: {br24: {prots: []}}\n"),
            SpecSource(name: "a.yaml", text: "version: [\n"),
            SpecSource(name: "m.yaml", text: "version: 3\n"),
        ])
        #expect(problems.compactMap(\.excerpt?.location.file) == ["z.yaml", "a.yaml", "m.yaml"])
    }

    @Test func `no file at all is no spec`() {
        #expect(diagnose([SpecSource]()).map(\.rule) == [.emptyFile])
    }

    @Test func `a key in the spec is refused, and not shown`() throws {
        let found = render(
            diagnose("version: 1\nmacsecs: {m: {parent: enp2s0, mka-cak: \"50b71a\", mka-ckn: f2b4, mtu: 9}}\n"))
        #expect(found.contains("mka-cak: \"******\", mka-ckn: f2b4, mtu: 9}}"))
        #expect(found.contains("did you mean `mka-cak-file`?") && !found.contains("50b71a"))
    }

    @Test(
        arguments: [
            "802-1x: {password: '50b71a, {x', eap: peap, identity: h, ca-cert: /c}", "802-1x: {password: 50b71a}",
            "802-1x: {\"private-key-password\": \"50b71a\", eap: tls}",
            "802-1x:\n      password:   50b71a, 50b71a", "802-1x: {password-file: 50b71a}",
            "802-1x:\n      private-key-password-file: 50b71a # 50b71a", "802-1x: {password-file: [50b71a]}",
            "802-1x: {password: @50b71a}",
        ])
    func `a password in the spec is refused, and not shown`(login: String) {
        let problems = diagnose("version: 1\nethernets:\n  enp2s0:\n    \(login)\n")
        #expect(!problems.isEmpty && !render(problems).contains("50b71a"), "\(render(problems))")
    }
}
