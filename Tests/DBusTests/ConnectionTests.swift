import DBus
import LabSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test(arguments: ["", "nonsense", "unix:path=/nonexistent/bus", "unix:path=/dev/null\0"])
    func `a bus that cannot be reached is an error that names the address`(_ address: String) async {
        let error = await #expect(throws: BusError.self) { try await Connection.open(.address(address)) }
        #expect(error?.code == .cannotConnect || address.contains("\0"))
        #expect(error?.message.contains(address) == true || address.contains("\0"))
    }

    @Test func `a bus that dies is noticed and fails what is pending`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let signals = try await client.events(matching: [MatchRule(member: "Tick")], endingWith: "the end") {
            $0.member
        }
        let goodbye = Task { await client.waitUntilDisconnected() }
        let pending = Task { await client.callAll((0..<100).map { _ in peer.call("Silence") }) }
        while await peer.received.count < 64 { await Task.yield() }
        #expect(await client.isConnected)
        bus.stop()
        await goodbye.value
        #expect(await pending.value.allSatisfy { $0.failure?.code == .disconnected })
        #expect(await signals.reduce(into: []) { $0.append($1) } == ["the end"])
        #expect(await !client.isConnected)
        let error = await #expect(throws: BusError.self) { try await client.call(peer.call("Echo")) }
        #expect(error?.code == .disconnected)
        let refused = await #expect(throws: BusError.self) { try await client.subscribe(MatchRule()) }
        #expect(refused?.code == .disconnected)
        await client.waitUntilDisconnected()
    }

    @Test func `closing fails what is pending`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let pending = Task { try await client.call(peer.call("Silence")) }
        while await peer.received.isEmpty { await Task.yield() }
        await client.close()
        let error = await #expect(throws: BusError.self) { try await pending.value }
        #expect(error?.code == .disconnected)
    }

    @Test func `a released connection leaves the bus`() async throws {
        let bus = try await PrivateBus()
        let observer = try await bus.connect()
        let name: BusName
        do {
            let client = try await bus.connect()
            name = client.uniqueName
            #expect(try await client.nameOwner(of: name) == name)
        }
        while try await observer.nameOwner(of: name) != nil { await Task.yield() }
    }

    @Test func `a wait for the end can be cancelled`() async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        let wait = Task { await client.waitUntilDisconnected() }
        await Task.yield()
        wait.cancel()
        await wait.value
        #expect(await client.isConnected)
    }

    @Test func `more than the socket takes is written when there is room`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        // The daemon does not read while it is stopped: the socket fills up, and the rest has to wait for a wake-up.
        let text = Value.string(String(repeating: "x", count: 1_000_000))
        bus.freeze()
        let pending = Task { await client.callAll((0..<4).map { _ in peer.call("Echo", [text]) }) }
        try await Task.sleep(for: .milliseconds(100))
        bus.thaw()
        #expect(await pending.value.allSatisfy { $0 == .success([text]) })
    }

    @Test func `a message that nobody asked for does no harm`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        _ = try await client.call(peer.call("Echo"))
        // A message that nobody waits for must be read all the same: otherwise the event source fires for ever.
        try await peer.connection.emit(peer.signal("Unasked"), to: client.uniqueName)
        #expect(try await client.call(peer.call("Echo")) == [])
    }
}
