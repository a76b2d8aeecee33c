package import DBus
import Synchronization

/// NetworkManager's objects, read once and then kept up to date by its signals.
///
/// To list 200 active interfaces takes NetworkManager 0.14 s of its only thread (1.42.4), in which it does nothing else;
/// so whoever looks after each change keeps it from working. A mirror lags behind NetworkManager by the signals that are
/// still on their way; ``ManagedObjects/manager`` stays as it was first read.
package final class ObjectMirror: Sendable {
    fileprivate struct State {
        var objects: [ObjectPath: ManagedObject] = [:]
        /// The signals that arrived before the first reading; `nil` after it.
        var early: [NMEvent]? = []
        /// The objects as they were last asked for; `nil` once one has changed.
        var last: ManagedObjects?
        var hasEnded = false
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    /// The unique bus name of the NetworkManager whose objects these are.
    package let owner: BusName
    private let state = Mutex(State())
    /// As long as it is held, the signals come.
    private let signals = Mutex<AsyncStream<Never>?>(nil)

    private init(of owner: BusName) { self.owner = owner }

    /// Begins to follow NetworkManager.
    fileprivate static func begin(_ manager: NetworkManager) async throws(NMError) -> ObjectMirror {
        let mirror = ObjectMirror(of: manager.owner)
        // Not those of the manager and of the list of profiles: each activation changes lists of all there are.
        func changes(_ folder: StaticString? = nil, of interface: String? = nil) -> MatchRule {
            MatchRule(
                sender: NM.name, pathNamespace: folder.map { ObjectPath(literal: $0) },
                interface: NM.propertiesInterface, member: "PropertiesChanged", argument0: interface)
        }
        let rules = [
            changes("/org/freedesktop/NetworkManager/Devices"), changes(of: NM.activeInterface),
            changes(of: NM.profileInterface), changes(of: NM.checkpointInterface),
            changes("/org/freedesktop/NetworkManager/IP4Config"), changes("/org/freedesktop/NetworkManager/IP6Config"),
            MatchRule(sender: NM.name, interface: NM.objectManagerInterface), MatchRule.ownerChanges(of: NM.name),
        ]
        // Signals are taken in on the connection's queue, so that one which came before a reply is there with it.
        let stream: AsyncStream<Never>
        do {
            stream = try await manager.connection.events(matching: rules) { [weak mirror] signal in
                if let event = NMEvent(signal) { mirror?.take(event) }
                return nil
            }
        } catch {
            throw NMError(error, in: Request("listen to NetworkManager", NM.path, BusName.bus.text, "AddMatch"))
        }
        mirror.signals.withLock { $0 = stream }
        mirror.fill(try await manager.managedObjects(timeout: NetworkManager.writeTimeout))
        return mirror
    }

    /// Whether the mirror is no longer kept up to date, since NetworkManager or the bus went away.
    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The objects, as far as signals have told.
    package var objects: ManagedObjects {
        state.withLock { state in
            if let last = state.last { return last }
            let objects = ManagedObjects(Array(state.objects.values))
            state.last = objects
            return objects
        }
    }

    /// A stream that yields after changes of what ``objects`` shows; several in a row yield once.
    package func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    /// Takes the first reading, and then again the signals that came before it: the last of them that is about a
    /// property tells its present value, whether it was sent before the reading or after.
    private func fill(_ objects: [ManagedObject]) {
        state.withLock { state in
            for object in objects { state.objects[object.path] = object }
            for event in state.early ?? [] { _ = state.apply(event) }
            state.early = nil
        }
    }

    private func take(_ event: NMEvent) {
        state.withLock { state in
            if state.early != nil {
                state.early?.append(event)
                return
            }
            guard state.apply(event) else { return }
            state.last = nil
            state.listeners.removeAll { continuation in
                if case .terminated = continuation.yield() { true } else { false }
            }
        }
    }
}

extension ObjectMirror.State {
    /// Changes what a signal says has changed; returns whether that is anything which is read.
    fileprivate mutating func apply(_ event: NMEvent) -> Bool {
        switch event {
        case .added(let path, let interfaces):
            var object = objects[path] ?? ManagedObject(path: path)
            for (interface, values) in interfaces { object.set(interface, values) }
            objects[path] = object
            return true
        case .removed(let path, let interfaces):
            guard var object = objects.removeValue(forKey: path) else { return false }
            for interface in interfaces { object.remove(interface) }
            if !object.interfaces.isEmpty { objects[path] = object }
            return true
        case .propertiesChanged(let path, let interface, let values):
            // An object that is not there yet tells all when it appears.
            return objects[path]?.set(interface, values) ?? false
        case .ownerChanged, .disconnected:
            hasEnded = true
            return true
        case .deviceStateChanged, .activeConnectionStateChanged, .profileUpdated: return false
        }
    }
}

extension NetworkManager {
    /// Begins to follow all objects.
    ///
    /// - Returns: The mirror, with the objects as they are now; it follows them for as long as it is held.
    /// - Throws: ``NMError``.
    package func mirror() async throws(NMError) -> ObjectMirror { try await ObjectMirror.begin(self) }
}
