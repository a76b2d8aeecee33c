package import DBus
import NetTypes

/// What a rollback did about one device (`NMRollbackResult`).
package struct RollbackResult: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The rollback **started** to restore the device; whether it succeeds shows later.
    package static let started = RollbackResult(rawValue: 0)

    /// NetworkManager's results in words, for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "started", 1: "the device is gone", 2: "the device is unmanaged", 3: "failed",
    ]
}

// Checkpoints: org.freedesktop.NetworkManager, since 1.4, AdjustRollbackTimeout since 1.12.
extension NetworkManager {
    /// Creates a checkpoint (`CheckpointCreate`).
    ///
    /// Unless it is destroyed in time, NetworkManager itself rolls back to it, even if this program has died; but not
    /// after NetworkManager has restarted.
    ///
    /// - Parameters:
    ///   - devices: The devices that the checkpoint covers; an empty list means all.
    ///   - timeout: Seconds until the rollback; 0 means never.
    ///   - flags: How the rollback treats what is new.
    /// - Returns: The checkpoint.
    /// - Throws: ``NMError``, for instance ``NMError/Code/checkpointOverlap``.
    package func createCheckpoint(
        devices: [ObjectPath] = [], timeout: UInt32, flags: CheckpointFlags
    ) async throws(NMError) -> ObjectPath {
        let request = Request.checkpoint(
            "create a checkpoint", "CheckpointCreate",
            [.objectPaths(devices), .uint32(timeout), .uint32(flags.rawValue)])
        return try Self.first(of: await perform(request), request, \.objectPath)
    }

    /// Lists all checkpoints, by one property and one call for each: there is seldom any, and everything that
    /// NetworkManager has may be megabytes.
    ///
    /// - Returns: The checkpoints, other programs' too; without those that went away meanwhile.
    /// - Throws: ``NMError``.
    package func checkpoints() async throws(NMError) -> [Checkpoint] {
        let request = Request(
            "list the checkpoints", NM.path, NM.propertiesInterface, "Get",
            [.string(NM.interface), .string("Checkpoints")])
        let paths = try Self.first(of: await perform(request), request, \.objectPaths)
        let requests = paths.map { path in
            Request(
                "read checkpoint \(path)", path, NM.propertiesInterface, "GetAll", [.string(NM.checkpointInterface)])
        }
        var found: [Checkpoint] = []
        for (path, result) in zip(paths, Self.firsts(of: await performAll(requests), requests, \.vardict)) {
            switch result {
            case .success(let properties): found.append(Checkpoint(path, Properties(properties)))
            case .failure(let error) where error.code == .unknownObject: continue
            case .failure(let error): throw error
            }
        }
        return found
    }

    /// Drops a checkpoint, so that the present state stays (`CheckpointDestroy`).
    ///
    /// - Parameter checkpoint: The checkpoint. `/`, which would drop other programs' checkpoints, too, is refused here.
    /// - Throws: ``NMError``.
    package func destroyCheckpoint(_ checkpoint: ObjectPath) async throws(NMError) {
        let request = Request.checkpoint(
            "destroy checkpoint \(checkpoint)", "CheckpointDestroy", [.objectPath(checkpoint)])
        guard !checkpoint.isRoot else {
            throw NMError(BusError(.invalidArgument, "/ stands for all checkpoints, others' too"), in: request)
        }
        _ = try await perform(request)
    }

    /// Rolls back to a checkpoint and drops it (`CheckpointRollback`).
    ///
    /// It returns when NetworkManager has begun to restore the devices, seconds before it has finished.
    ///
    /// - Parameter checkpoint: The checkpoint.
    /// - Returns: The result for each device, by the device's path at the checkpoint.
    /// - Throws: ``NMError``.
    package func rollback(_ checkpoint: ObjectPath) async throws(NMError) -> [String: RollbackResult] {
        let request = Request.checkpoint(
            "roll back to checkpoint \(checkpoint)", "CheckpointRollback", [.objectPath(checkpoint)])
        return try Self.first(of: await perform(request), request) { value in
            value.vardict?.mapValues { RollbackResult(rawValue: $0.uint32 ?? .max) }
        }
    }

    /// Sets when NetworkManager rolls back to a checkpoint (`CheckpointAdjustRollbackTimeout`).
    ///
    /// - Parameters:
    ///   - checkpoint: The checkpoint.
    ///   - seconds: Seconds **from now**; 0 means never.
    /// - Throws: ``NMError``.
    package func adjustRollbackTimeout(_ checkpoint: ObjectPath, seconds: UInt32) async throws(NMError) {
        _ = try await perform(
            .checkpoint(
                "set the timeout of checkpoint \(checkpoint)", "CheckpointAdjustRollbackTimeout",
                [.objectPath(checkpoint), .uint32(seconds)]))
    }
}

extension Request {
    fileprivate static func checkpoint(_ purpose: String, _ member: String, _ arguments: [Value]) -> Request {
        Request(purpose, NM.path, NM.interface, member, arguments, needs: .checkpointRollback)
    }
}
