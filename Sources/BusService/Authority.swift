package import DBus

/// Asks polkit whether a caller may do something (org.freedesktop.PolicyKit1.Authority).
package struct Authority: Sendable {
    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    private static let name = BusName(literal: "org.freedesktop.PolicyKit1")
    private static let path = ObjectPath(literal: "/org/freedesktop/PolicyKit1/Authority")
    private static let interface = "org.freedesktop.PolicyKit1.Authority"
    /// How long somebody may take to type a password.
    private static let limit: Duration = .seconds(120)

    /// The user ID of a caller.
    ///
    /// - Parameter caller: its unique name.
    /// - Returns: the user ID that the bus knows it by.
    /// - Throws: `BusError` where the caller is gone.
    package func user(of caller: BusName) async throws(BusError) -> UInt32 {
        let reply = try await connection.call(
            MethodCall(
                to: .bus, ObjectPath(literal: "/org/freedesktop/DBus"), BusName.bus.text, "GetConnectionUnixUser",
                [.string(caller.text)]))
        guard let user = reply.first?.uint32 else {
            throw .remote("org.freedesktop.DBus.Error.AccessDenied", "the bus does not say who asks")
        }
        return user
    }

    /// Checks that a caller has leave; returns where it has.
    ///
    /// root needs none. A caller who has to give a password is asked for it, where its session has an agent that asks.
    ///
    /// - Parameters:
    ///   - leave: for what.
    ///   - caller: its unique name.
    ///   - user: its user ID.
    /// - Throws: `BusError` with the D-Bus name `org.freedesktop.DBus.Error.AccessDenied`, and who can give leave.
    package func check(_ leave: BusInterface.Leave, of caller: BusName, user: UInt32) async throws(BusError) {
        if user == 0 { return }
        let subject = Value.structure([
            .string("system-bus-name"), .vardict(["name": .string(caller.text)]),
        ])
        let details = Value.dictionary(key: .string, value: .string, [:])
        // The bus starts polkit where it does not run: calls of this program start nobody.
        if try await connection.nameOwner(of: Self.name) == nil { _ = try? await start() }
        let answer: [Value]
        do throws(BusError) {
            answer = try await connection.call(
                MethodCall(
                    to: Self.name, Self.path, Self.interface, "CheckAuthorization",
                    [subject, .string(leave.action), details, .uint32(1), .string("")]), timeout: Self.limit)
        } catch {
            throw Self.denied("polkit does not answer (\(error.message)): only root may do this")
        }
        guard let result = answer.first?.structure, let isAuthorized = result.first?.bool else {
            throw Self.denied("polkit's answer is not understood: only root may do this")
        }
        if !isAuthorized {
            throw Self.denied(
                "not permitted: polkit's rules give you no leave for \(leave.action); docs/bus.md shows a rule for operators"
            )
        }
    }

    private func start() async throws(BusError) {
        _ = try await connection.call(
            MethodCall(
                to: .bus, ObjectPath(literal: "/org/freedesktop/DBus"), BusName.bus.text, "StartServiceByName",
                [.string(Self.name.text), .uint32(0)]))
    }

    private static func denied(_ text: String) -> BusError {
        .remote("org.freedesktop.DBus.Error.AccessDenied", text)
    }
}
