import DBus
import LabSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SignalTests {
    @Test func `a subscriber gets the signals of its rule in order`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let rule = MatchRule(
            sender: peer.name, pathNamespace: Peer.path, interface: Peer.interface, member: "Tick")
        var ticks = try await client.subscribe(rule).makeAsyncIterator()
        for number in 0..<UInt32(100) {
            try await peer.connection.emit(peer.signal("Tock", [.uint32(number)]))
            try await peer.connection.emit(peer.signal("Tick", [.uint32(number), .vardict(["a": .uint32(number)])]))
        }
        for number in 0..<UInt32(100) {
            let tick = await ticks.next()
            #expect(tick?.arguments == [.uint32(number), .vardict(["a": .uint32(number)])])
            #expect(tick?.sender == peer.name)
        }
    }

    @Test func `two subscribers of one connection each get only what they asked for`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        var first = try await client.subscribe(MatchRule(member: "First")).makeAsyncIterator()
        var second = try await client.subscribe(MatchRule(member: "Second")).makeAsyncIterator()
        for member in ["Second", "First", "Third"] { try await peer.connection.emit(peer.signal(member)) }
        #expect(await first.next()?.member == "First")
        #expect(await second.next()?.member == "Second")
    }

    @Test func `a rule with a well-known sender follows the name from owner to owner`() async throws {
        let name = BusName(literal: "test.Service")
        let bus = try await PrivateBus()
        let (old, new) = (try await Peer(on: bus), try await Peer(on: bus))
        let client = try await bus.connect()
        try await old.connection.requestName(name)
        // The rules of the others let everything through to this connection: the filter is the connection's own.
        let everything = try await client.subscribe(MatchRule(interface: Peer.interface))
        var signals = try await client.subscribe(MatchRule(sender: name)).makeAsyncIterator()
        try await new.connection.emit(new.signal("NotYet"))
        try await old.connection.emit(old.signal("Old"))
        #expect(await signals.next()?.member == "Old")
        try await old.connection.releaseName(name)
        try await new.connection.requestName(name)
        try await old.connection.emit(old.signal("NotAnyMore"))
        try await new.connection.emit(new.signal("New"))
        #expect(await signals.next()?.member == "New")
        withExtendedLifetime(everything) {}
    }

    @Test func `a name that changes hands is an event`() async throws {
        let name = BusName(literal: "test.Service")
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        #expect(try await client.nameOwner(of: name) == nil)
        var changes = try await client.ownerChanges(of: name).makeAsyncIterator()
        let service = try await bus.connect()
        try await service.requestName(name)
        let gained = await changes.next()
        #expect(gained?.old == nil && gained?.new == service.uniqueName)
        #expect(try await client.nameOwner(of: name) == service.uniqueName)
        await service.close()
        let lost = await changes.next()
        #expect(lost?.old == service.uniqueName && lost?.new == nil)
    }

    @Test func `a rule that the bus refuses is an error`() async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        let error = await #expect(throws: BusError.self) {
            try await client.subscribe(MatchRule(interface: "not an interface"))
        }
        #expect(error?.name == "org.freedesktop.DBus.Error.MatchRuleInvalid")
    }

    @Test func `an apostrophe in a rule is escaped`() async throws {
        #expect(MatchRule(argument0: "it's").text == #"type='signal',arg0='it'\''s'"#)
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        var signals = try await client.subscribe(MatchRule(argument0: "it's")).makeAsyncIterator()
        try await peer.connection.emit(peer.signal("Said", [.string("it's")]))
        #expect(await signals.next()?.member == "Said")
    }

    @Test func `a stream that nobody reads any more takes its rule back`() async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        // More often than the bus would bear if the rules stayed: 512 of them.
        for _ in 0..<600 { _ = try await client.subscribe(MatchRule(member: "Tick")) }
        #expect(await client.callCounts["org.freedesktop.DBus.AddMatch"] == 600)
    }
}
