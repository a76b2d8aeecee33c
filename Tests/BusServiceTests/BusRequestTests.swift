import DBus
import LabSupport
import Testing

@testable import BusService

/// What a caller may ask for, and in which words the work is done.
struct BusRequestTests {
    private static func specs(_ pairs: [(String, String)]) -> Value {
        .array(of: Signature(literal: "(ss)"), pairs.map { .structure([.string($0.0), .string($0.1)]) })
    }

    private static func request(
        _ member: String, _ arguments: [Value], _ options: [String: Value] = [:]
    ) throws(BusError) -> BusRequest {
        try BusRequest(member, arguments + [.vardict(options)])
    }

    private static func refusal(_ member: String, _ arguments: [Value], _ options: [String: Value] = [:]) -> String? {
        do throws(BusError) {
            _ = try request(member, arguments, options)
            return nil
        } catch { return error.message }
    }

    @Test func `apply is a trial that another login confirms`() throws {
        let request = try Self.request(
            "Apply", [Self.specs([("host.yaml", "version: 1")])],
            ["timeout": .uint32(60), "prune": .boolean(true), "force": .boolean(false), "progress": .boolean(true)])
        #expect(
            request.words(specsIn: "/run/x", isForeign: true) == [
                "apply", "--confirm", "manual", "--progress", "json", "--timeout", "60", "--prune", "--json",
                "--plain-names", "--without-files", "/run/x/host.yaml",
            ])
        #expect(request.method.leave == .change)
    }

    @Test func `what root has written is root's to name files in`() throws {
        let request = try Self.request("Plan", [Self.specs([])], ["text": .boolean(true), "steps": .boolean(true)])
        #expect(request.words(specsIn: "", isForeign: false) == ["plan", "--steps"])
        #expect(request.words(specsIn: "", isForeign: true) == ["plan", "--steps", "--without-files"])
    }

    @Test func `a picture is drawn of the host, of a spec, or of both, and as text, JSON or a drawing`() throws {
        let host = try Self.request("Show", [Self.specs([])])
        #expect(host.words(specsIn: "", isForeign: true) == ["show", "--format", "json"])
        let text = try Self.request("Show", [Self.specs([])], ["text": .boolean(true), "compare": .boolean(true)])
        #expect(text.words(specsIn: "", isForeign: true) == ["show", "--format", "tree", "--compare"])
        let spec = try Self.request(
            "Show", [Self.specs([("host.yaml", "version: 1")])], ["format": .string("svg"), "verbose": .boolean(true)])
        #expect(
            spec.words(specsIn: "/run/x", isForeign: true)
                == ["show", "--format", "svg", "--verbose", "--plain-names", "/run/x/host.yaml"])
        #expect(spec.method.leave == .look)
        #expect(
            Self.refusal("Show", [Self.specs([])], ["format": .string("png")])
                == "format takes tree, json, mermaid, dot, svg, not “png”")
    }

    @Test func `trials are named by their ID, or are the pending one`() throws {
        #expect(
            try Self.request("Confirm", [.string("cc5a8a")]).words(specsIn: "", isForeign: true)
                == ["checkpoint", "confirm", "--json", "cc5a8a"])
        #expect(
            try Self.request("Extend", [.string(""), .uint32(600)]).words(specsIn: "", isForeign: true)
                == ["checkpoint", "extend", "--timeout", "600", "--json"])
    }

    @Test(arguments: [
        ("../host.yaml", "the name “../host.yaml” of a spec"), ("--force", "the name “--force” of a spec"),
        ("", "the name “nothing” of a spec"), (String(repeating: "a", count: 65), "of a spec"),
        ("a/b", "the name “a/b” of a spec"), ("ä.yaml", "the name “ä.yaml” of a spec"), (".yaml", "of a spec"),
        ("a\nb", "the name “a b” of a spec"),
    ])
    func `a spec's name is a file's and nothing else`(name: String, text: String) throws {
        let refusal = try #require(Self.refusal("Apply", [Self.specs([(name, "version: 1")])]))
        #expect(refusal.contains(text), "\(refusal)")
    }

    @Test func `what is too much, twice there, or of another type is refused with what to write`() {
        let many = (0...64).map { ("s\($0)", "") }
        #expect(Self.refusal("Apply", [Self.specs(many)]) == "more than 64 spec files")
        #expect(Self.refusal("Apply", [Self.specs([("a", ""), ("a", "")])]) == "two specs with the name a")
        let long = String(repeating: "#", count: 4 << 20)
        #expect(Self.refusal("Plan", [Self.specs([("a", long), ("b", "#")])]) == "the specs have more than 4 MiB")
        #expect(
            Self.refusal("Confirm", [.uint32(7)])
                == "Confirm takes trial (s), options (a{sv}), not “ua{sv}”")
        #expect(
            Self.refusal("Status", [], ["force": .boolean(true)])
                == "Status has no option “force”; it has text, token, verbose")
        #expect(
            Self.refusal("Apply", [Self.specs([])], ["timeout": .string("9")])
                == "the option timeout has the type u, not s")
        #expect(Self.refusal("Apply", [Self.specs([])], ["timeout": .uint32(9)]) == "timeout takes 10 to 86400")
        #expect(Self.refusal("Extend", [.string(""), .uint32(0)]) == "seconds takes 10 to 86400")
        #expect(Self.refusal("Confirm", [.string("-h")]) == "“-h” is no ID of a trial")
        #expect(Self.refusal("Steal", []) == "there is no method Steal here")
        #expect(
            Self.refusal("Apply", [Self.specs([])], ["session": .string("10.0.0.1 22 $(reboot) 22")])?.hasPrefix(
                "session takes")
                == true)
    }

    @Test func `the command line's order is understood by the service`() {
        var order = BusOrder(.apply)
        for name in ["/etc/x/Ü -.yaml", "/tmp/host.yaml", "host.yaml", "-"] { order.add(spec: name, "version: 1") }
        #expect(order.specs.map(\.name) == ["spec1__-.yaml", "host.yaml", "3-host.yaml", "spec4-"])
    }

    @Test func `the description names each method, property and signal`() {
        let text = BusInterface.introspection
        for method in BusRequest.Method.allCases { #expect(text.contains("<method name=\"\(method.rawValue)\">")) }
        #expect(text.contains("<arg name=\"seconds\" type=\"u\" direction=\"in\"/>"))
    }
}
