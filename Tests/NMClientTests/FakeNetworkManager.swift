import DBus
import LabSupport
import NMClient

/// Something on a private bus that has NetworkManager's name and answers as a test tells it to.
actor FakeNetworkManager {
    typealias Answer = @Sendable (IncomingCall) -> Result<[Value], BusError>

    nonisolated let connection: Connection
    private(set) var received: [IncomingCall] = []
    private var answers: [String: Answer] = [:]
    private var silences: [String: @Sendable (Connection) async -> Void] = [:]
    private var preludes: [String: @Sendable (Connection) async throws -> Void] = [:]
    private var service: Task<Void, Never>?

    init(on bus: PrivateBus, version: [String: Value] = ["Version": .string("1.42.4")]) async throws {
        connection = try await bus.connect()
        answers["GetAll"] = { _ in .success([.vardict(version)]) }
        let calls = await connection.serve()
        try await connection.requestName(NM.name)
        service = Task { [weak self] in
            for await call in calls { await self?.handle(call) }
        }
    }

    deinit {
        service?.cancel()
    }

    /// Sets the answer to a method; one without answer is unknown.
    func answer(_ member: String, _ answer: @escaping Answer) {
        answers[member] = answer
    }

    /// Does something else in place of answering a method.
    func silence(_ member: String, _ action: @escaping @Sendable (Connection) async -> Void) {
        silences[member] = action
    }

    /// Does something before answering a method.
    func prelude(_ member: String, _ action: @escaping @Sendable (Connection) async throws -> Void) {
        preludes[member] = action
    }

    /// Answers every method with this error.
    func refuseAll(_ name: String, _ message: String) {
        for member in [
            "Delete", "CheckpointCreate", "ActivateConnection", "AddConnection2", "Reload", "LoadConnections",
        ] {
            answers[member] = { _ in .failure(.remote(name, message)) }
        }
    }

    /// The calls that came after the one that every client begins with.
    var requests: [IncomingCall] { received.filter { $0.member != "GetAll" } }

    private func handle(_ call: IncomingCall) async {
        received.append(call)
        if let silence = silences[call.member] { return await silence(connection) }
        try? await preludes[call.member]?(connection)
        let unknown = BusError.remote("org.freedesktop.DBus.Error.UnknownMethod", "No such method “\(call.member)”")
        try? await connection.answer(call, with: answers[call.member]?(call) ?? .failure(unknown))
    }
}
