package import DBus
package import NetTypes

/// A running NetworkManager.
///
/// Requests go to the unique bus name that NetworkManager had when this value was made. After a restart they fail with
/// ``NMError/Code/notRunning``, instead of reaching a daemon in which the same paths name other objects, since
/// checkpoints are numbered from 1 again. Then make a new value with ``connect(over:)``.
package final class NetworkManager: Sendable {
    /// How long a change may take: NetworkManager's only main loop can be busy for longer than D-Bus's usual 25 s.
    package static let writeTimeout: Duration = .seconds(120)

    /// The bus connection, for requests that this type does not cover.
    package let connection: Connection
    /// The unique bus name of the daemon.
    package let owner: BusName
    /// NetworkManager's version as text, such as `1.42.4`.
    package let version: String
    /// NetworkManager's version in numbers; 0.0.0 if it could not be read.
    package let versionInfo: NMVersion
    /// Whether NetworkManager has its plugin for Open vSwitch (`NM_CAPABILITY_OVS`).
    package let hasOpenVSwitch: Bool

    private init(connection: Connection, owner: BusName, properties: [String: Value]) {
        self.connection = connection
        self.owner = owner
        hasOpenVSwitch = properties["Capabilities"]?.array?.contains { $0.uint32 == 2 } ?? false
        let text = properties["Version"]?.string ?? ""
        version = text
        versionInfo =
            properties["VersionInfo"]?.array?.first?.uint32.map(NMVersion.init(encoded:)) ?? NMVersion(text)
            ?? NMVersion(0, 0)
    }

    /// Connects to the bus and finds NetworkManager there.
    ///
    /// - Parameter address: Where the bus listens.
    /// - Returns: The NetworkManager that runs now.
    /// - Throws: ``NMError`` with ``NMError/Code/notRunning`` if there is no bus or no NetworkManager on it.
    package static func connect(_ address: BusAddress = .system) async throws(NMError) -> NetworkManager {
        let connection: Connection
        do {
            connection = try await Connection.open(address)
        } catch {
            throw NMError(error, in: .find)
        }
        return try await connect(over: connection)
    }

    /// Finds NetworkManager on a bus, for instance again after a restart.
    ///
    /// - Parameter connection: The connection to the bus.
    /// - Returns: The NetworkManager that runs now.
    /// - Throws: ``NMError`` with ``NMError/Code/notRunning`` if there is none.
    package static func connect(over connection: Connection) async throws(NMError) -> NetworkManager {
        let owner: BusName
        let reply: [Value]
        do throws(BusError) {
            guard let found = try await connection.nameOwner(of: NM.name) else {
                throw .remote("org.freedesktop.DBus.Error.NameHasNoOwner", "")
            }
            owner = found
            reply = try await connection.answer(
                to: MethodCall(to: owner, NM.path, NM.propertiesInterface, "GetAll", [.string(NM.interface)]))
        } catch {
            throw NMError(error, in: .find)
        }
        guard let properties = reply.first?.vardict else { throw .unexpectedReply(reply, in: .find) }
        return NetworkManager(connection: connection, owner: owner, properties: properties)
    }
}

extension Connection {
    /// Makes a call to a NetworkManager that may just be starting, and repeats it for up to 10 s.
    ///
    /// NetworkManager has its name on the bus before its objects exist (seen for 80 ms).
    fileprivate func answer(to call: MethodCall) async throws(BusError) -> [Value] {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do throws(BusError) {
                return try await self.call(call)
            } catch {
                guard NMError(error, in: .find).code == .unknownObject, ContinuousClock.now < end, !Task.isCancelled
                else { throw error }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}

// MARK: - Requests

extension Request {
    fileprivate static let find = Request("find NetworkManager", NM.path, NM.propertiesInterface, "GetAll")
}

extension NetworkManager {
    func perform(
        _ request: Request, timeout: Duration = NetworkManager.writeTimeout
    ) async throws(NMError) -> [Value] {
        do {
            return try await connection.call(methodCall(request), timeout: timeout)
        } catch {
            throw NMError(error, in: request)
        }
    }

    /// Sends requests in their order, without waiting in between.
    func performAll(
        _ requests: [Request], timeout: Duration = NetworkManager.writeTimeout
    ) async -> [Result<[Value], NMError>] {
        let results = await connection.callAll(requests.map(methodCall), timeout: timeout)
        return zip(requests, results).map { request, result in
            result.mapError { NMError($0, in: request) }
        }
    }

    private func methodCall(_ request: Request) -> MethodCall {
        MethodCall(
            to: owner, request.path, request.interface, request.member, request.arguments,
            properties: request.properties)
    }

    /// The first value of a reply in its expected type.
    static func first<View>(
        of reply: [Value], _ request: Request, _ view: (Value) -> View?
    ) throws(NMError) -> View {
        guard let value = reply.first.flatMap(view) else { throw .unexpectedReply(reply, in: request) }
        return value
    }

    /// The first values of the replies to many requests, each in its expected type.
    static func firsts<View>(
        of results: [Result<[Value], NMError>], _ requests: [Request], _ view: (Value) -> View?
    ) -> [Result<View, NMError>] {
        zip(requests, results).map { request, result in
            Result { () throws(NMError) in try first(of: result.get(), request, view) }
        }
    }
}
