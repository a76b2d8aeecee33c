import DBus
import LabSupport
import Testing

@Suite struct ValueTests {
    static let settings = Value.dictionary(
        key: .string, value: .vardict,
        [
            .string("connection"): .vardict(["id": .string("br 'ü'"), "autoconnect": .boolean(true)]),
            .string("bridge"): .vardict([
                "priority": .uint32(32768),
                "vlans": .array(of: .vardict, [.vardict(["vid-start": .uint16(10), "pvid": .boolean(false)])]),
            ]),
            .string("empty"): .vardict([:]),
        ])

    static let everything: [Value] = [
        .byte(255), .boolean(true), .boolean(false), .int16(-2), .uint16(.max), .int32(.min), .uint32(.max),
        .int64(.min), .uint64(.max), .double(-0.5), .string(""), .string("naïve 🐟"), .objectPath(.root),
        .signature(Signature(literal: "a{sa{sv}}u")), .signature(Signature(literal: "")), .bytes([0, 1, 255]),
        .strings([]), .strings(["a", ""]), .objectPaths([.root, Peer.path]), .structure([.byte(1), .strings(["x"])]),
        .variant(.variant(.int32(1))), .dictionary(key: .uint32, value: .string, [.uint32(7): .string("seven")]),
        .array(of: Signature(literal: "(ua{sv})"), [.structure([.uint32(1), .vardict(["k": .double(2)])])]),
        .array(of: Signature(literal: "a{oa{sa{sv}}}"), []), settings,
    ]

    @Test(arguments: everything)
    func `a value of any type comes back as it was sent`(_ value: Value) async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        #expect(try await client.call(peer.call("Echo", [value])) == [value])
    }

    @Test func `all arguments of one message come back in their order`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        #expect(try await client.call(peer.call("Echo", Self.everything)) == Self.everything)
    }

    static let impossible: [(value: Value, reason: String)] = [
        (.string("a\0b"), "NUL"),
        (.objectPath(ObjectPath(literal: "no/path")), "object path"),
        (.signature(Signature(literal: "a{vs}")), "signature"),
        (.array(of: .string, [.uint32(1)]), "its container is for s"),
        (.array(of: Signature(literal: "ss"), []), "single type"),
        (.dictionary(key: .variant, value: .string, [:]), "single type"),
        (.dictionary(key: .string, value: .string, [.string("a"): .uint32(1)]), "its container is for s"),
        (.structure([]), "single type"),
        (.variant(.array(of: Signature(literal: ""), [])), "single type"),
        ((0..<70).reduce(.byte(1)) { value, _ in .variant(value) }, "64 levels"),
    ]

    @Test(arguments: impossible)
    func `a value that D-Bus cannot carry is an error and not an abort`(_ value: Value, _ reason: String) async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        let error = await #expect(throws: BusError.self) {
            try await client.call(MethodCall(to: .bus, .root, "test.Peer", "Echo", [value]))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(await client.isConnected)
    }

    @Test func `accessors look through variants and refuse other types`() {
        let value = Value.variant(.variant(.uint32(5)))
        #expect(value.uint32 == 5)
        #expect(value.integer == 5)
        #expect(value.int32 == nil)
        #expect(value.string == nil)
        #expect(Value.objectPath(.root).string == nil)
        #expect(Value.array(of: .variant, [.variant(.string("a")), .variant(.string("b"))]).strings == ["a", "b"])
        #expect(Value.array(of: .variant, [.variant(.string("a")), .variant(.byte(1))]).strings == nil)
        #expect(Value.vardict(["a": .bytes([1, 2])]).vardict?["a"]?.bytes == [1, 2])
        #expect(Value.uint64(.max).integer == nil)
    }

    @Test func `a value describes itself like GVariant does`() {
        #expect(
            Value.vardict(["b": .uint32(1), "a": .strings(["it's"])]).description
                == "{'a': <['it\\'s']>, 'b': <uint32 1>}")
        #expect(
            Value.structure([.byte(10), .strings([]), .objectPath(.root)]).description
                == "(0x0a, @as [], objectpath '/')")
        #expect(Value.vardict([:]).description == "@a{sv} {}")
        #expect(Value.string("a\n\u{7}").description == #"'a\n\u{07}'"#)
    }
}
