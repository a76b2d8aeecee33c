import DBus
import LabSupport

/// The far end of a test's calls: answers each with its arguments, and remembers their order.
actor Peer {
    static let path = ObjectPath(literal: "/test")
    static let interface = "test.Peer"

    let connection: Connection
    nonisolated let name: BusName
    private(set) var received: [IncomingCall] = []
    private var service: Task<Void, Never>?

    init(on bus: PrivateBus) async throws {
        connection = try await bus.connect()
        name = connection.uniqueName
        let calls = await connection.serve()
        service = Task { [weak self] in
            for await call in calls { await self?.handle(call) }
        }
    }

    deinit {
        service?.cancel()
    }

    /// `Silence` gets no answer, `Slow` one after 0.1 s, `Fail` an error, everything else its own arguments.
    private func handle(_ call: IncomingCall) async {
        received.append(call)
        switch call.member {
        case "Silence": break
        case "Slow":
            try? await Task.sleep(for: .milliseconds(100))
            try? await connection.answer(call, with: .success([]))
        case "Fail": try? await connection.answer(call, with: .failure(.remote("test.Error.Odd", " why \(2)\n")))
        default: try? await connection.answer(call, with: .success(call.arguments))
        }
    }

    nonisolated func call(_ member: String, _ arguments: [Value] = []) -> MethodCall {
        MethodCall(to: name, Peer.path, Peer.interface, member, arguments)
    }

    nonisolated func signal(_ member: String, _ arguments: [Value] = []) -> Signal {
        Signal(Peer.path, Peer.interface, member, arguments)
    }
}
