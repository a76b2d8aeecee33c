import DBus
import FoundationEssentials
package import Host
import NMClient
package import NetTypes
import Planning
import System
package import Trial

/// Hiding profiles from NetworkManager for the duration of a trial.
///
/// A file `UUID.nmmeta` in /run hides a profile, whatever file it is in (nm-keyfile-internal.h, `nms_keyfile_nmmeta`);
/// seen with 1.42.4 for profiles in /etc, in /usr/lib and in memory. It survives a restart of NetworkManager, but not a
/// boot.
extension NMBackend {
    package func setAside(_ profiles: [LiveProfile]) async throws(ControlError) {
        if profiles.isEmpty { return }
        // NetworkManager 1.30 makes it only when it writes its own first profile there.
        try file { () throws(FileError) in try DurableFile.makeDirectory(ProfileDirectory.memory) }
        var names: [String] = []
        for profile in profiles {
            let tombstone = ProfileDirectory.tombstone(of: profile.uuid, in: ProfileDirectory.memory)
            try file { () throws(FileError) in
                try DurableFile.write(ProfileDirectory.tombstoneText(of: profile.uuid), to: tombstone)
            }
            names.append(tombstone)
            // A profile in the same directory would take precedence; where netplan made it, Ubuntu's NetworkManager would fail
            // an assertion if its checkpoint brought back a bridge.
            if let name = profile.filename, name.hasPrefix(ProfileDirectory.memory + "/") {
                try file { () throws(FileError) in try DurableFile.remove(name) }
                names.append(name)
            }
            paths[profile.uuid] = nil
        }
        try await load(files: names)
    }

    package func delete(_ changes: [ProfileChange]) async throws(ControlError) {
        let manager = try await manager()
        var objects: [(uuid: String, path: ObjectPath)] = []
        var names: [String] = []
        let made = Self.filenames(try await self.objects()).filter { NetplanFiles.isProfile($0.value) }
        for uuid in Set(changes.map(\.uuid)).sorted() {
            guard let path = try await profilePath(uuid) else { continue }
            // NetworkManager would write all of netplan's files anew.
            if let name = made[path] {
                try file { () throws(FileError) in try DurableFile.remove(name) }
                names.append(name)
            } else {
                objects.append((uuid, path))
            }
        }
        for (object, result) in zip(objects, await manager.delete(objects.map(\.path))) {
            guard case .failure(let error) = result, error.code != .unknownObject else { continue }
            // Another program may have deleted it first, for which NetworkManager has no error of its own.
            let present = try await perform { (manager) async throws(NMError) in
                try await manager.connection(uuid: object.uuid)
            }
            if present == object.path { throw ControlError(error) }
        }
        for change in changes {
            paths[change.uuid] = nil
            try file { () throws(FileError) in
                names += try ProfileDirectory.removeFiles(of: change, in: LinuxFiles())
            }
        }
        if !names.isEmpty { try await load(files: names) }
    }

    package func reread(_ files: [String]) async throws(ControlError) {
        if !files.isEmpty { try await load(files: files) }
    }

    package func bringBack(_ changes: [ProfileChange]) async throws(ControlError) {
        let kept = changes.filter { $0.kind != .added }
        if kept.isEmpty { return }
        let live = try await liveState(withSettings: true)
        var names: [String] = []
        for change in kept {
            guard let before = change.filename else { continue }
            let now = live.profile(uuid: change.uuid)?.filename
            let tombstones = [ProfileDirectory.memory, ProfileDirectory.path].map {
                ProfileDirectory.tombstone(of: change.uuid, in: $0)
            }
            try file { () throws(FileError) in
                for tombstone in tombstones where try DurableFile.exists(tombstone) {
                    try DurableFile.remove(tombstone)
                    names.append(tombstone)
                }
                // The file that the trial, or NetworkManager's own rollback, made of it. Loading the name of a deleted
                // file makes NetworkManager look at the profile's other files again.
                var others = try IfcfgFiles.names(of: change.uuid, in: LinuxFiles())
                if let now, ProfileDirectory.isOurs(now), !others.contains(now) { others.append(now) }
                for other in others where other != before {
                    try IfcfgFiles.remove(other, in: LinuxFiles())
                    names.append(other)
                }
                if try ProfileDirectory.putBack(change, in: LinuxFiles()) || now == nil { names.append(before) }
            }
            paths[change.uuid] = nil
        }
        if !names.isEmpty { try await load(files: names) }
    }

    package func reapply(_ interface: InterfaceName) async throws(ControlError) {
        // In a NetworkManager that was started since, the path may be another device's.
        let manager = try await manager()
        let device = try await device(of: interface)
        do throws(NMError) {
            try await manager.reapply(device)
        } catch {
            throw ControlError(error)
        }
    }

    package func takeIPv4(from interface: InterfaceName) async throws(ControlError) {
        let manager = try await manager()
        let device = try await device(of: interface)
        do throws(NMError) {
            guard var settings = try await manager.appliedConnections([device])[device]?.get() else { return }
            settings["ipv4"] = ["method": .string("disabled")]
            try await manager.reapply(device, settings: settings)
        } catch {
            throw ControlError(error)
        }
    }

    private func device(of interface: InterfaceName) async throws(ControlError) -> ObjectPath {
        let objects = try await objects()
        guard let device = objects.devices.first(where: { $0.interface == interface.text && $0.real }) else {
            throw ControlError(.refused, "\(interface) is gone")
        }
        return device.path
    }

    /// Makes NetworkManager read files again.
    func load(files names: [String]) async throws(ControlError) {
        let result = try await perform { (manager) async throws(NMError) in try await manager.loadConnections(names) }
        // A deleted file cannot be loaded; it is named only so that NetworkManager looks there.
        let failed = result.failures.filter { (try? DurableFile.exists($0)) ?? false }
        if !failed.isEmpty {
            throw ControlError(.refused, "NetworkManager cannot read \(failed.joined(separator: ", "))")
        }
    }
}
