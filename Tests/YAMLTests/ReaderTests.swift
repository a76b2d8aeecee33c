import Testing
import YAML

/// What libyaml's events become: a tree with exact places, within its limits.
struct ReaderTests {
    private static let limits = YAMLReader.Limits(depth: 8, nodes: 100)

    private func read(_ text: String) throws(YAMLError) -> YAMLNode? {
        try YAMLReader.document(text, limits: Self.limits)
    }

    private func failure(_ text: String, limits: YAMLReader.Limits = Self.limits) -> YAMLError? {
        do throws(YAMLError) {
            _ = try YAMLReader.document(text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    /// Every scalar with its places, as `text line:column-line:column`.
    private func scalars(_ node: YAMLNode) -> [String] {
        switch node.content {
        case .scalar(let text, _):
            ["\(text) \(node.start.line):\(node.start.column)-\(node.end.line):\(node.end.column)"]
        case .sequence(let items): items.flatMap(scalars)
        case .mapping(let entries): entries.flatMap { scalars($0.key) + scalars($0.value) }
        case .unknownAlias(let name): ["*\(name)"]
        }
    }

    @Test func `keys and values have exact places, counted in characters`() throws {
        let text = "brücke: {\"é\\u0041\": x  , 'it''s': \"a\n  b\"}\r\n\u{85}z: &a plain text # comment\nempty:\n"
        let root = try #require(try read(text))
        #expect(
            scalars(root) == [
                "brücke 1:1-1:7", "éA 1:10-1:19", "x 1:21-1:22", "it's 1:26-1:33", "a b 1:35-2:5", "z 4:1-4:2",
                "plain text 4:4-4:17", "empty 5:1-5:6", " 5:7-5:7",
            ])
    }

    @Test func `quotes and tags are told`() throws {
        let root = try #require(try read("- a\n- \"a\"\n- !!str a\n- !x a\n- ! a\n- |\n  a\n"))
        guard case .sequence(let items) = root.content else {
            Issue.record("no list")
            return
        }
        let plain = items.map { item in if case .scalar(_, isPlain: true) = item.content { true } else { false } }
        #expect(plain == [true, false, true, true, true, false])
        #expect(items.map(\.tag) == [nil, nil, "tag:yaml.org,2002:str", "!x", "!", nil])
    }

    @Test func `a text can hold the character 0`() throws {
        #expect(scalars(try #require(try read(#""a\0b""#))) == ["a\0b 1:1-1:7"])
    }

    @Test func `an alias is the node that was anchored last, with the places of that node`() throws {
        let root = try #require(try read("[&a x, *a, &a [y, *a], *a, *b]"))
        #expect(
            scalars(root) == ["x 1:2-1:6", "x 1:2-1:6", "y 1:16-1:17", "x 1:2-1:6", "y 1:16-1:17", "x 1:2-1:6", "*b"])
    }

    @Test func `a key that stands twice stays, with both places`() throws {
        #expect(
            scalars(try #require(try read("{a: 1, a: 2}"))) == ["a 1:2-1:3", "1 1:5-1:6", "a 1:8-1:9", "2 1:11-1:12"])
    }

    @Test(arguments: ["", "# a comment\n", "\n\n"]) func `nothing is no document`(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test func `an empty document is a scalar without text`() throws {
        #expect(scalars(try #require(try read("---\n"))) == [" 2:1-2:1"])
    }

    @Test func `a second document is an error where it begins`() {
        #expect(failure("a: 1\n--- b\n") == .secondDocument(Mark(line: 2, column: 1)))
    }

    @Test func `what is wrong is said as libyaml says it, with both its places`() {
        #expect(
            failure("a: {b: [c}\n")
                == .syntax(
                    problem: "did not find expected ',' or ']'", at: Mark(line: 1, column: 10),
                    context: "while parsing a flow sequence", beginning: Mark(line: 1, column: 8)))
        #expect(
            failure("é: b: c")
                == .syntax(
                    problem: "mapping values are not allowed in this context", at: Mark(line: 1, column: 5),
                    context: nil, beginning: nil))
    }

    @Test func `a character that is none is refused with its place in bytes`() {
        #expect(failure("é\u{1}") == .notText(problem: "control characters are not allowed", offset: 2))
    }

    @Test func `a text that begins with a star is no syntax error but an alias without anchor`() {
        #expect(failure("[a, *b c]") == .unknownAlias("b", at: Mark(line: 1, column: 5)))
    }

    @Test func `depth is counted exactly`() throws {
        #expect(try read("[[[[[[[[]]]]]]]]") != nil)
        #expect(failure("[[[[[[[[[]]]]]]]]]") == .tooDeep(Mark(line: 1, column: 9)))
        #expect(failure("- - - - - - - - - a") == .tooDeep(Mark(line: 1, column: 17)))
        #expect(failure(String(repeating: "[", count: 1_000_000)) == .tooDeep(Mark(line: 1, column: 9)))
        #expect(failure(String(repeating: #"["]","#, count: 20_000)) == .tooDeep(Mark(line: 1, column: 41)))
    }

    @Test func `nodes are counted, keys among them`() throws {
        let pairs = { (count: Int) in (0..<count).map { "k\($0): v" }.joined(separator: "\n") }
        #expect(try read(pairs(49)) != nil)
        #expect(failure(pairs(50)) == .tooManyNodes(Mark(line: 50, column: 6)))
    }

    @Test func `what an alias stands for is counted without following it`() {
        let bomb = (1...40).map {
            "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ","))]"
        }
        #expect(
            failure("a0: &a0 x\n" + bomb.joined(separator: "\n"), limits: .init(depth: 64, nodes: 100_000))
                == .aliasTooLarge(Mark(line: 7, column: 10)))
        let deep = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1)]" }
        #expect(
            failure("a0: &a0 x\n" + deep.joined(separator: "\n"), limits: .init(depth: 8, nodes: 1000))
                == .aliasTooLarge(Mark(line: 17, column: 12)))
    }

    @Test func `an alias cannot stand in what it stands for`() throws {
        #expect(scalars(try #require(try read("&a [*a]"))) == ["*a"])
    }

    @Test(.timeLimit(.minutes(1))) func `directives are few`() {
        let text = (0..<300_000).map { "%TAG !a\($0)! x\n" }.joined()
        #expect(failure(text) == .tooManyDirectives(Mark(line: 17, column: 1)))
        #expect(failure(text.replacing("\n", with: "\r\n")) == .tooManyDirectives(Mark(line: 17, column: 1)))
        #expect(failure("%YAML 1.1\n%TAG !a! x\n--- a\n") == nil)
    }
}
