import DBus
package import Host
import Kernel
import Logging
import NMClient
import NetTypes
import Planning
import Profiles
package import Trial

extension NMBackend {
    package func liveState(withSettings: Bool) async throws(ControlError) -> LiveState {
        var live: LiveState
        if withSettings {
            let objects = try await freshObjects()
            live = try state(objects, try await profiles(of: objects))
        } else {
            live = try state(try await objects())
        }
        let manager = try await manager()
        if manager.versionInfo > NMVersion(0, 0) { live.manager = manager.versionInfo }
        live.openVSwitch = !manager.hasOpenVSwitch ? .noPlugin : live.openVSwitch ?? .ready
        return live
    }

    /// Notes whether a profile tells a NIC's driver something.
    func note(_ settings: Settings, of uuid: String) {
        let link = settings["802-3-ethernet"] ?? [:]
        let isTuning =
            settings["ethtool"]?.isEmpty == false || link["speed"] != nil || link["auto-negotiate"] == .bool(true)
            || link["wake-on-lan"] != nil
        if isTuning { tuning.insert(uuid) } else { tuning.remove(uuid) }
    }

    package func liveStateWithGenerated() async throws(ControlError) -> LiveState {
        let objects = try await freshObjects()
        return try state(objects, try await profiles(of: objects) { $0.flags.isGenerated })
    }

    /// Joins NetworkManager's objects with the kernel's links as they are now.
    func state(
        _ objects: ManagedObjects, _ profiles: [LiveProfile] = []
    ) throws(ControlError) -> LiveState {
        var live: LiveState
        do throws(KernelError) {
            let kernel = try KernelState.read()
            live = LiveState(kernel, profiles: profiles, devices: Self.devices(of: objects))
            if kernel.openVSwitch == nil { live.openVSwitch = .noDatabase }
        } catch {
            throw ControlError("the kernel's links cannot be read", error)
        }
        for device in live.devices where device.activeUUID.map(tuning.contains) == true {
            guard let name = try? InterfaceName(device.interface) else { continue }
            live.links[name]?.ethtool = Ethtool.read(name.text)
        }
        return live
    }

    package func checkpoints() async throws(ControlError) -> [CheckpointIdentity] {
        let manager = try await manager()
        let found = try await perform { (manager) async throws(NMError) in try await manager.checkpoints() }
        return found.map { checkpoint in
            CheckpointIdentity(path: checkpoint.path.text, created: checkpoint.created, owner: manager.owner.text)
        }
    }

    package func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity? {
        let manager = try await manager()
        let found = try await perform { (manager) async throws(NMError) in try await manager.checkpoints() }
        return found.first { $0.created >= since && Int($0.rollbackTimeout) == timeout }.map {
            CheckpointIdentity(path: $0.path.text, created: $0.created, owner: manager.owner.text)
        }
    }

    package func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity {
        (asked, leftToManager, writtenLate, activeBefore) = ([], [], [], nil)
        // The checkpoint covers all devices, and a rollback disconnects those that appear later: otherwise, with
        // NetworkManager's own timer as the last resort, the new bond would keep the old NIC's address. We delete new
        // profiles ourselves: NetworkManager's flag for that would also unplug the taps of guests started meanwhile.
        let path = try await perform { (manager) async throws(NMError) in
            try await manager.createCheckpoint(timeout: UInt32(clamping: timeout), flags: [.disconnectNewDevices])
        }
        guard let identity = try await checkpoints().first(where: { $0.path == path.text }) else {
            throw ControlError(.lost, "NetworkManager's checkpoint went away at once")
        }
        return identity
    }

    package func adjust(_ checkpoint: CheckpointIdentity, timeout: Int) async throws(ControlError) {
        let path = try path(checkpoint)
        try await perform { (manager) async throws(NMError) in
            try await manager.adjustRollbackTimeout(path, seconds: UInt32(clamping: timeout))
        }
    }

    package func destroy(_ checkpoint: CheckpointIdentity) async throws(ControlError) {
        let path = try path(checkpoint)
        try await perform { (manager) async throws(NMError) in try await manager.destroyCheckpoint(path) }
    }

    package func rollBack(_ checkpoint: CheckpointIdentity) async throws(ControlError) {
        let path = try path(checkpoint)
        let result = try await perform { (manager) async throws(NMError) in try await manager.rollback(path) }
        for (device, outcome) in result where outcome != .started {
            log.notice("NetworkManager's rollback of \(device): \(outcome)")
        }
    }

    func path(_ checkpoint: CheckpointIdentity) throws(ControlError) -> ObjectPath { try objectPath(checkpoint.path) }

    func objectPath(_ text: String) throws(ControlError) -> ObjectPath {
        do throws(BusError) {
            return try ObjectPath(text)
        } catch {
            throw ControlError(.refused, "“\(text)” is no D-Bus object path")
        }
    }
}
