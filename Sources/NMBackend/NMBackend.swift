package import DBus
package import Host
import Kernel
package import Logging
import NMClient
import NetTypes
import Planning
package import Trial

/// Carries out a trial's requests with NetworkManager and the kernel.
///
/// A restart gives NetworkManager a new unique name on the bus; the next request then goes to the new one.
package actor NMBackend: NetworkControl {
    let connection: Connection
    let log: Logger
    private var current: NetworkManager?
    /// Whether NetworkManager's objects are followed by its signals, rather than read at each look.
    private(set) var isFollowing = false
    private var mirror: ObjectMirror?
    /// The D-Bus paths of profiles by UUID; valid only for the run of NetworkManager in which they were learned.
    var paths: [String: ObjectPath] = [:]
    /// The UUIDs of profiles that tell a NIC's driver something; drivers are asked only for these.
    var tuning: Set<String> = []

    /// What this trial asked for so far, as a port's profile may name its controller: by interface and by UUID.
    var asked: Set<String> = []
    /// The ports that nobody has asked for yet, since NetworkManager brings them up with their controllers: likewise.
    var leftToManager: Set<String> = []
    /// The UUIDs of ports' profiles that were written when their controllers were up already: NetworkManager does not
    /// bring those ports up by itself.
    var writtenLate: Set<String> = []
    /// What was active when this trial asked for the first interface; `nil` before.
    var activeBefore: Set<ObjectPath>?

    private init(_ connection: Connection, log: Logger) {
        self.connection = connection
        self.log = log
    }

    /// Connects to the system bus; NetworkManager need not be running yet.
    ///
    /// - Throws: `.notRunning` when there is no bus.
    package static func connect(_ address: BusAddress = .system, log: Logger) async throws(ControlError) -> NMBackend {
        do throws(BusError) {
            return NMBackend(try await Connection.open(address), log: log)
        } catch {
            throw ControlError(
                .notRunning, "the system bus cannot be reached: \(error)",
                advice: "start the D-Bus system bus and NetworkManager (`systemctl start NetworkManager`)")
        }
    }

    /// The NetworkManager that runs now.
    ///
    /// - Throws: `.notRunning` when none is running.
    func manager() async throws(ControlError) -> NetworkManager {
        if let current, await owner() == current.owner.text { return current }
        do throws(NMError) {
            paths = [:]
            let manager = try await NetworkManager.connect(over: connection)
            log.debug("NetworkManager \(manager.version) is \(manager.owner)")
            current = manager
            return manager
        } catch {
            throw ControlError(error)
        }
    }

    package func follow() async {
        isFollowing = true
        // Now there is less to read than after the change; if it fails, so does the next look.
        _ = try? await following()
    }

    /// NetworkManager's objects, followed by its signals from the first call on.
    ///
    /// - Returns: `nil` while they are read anew at each look (`follow`).
    /// - Throws: ``ControlError``, when NetworkManager is gone.
    func following() async throws(ControlError) -> ObjectMirror? {
        guard isFollowing else { return nil }
        let manager = try await manager()
        if let mirror, mirror.owner == manager.owner, !mirror.hasEnded { return mirror }
        let fresh = try await perform { (manager) async throws(NMError) in try await manager.mirror() }
        mirror = fresh
        return fresh
    }

    /// NetworkManager's objects, with everything that it did before this call.
    func objects() async throws(ControlError) -> ManagedObjects {
        guard let mirror = try await following() else { return try await freshObjects() }
        // Its answer comes after the signals that it sent before.
        _ = try await perform { (manager) async throws(NMError) in try await manager.isStarting() }
        return mirror.hasEnded ? try await freshObjects() : mirror.objects
    }

    /// NetworkManager's objects, as far as its signals have told: what is not there yet comes with the next one.
    func objectsSoFar() async throws(ControlError) -> ManagedObjects {
        if let mirror = try await following() { return mirror.objects }
        return try await freshObjects()
    }

    /// NetworkManager's objects, read anew.
    func freshObjects() async throws(ControlError) -> ManagedObjects {
        try await perform { (manager) async throws(NMError) in try await manager.objects() }
    }

    package func owner() async -> String? {
        do throws(BusError) {
            return try await connection.nameOwner(of: NM.name)?.text
        } catch {
            log.debug("the owner of NetworkManager's name cannot be asked for: \(error)")
            return nil
        }
    }

    /// Whether the connection to the bus still exists.
    package var isConnected: Bool { get async { await connection.isConnected } }

    /// How many D-Bus method calls were sent so far, by `interface.member`.
    package func callCounts() async -> [String: Int] { await connection.callCounts }

    /// Makes a request, and converts its error to the trial's type.
    func perform<Value: Sendable>(
        _ body: (NetworkManager) async throws(NMError) -> Value
    ) async throws(ControlError) -> Value {
        let manager = try await manager()
        do throws(NMError) {
            return try await body(manager)
        } catch {
            throw ControlError(error)
        }
    }

    package func add(_ address: String, to link: String) async throws(ControlError) {
        do throws(KernelError) {
            guard let name = try? InterfaceName(link), let there = LiveState(try KernelState.read()).links[name],
                let prefix = IPPrefix(address)
            else { return }
            var socket = try RouteSocket()
            try socket.setUp(there.index, true)
            try socket.addAddress(prefix, on: there.index)
            // The switch may still expect the address behind another port, where a bond had it.
            if let mac = there.mac { Announcement.send(prefix.address, on: there.index, from: mac) }
        } catch {
            throw ControlError("\(address) cannot be put back on \(link)", error)
        }
    }

    package func add(_ route: Before.Route) async throws(ControlError) {
        do throws(KernelError) {
            guard let name = try? InterfaceName(route.interface),
                let link = LiveState(try KernelState.read()).links[name],
                let destination = IPPrefix(route.destination)
            else { return }
            var socket = try RouteSocket()
            try socket.addRoute(
                to: destination, via: route.via.flatMap { IPAddress($0) }, on: link.index, table: route.table,
                metric: route.metric, source: route.source.flatMap { IPAddress($0) }, origin: route.origin)
        } catch {
            throw ControlError("\(route) cannot be put back on \(route.interface)", error)
        }
    }

    package func takeAway(_ routes: [KernelRoute]) async throws(ControlError) {
        do throws(KernelError) {
            var socket = try RouteSocket()
            for route in routes { try socket.removeRoute(route) }
        } catch {
            throw ControlError("a route of a profile that goes cannot be removed", error)
        }
    }
}

extension ControlError {
    /// Converts NetworkManager's error to the trial's type.
    init(_ error: NMError) {
        let kind: Kind =
            switch error.code {
            case .notRunning: .notRunning
            case .permissionDenied: .notPermitted
            case .disconnected, .timedOut, .cancelled: .lost
            default: .refused
            }
        self.init(
            kind, error.message, advice: error.advice,
            report: Report(operation: error.member, object: error.object, name: error.remoteName))
    }

    /// Converts a kernel error to the trial's type.
    ///
    /// - Parameters:
    ///   - what: what cannot be done, as the beginning of a sentence: `the kernel's links cannot be read`.
    ///   - error: the kernel's error.
    init(_ what: String, _ error: KernelError) {
        self.init(
            .refused, "\(what): \(error)",
            report: Report(operation: error.request, name: error.number == 0 ? nil : error.name))
    }
}
