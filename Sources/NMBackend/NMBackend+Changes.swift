import DBus
import NMClient
package import Trial

/// A change that NetworkManager reported.
package enum ManagerChange: Hashable, Sendable {
    /// Checkpoints appeared or disappeared, or NetworkManager or the bus did.
    case checkpoints
    /// Another change: of a device, a profile or an activation.
    case other
}

extension NMBackend {
    /// The changes that NetworkManager reports from now on, with a first one at once; the stream ends with the bus.
    package func changes() async throws(ControlError) -> AsyncStream<ManagerChange> {
        let events = try await perform { (manager) async throws(NMError) in
            try await manager.events(MatchRule.turningPoints)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: ManagerChange.self)
        continuation.yield(.checkpoints)
        let listener = Task {
            for await event in events { continuation.yield(ManagerChange(event)) }
            continuation.finish()
        }
        continuation.onTermination = { _ in listener.cancel() }
        return stream
    }
}

extension ManagerChange {
    fileprivate init(_ event: NMEvent) {
        self =
            switch event {
            case .ownerChanged, .disconnected: .checkpoints
            case .added(_, let interfaces) where interfaces[NM.checkpointInterface] != nil: .checkpoints
            case .removed(_, let interfaces) where interfaces.contains(NM.checkpointInterface): .checkpoints
            default: .other
            }
    }
}
