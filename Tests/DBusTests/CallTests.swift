import DBus
import LabSupport
import Testing

@Suite struct CallTests {
    @Test func `a thousand calls at once each get their own answer`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let answers = await withTaskGroup(of: (UInt32, [Value]?).self) { group in
            for number in 0..<UInt32(1000) {
                group.addTask { (number, try? await client.call(peer.call("Echo", [.uint32(number)]))) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 1000)
        #expect(answers.allSatisfy { $0.value == [.uint32($0.key)] })
        #expect(await client.callCounts == ["test.Peer.Echo": 1000])
    }

    @Test func `calls of a batch arrive in its order and the results are in its order`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let calls = (0..<UInt32(300)).map { peer.call($0 == 7 ? "Fail" : "Echo", [.uint32($0)]) }
        let results = await client.callAll(calls)
        #expect(await peer.received.map(\.arguments) == calls.map(\.arguments))
        #expect(results.count == 300)
        for (index, result) in results.enumerated() where index != 7 {
            #expect(try result.get() == [.uint32(UInt32(index))])
        }
        #expect(results[7] == .failure(.remote("test.Error.Odd", "why 2")))
        #expect(await client.callAll([]).isEmpty)
    }

    @Test func `no more than 64 calls are in flight`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let results = await client.callAll(
            (0..<200).map { _ in peer.call("Silence") }, timeout: .milliseconds(300))
        #expect(results.allSatisfy { $0.failure?.code == .timedOut })
        #expect(await peer.received.count == 64)
    }

    @Test func `a peer that does not answer costs the timeout and no more`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let clock = ContinuousClock()
        let start = clock.now
        let error = await #expect(throws: BusError.self) {
            try await client.call(peer.call("Silence"), timeout: .milliseconds(200))
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("test.Peer.Silence on /test of \(peer.name)") == true)
        #expect(clock.now - start >= .milliseconds(200))
        #expect(try await client.call(peer.call("Echo", [.byte(1)])) == [.byte(1)])
    }

    @Test func `a peer that answers one call after the other has the timeout for each`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let results = await client.callAll(
            (0..<30).map { _ in peer.call("Slow") } + [peer.call("Silence")], timeout: .seconds(2))
        #expect(results.dropLast().allSatisfy { (try? $0.get()) != nil })
        #expect(results.last?.failure?.code == .timedOut)
    }

    @Test func `an error reply keeps its name and loses its newline`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let error = await #expect(throws: BusError.self) { try await client.call(peer.call("Fail")) }
        #expect(error == .remote("test.Error.Odd", "why 2"))
        #expect(error?.description == "test.Error.Odd: why 2")
    }

    @Test(.timeLimit(.minutes(1))) func `a cancelled task does not wait for its reply`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let tasks = (0..<70).map { _ in Task { try await client.call(peer.call("Silence")) } }
        while await peer.received.count < 64 { await Task.yield() }
        for task in tasks { task.cancel() }
        for task in tasks {
            let error = await #expect(throws: BusError.self) { try await task.value }
            #expect(error?.code == .cancelled)
        }
        #expect(try await client.call(peer.call("Echo")) == [], "the slots are free again")
        let before = await client.callCounts
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.callAll([peer.call("Echo")])
        }
        #expect(await late.value.first?.failure?.code == .cancelled)
        #expect(await client.callCounts == before, "nothing is sent for a task that is cancelled already")
    }

    @Test func `a name without owner is a remote error`() async throws {
        let bus = try await PrivateBus()
        let client = try await bus.connect()
        let call = MethodCall(to: BusName(literal: "nobody.here"), .root, "a.b", "C")
        let error = await #expect(throws: BusError.self) { try await client.call(call) }
        #expect(error?.code == .remote)
        #expect(
            error?.name == "org.freedesktop.DBus.Error.NameHasNoOwner"
                || error?.name == "org.freedesktop.DBus.Error.ServiceUnknown")
    }

    @Test func `a connection answers a ping and refuses what it does not know`() async throws {
        let bus = try await PrivateBus()
        let mute = try await bus.connect()
        let client = try await bus.connect()
        let ping = MethodCall(to: mute.uniqueName, .root, "org.freedesktop.DBus.Peer", "Ping")
        #expect(try await client.call(ping) == [])
        let other = MethodCall(to: mute.uniqueName, .root, "a.b", "C")
        let error = await #expect(throws: BusError.self) { try await client.call(other) }
        #expect(error?.name == "org.freedesktop.DBus.Error.UnknownMethod")
    }

    @Test func `of a reply, only the properties that are wanted are read, but those in full`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let data = Value.array(of: .vardict, [.vardict(["address": .string("10.0.0.1"), "name": .string("x")])])
        let object = Value.dictionary(
            key: .string, value: .vardict,
            [.string("a.b"): .vardict(["Data": data, "Other": data]), .string("a.c"): .vardict(["Other": data])])
        let objects = Value.dictionary(
            key: .objectPath, value: Signature(literal: "a{sa{sv}}"), [.objectPath(.root): object])
        var call = peer.call("Echo", [objects, .string("after")])
        #expect(try await client.call(call) == [objects, .string("after")])
        call.properties = ["Data", "a.b"]
        let read = Value.dictionary(
            key: .string, value: .vardict,
            [.string("a.b"): .vardict(["Data": data]), .string("a.c"): .vardict([:])])
        let wanted = Value.dictionary(
            key: .objectPath, value: Signature(literal: "a{sa{sv}}"), [.objectPath(.root): read])
        #expect(try await client.call(call) == [wanted, .string("after")])
    }

    @Test func `a large reply arrives whole`() async throws {
        let bus = try await PrivateBus()
        let peer = try await Peer(on: bus)
        let client = try await bus.connect()
        let large = Value.strings((0..<20_000).map { "/org/freedesktop/NetworkManager/Settings/\($0)" })
        #expect(try await client.call(peer.call("Echo", [large])) == [large])
    }
}

extension Result {
    var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
