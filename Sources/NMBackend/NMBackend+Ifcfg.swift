import DBus
import FoundationEssentials
import GLib
import Host
import NMClient
import System
import Trial

/// Profiles of NetworkManager's plugin ifcfg-rh as key files, which is the only format that it keeps in memory.
extension NMBackend {
    /// A directory of NetworkManager's own, so that SELinux lets it read what is there.
    private static let workshop = "/run/NetworkManager/nm-topology"

    /// The key file of a profile that is restored.
    ///
    /// NetworkManager translates a file of the plugin ifcfg-rh: it reads a copy as a profile of another UUID that does
    /// not come up by itself, and writes that to its memory.
    ///
    /// - Throws: `.refused` when NetworkManager cannot read it, for instance because the plugin is not there any more.
    func keyfile(of profile: Restoration.Back) async throws(ControlError) -> [UInt8] {
        let restored = profile.profile
        let bytes = Array(restored.bytes)
        if NetplanFiles.isProfile(restored.path) {
            // Without a UUID in it, NetworkManager would make one of the file's name.
            var keyfile = try parsed(bytes, of: restored.path)
            do throws(KeyfileError) {
                try keyfile.setString("connection", "uuid", to: profile.uuid)
            } catch {
                throw ControlError(.refused, "\(restored.path) cannot be read: \(error)")
            }
            return Array(keyfile.text.utf8)
        }
        guard IfcfgFiles.isProfile(restored.path) else { return bytes }
        let uuid = UUID().uuidString.lowercased()
        func copy(_ path: String) -> String { "\(Self.workshop)/\(DurableFile.split(path).name)" }
        let main = copy(restored.path)
        let beside = restored.beside ?? []
        func clear() throws(ControlError) {
            try file { () throws(FileError) in
                for path in beside.map({ copy($0.path) }) + [main] { try DurableFile.remove(path) }
            }
        }
        try file { () throws(FileError) in
            try LinuxFiles().makeDirectory(Self.workshop)
            for item in beside { try DurableFile.write(Array(item.bytes), to: copy(item.path)) }
            try DurableFile.write(IfcfgFiles.text(bytes, as: uuid), to: main)
        }
        do throws(ControlError) {
            let translated = try await translated(main, uuid)
            try clear()
            var keyfile = try parsed(translated, of: restored.path)
            keyfile.removeGroup(".nmmeta")
            do throws(KeyfileError) {
                try keyfile.setString("connection", "uuid", to: profile.uuid)
            } catch {
                throw ControlError(.refused, "\(restored.path) cannot be translated: \(error)")
            }
            if IfcfgFiles.comesUpByItself(bytes) { keyfile.removeKey("connection", "autoconnect") }
            return Array(keyfile.text.utf8)
        } catch {
            try clear()
            _ = try? await perform { (manager) async throws(NMError) in try await manager.loadConnections([main]) }
            throw error
        }
    }

    private func parsed(_ bytes: [UInt8], of path: String) throws(ControlError) -> Keyfile {
        do throws(KeyfileError) {
            return try Keyfile(parsing: bytes)
        } catch {
            throw ControlError(.refused, "\(path) cannot be translated: \(error)")
        }
    }

    /// What NetworkManager makes in its memory of a file of the plugin ifcfg-rh; afterwards it knows nothing of it.
    private func translated(_ path: String, _ uuid: String) async throws(ControlError) -> [UInt8] {
        let result = try await perform { (manager) async throws(NMError) in try await manager.loadConnections([path]) }
        let found = try await perform { (manager) async throws(NMError) -> ObjectPath? in
            guard result.failures.isEmpty, let object = try await manager.connection(uuid: uuid) else { return nil }
            try await manager.update(object, nil, flags: .inMemory)
            return object
        }
        guard let object = found else {
            throw ControlError(
                .refused, "NetworkManager cannot read \(DurableFile.split(path).name) of \(IfcfgFiles.directory)",
                advice: "look whether its plugin ifcfg-rh is still there (NetworkManager --print-config)")
        }
        let name = try await freshObjects().profiles.first { $0.path == object }?.filename
        let bytes = try file { () throws(FileError) in
            guard let name, let bytes = try DurableFile.read(name) else {
                throw FileError(path: name ?? path, reason: "NetworkManager made no key file of it")
            }
            return bytes
        }
        // By its UUID: in a NetworkManager that was started since, the path may be another profile's.
        try await perform { (manager) async throws(NMError) in
            if let object = try await manager.connection(uuid: uuid) { try await manager.delete(object) }
        }
        return bytes
    }
}
