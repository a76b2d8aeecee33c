import DBus
import LabSupport
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        "", "a", "a..b", ".a.b", "a.b/c", "ä.b", "a.b\0", "1.a", String(repeating: "a.", count: 200) + "a",
    ])
    func `a malformed bus name is refused`(_ text: String) {
        #expect(throws: BusError.self) { try BusName(text) }
    }

    @Test(arguments: ["", "a", "//", "/a/", "/a//b", "/ä", "/a\0", "/a b"])
    func `a malformed object path is refused`(_ text: String) {
        #expect(throws: BusError.self) { try ObjectPath(text) }
    }

    @Test(arguments: ["z", "a", "a{vs}", "(", "()", "s\0", String(repeating: "a", count: 40) + "s"])
    func `a malformed signature is refused`(_ text: String) {
        #expect(throws: BusError.self) { try Signature(text) }
    }

    @Test func `good names are kept as they are`() throws {
        #expect(try BusName(":1.42").isUnique)
        #expect(try !BusName("org.freedesktop.NetworkManager").isUnique)
        #expect(try ObjectPath("/a/b_1").text == "/a/b_1")
        #expect(try Signature("").text == "")
        #expect(try Signature("a{sa{sv}}u").text == "a{sa{sv}}u")
    }

    @Test func `an error says what was wrong with the name`() {
        let error = #expect(throws: BusError.self) { try ObjectPath("no/path") }
        #expect(error?.code == .invalidArgument)
        #expect(error?.description.hasPrefix(#""no/path" is not a valid object path"#) == true)
    }

    static let malformedCalls = [
        MethodCall(to: BusName(literal: "not a name"), .root, "a.b", "C"),
        MethodCall(to: .bus, ObjectPath(literal: "not/a/path"), "a.b", "C"),
        MethodCall(to: .bus, .root, "no interface", "C"),
        MethodCall(to: .bus, .root, "a.b", "no member"),
        MethodCall(to: .bus, .root, "a.b", "C\0"),
        MethodCall(to: .bus, .root, "", ""),
    ]

    @Test(arguments: malformedCalls)
    func `a call with a malformed name is an error and not an abort`(_ call: MethodCall) async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        let error = await #expect(throws: BusError.self) { try await client.call(call) }
        #expect(error?.code == .invalidArgument)
        #expect(await client.callCounts.isEmpty)
        #expect(throws: Never.self) { try BusName("still.alive") }
    }

    @Test func `a path lies within itself and its ancestors`() throws {
        let path = try ObjectPath("/a/bc")
        #expect(try path.isWithin(path) && path.isWithin(.root) && path.isWithin(ObjectPath("/a")))
        #expect(try !path.isWithin(ObjectPath("/a/b")) && !ObjectPath("/a").isWithin(path))
    }
}
