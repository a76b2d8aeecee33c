import DBus
import Kernel
import Logging
import NMClient
import NetTypes
package import Planning
import Profiles
package import Trial

extension NMBackend {
    package func liveState(withSettings: Bool) async throws(ControlError) -> LiveState {
        let manager = try await manager()
        let objects = try await perform { (manager) async throws(NMError) in try await manager.objects() }
        var contents: [ObjectPath: Result<SettingsDictionary, NMError>] = [:]
        if withSettings { contents = await manager.settings(of: objects.profiles.map(\.path)) }
        var profiles: [LiveProfile] = []
        for profile in objects.profiles {
            guard let live = try live(profile, contents[profile.path]) else { continue }
            if withSettings { paths[live.uuid] = profile.path }
            profiles.append(live)
        }
        let active = Dictionary(objects.activeConnections.map { ($0.path, $0) }) { first, _ in first }
        do throws(KernelError) {
            return LiveState(
                profiles: profiles,
                devices: objects.devices.map { Self.live($0, active, nameServers: objects.nameServers) },
                links: try KernelReader.links())
        } catch {
            throw ControlError(.refused, "the kernel's links cannot be read: \(error)")
        }
    }

    /// - Returns: `nil` for a profile that was deleted between the two questions.
    private func live(
        _ profile: SettingsConnection, _ contents: Result<SettingsDictionary, NMError>?
    ) throws(ControlError) -> LiveProfile? {
        var settings: Settings = [:]
        switch contents {
        case .success(let dictionary): settings = SettingsCoder.decode(dictionary)
        case .failure(let error) where error.code == .unknownObject: return nil
        case .failure(let error): throw ControlError(error)
        case nil: break
        }
        func text(_ property: String) -> String? {
            guard case .string(let text) = settings["connection"]?[property] else { return nil }
            return text
        }
        return LiveProfile(
            path: profile.path.text, uuid: text("uuid") ?? "", id: text("id") ?? "", type: text("type") ?? "",
            interfaceName: text("interface-name"), settings: settings, filename: profile.filename,
            isUnsaved: profile.unsaved, isGenerated: profile.flags.isGenerated)
    }

    private static func live(
        _ device: Device, _ active: [ObjectPath: ActiveConnection], nameServers: [ObjectPath: [NameServer]]
    ) -> LiveDevice {
        let connection = device.activeConnection.flatMap { active[$0] }
        var live = LiveDevice(
            path: device.path.text, interface: device.interface, state: device.state.rawValue,
            isManaged: device.managed, isReal: device.real,
            permanentMAC: device.permHwAddress.flatMap { MACAddress($0) }, hardwarePath: device.idPath,
            activePath: connection?.path.text, activeUUID: connection?.uuid)
        live.nameServers = device.ipConfigurations.flatMap { nameServers[$0] ?? [] }.compactMap { server in
            switch server {
            case .text(let text): IPAddress(text)
            case .bytes(let bytes): IPAddress(bytes: bytes)
            }
        }
        return live
    }

    package func checkpoints() async throws(ControlError) -> [CheckpointIdentity] {
        let manager = try await manager()
        let objects = try await perform { (manager) async throws(NMError) in try await manager.objects() }
        return objects.checkpoints.map { checkpoint in
            CheckpointIdentity(path: checkpoint.path.text, created: checkpoint.created, owner: manager.owner.text)
        }
    }

    package func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity? {
        let manager = try await manager()
        let objects = try await perform { (manager) async throws(NMError) in try await manager.objects() }
        return objects.checkpoints.first { $0.created >= since && Int($0.rollbackTimeout) == timeout }.map {
            CheckpointIdentity(path: $0.path.text, created: $0.created, owner: manager.owner.text)
        }
    }

    package func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity {
        // All devices, and those that appear later are disconnected at a rollback: otherwise, with NetworkManager's own
        // timer as the last resort, the new bond would keep the old NIC's address. New profiles are ours to delete:
        // NetworkManager's flag for that would also unplug the taps of guests started meanwhile.
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
