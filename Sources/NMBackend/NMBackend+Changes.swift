import NMClient
package import Trial

/// What NetworkManager told of.
package enum ManagerChange: Hashable, Sendable {
    /// Checkpoints came or went, or NetworkManager or the bus did.
    case checkpoints
    /// Something else: a device, a profile, an activation.
    case other
}

extension NMBackend {
    /// What NetworkManager tells of from now on, and at once a first change; it ends with the bus.
    package func changes() async throws(ControlError) -> AsyncStream<ManagerChange> {
        let events = try await perform { (manager) async throws(NMError) in try await manager.events() }
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
            case .propertiesChanged(let path, _, let changed)
            where path == NM.path && changed["Checkpoints"] != nil:
                .checkpoints
            default: .other
            }
    }
}
