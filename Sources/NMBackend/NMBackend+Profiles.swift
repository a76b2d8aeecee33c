import DBus
import FoundationEssentials
import GLib
import NMClient
import NetTypes
package import Planning
import Profiles
package import Trial

extension NMBackend {
    package func write(_ steps: [Step]) async throws(ControlError) {
        let manager = try await manager()
        var added: [Step] = []
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        for step in steps {
            let settings = SettingsCoder.encode(step.profile.settings, for: manager.versionInfo)
            switch step.write {
            case .none(let path): paths[step.profile.uuid.text] = try objectPath(path)
            case .add: added.append(step)
            case .update(let live, _):
                let path = try objectPath(live.path)
                paths[step.profile.uuid.text] = path
                updates.append((path, settings))
            }
        }
        let results = await manager.addConnections(
            added.map { SettingsCoder.encode($0.profile.settings, for: manager.versionInfo) },
            flags: [.inMemory, .blockAutoconnect])
        for (step, result) in zip(added, results) { paths[step.profile.uuid.text] = try Self.value(result) }
        for result in await manager.update(updates, flags: [.inMemory, .blockAutoconnect]) { try Self.value(result) }
    }

    package func shadow(_ profiles: [LiveProfile]) async throws(ControlError) {
        if profiles.isEmpty { return }
        let manager = try await manager()
        var objects: [ObjectPath] = []
        for profile in profiles { objects.append(try objectPath(profile.path)) }
        let contents = await manager.settings(of: objects)
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        for object in objects {
            guard let result = contents[object] else { continue }
            var settings = Self.withoutLegacy(try Self.value(result))
            settings["connection", default: [:]]["autoconnect"] = .boolean(false)
            updates.append((object, settings))
        }
        for result in await manager.update(updates, flags: [.inMemory, .blockAutoconnect]) { try Self.value(result) }
    }

    /// GetSettings gives addresses and routes twice; the old spelling must not be sent back.
    private static func withoutLegacy(_ settings: SettingsDictionary) -> SettingsDictionary {
        var settings = settings
        for family in ["ipv4", "ipv6"] {
            for (new, old) in [("address-data", "addresses"), ("route-data", "routes"), ("dns-data", "dns")]
            where settings[family]?[new] != nil {
                settings[family]?[old] = nil
            }
        }
        return settings
    }

    package func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile] {
        let live = try await liveState(withSettings: true)
        var kept: [KeptProfile] = []
        for change in changes {
            guard let profile = live.profile(uuid: change.uuid), let name = profile.filename else {
                throw ControlError(.refused, "the profile of \(change.interface) is no longer there")
            }
            let bytes = try file { () throws(StateError) in try DurableFile.read(name) }
            do throws(KeyfileError) {
                // NetworkManager's note on where an in-memory profile belongs is not part of the profile.
                var keyfile = try Keyfile(parsing: bytes ?? [])
                keyfile.removeGroup(".nmmeta")
                kept.append(
                    KeptProfile(
                        uuid: change.uuid, interface: change.interface, path: Self.target(change), keyfile: keyfile.text
                    ))
            } catch {
                throw ControlError(.refused, "\(name) cannot be read: \(error)")
            }
        }
        return kept
    }

    /// A changed profile keeps its file; a new one gets the name that NetworkManager gives it, too.
    ///
    /// That has the UUID in it where another profile has the plain name: recovery at boot must not make a second file of
    /// what is on disk already.
    private static func target(_ change: ProfileChange) -> String {
        if let name = change.filename, name.hasPrefix(ProfileDirectory.path + "/") { return name }
        let plain = "\(ProfileDirectory.path)/\(change.id).nmconnection"
        let isTaken = (try? DurableFile.read(plain)) ?? nil != nil
        return isTaken ? "\(ProfileDirectory.path)/\(change.id)-\(change.uuid).nmconnection" : plain
    }

    package func persist(_ profiles: [KeptProfile]) async throws(ControlError) {
        let manager = try await manager()
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        var missing: [KeptProfile] = []
        try await persistExactly(profiles.filter { $0.exact != nil })
        for profile in profiles where profile.exact == nil {
            if let path = try await profilePath(profile.uuid) {
                updates.append((path, nil))
            } else {
                missing.append(profile)
            }
        }
        for result in await manager.update(updates, flags: .toDisk) { try Self.value(result) }
        for profile in missing {
            try file { () throws(StateError) in try DurableFile.write(Array(profile.keyfile.utf8), to: profile.path) }
        }
        if missing.isEmpty { return }
        let names = missing.map(\.path)
        let result = try await perform { (manager) async throws(NMError) in try await manager.loadConnections(names) }
        if !result.failures.isEmpty {
            throw ControlError(.refused, "NetworkManager cannot read \(result.failures.joined(separator: ", "))")
        }
    }

    package func delete(uuids: [String]) async throws(ControlError) {
        let manager = try await manager()
        var objects: [ObjectPath] = []
        for uuid in uuids { if let path = try await profilePath(uuid) { objects.append(path) } }
        for (uuid, result) in zip(uuids, await manager.delete(objects)) {
            paths[uuid] = nil
            if case .failure(let error) = result, error.code != .unknownObject { throw ControlError(error) }
        }
    }

    package func restore(_ changes: [ProfileChange]) async throws(ControlError) {
        try await delete(uuids: changes.filter { $0.kind == .added }.map(\.uuid))
        let kept = changes.filter { $0.kind != .added }
        if kept.isEmpty { return }
        let live = try await liveState(withSettings: true)
        var files: [String] = []
        for change in kept {
            let now = live.profile(uuid: change.uuid)?.filename
            guard let before = change.filename else { continue }
            if let now, now != before, now.hasPrefix("/run/NetworkManager/system-connections/") {
                // The shadow goes; loading its name makes NetworkManager look at the file on disk again.
                try file { () throws(StateError) in try DurableFile.remove(now) }
                files.append(now)
            }
            let bytes = change.original.map { Array($0) }
            if let bytes, try file({ () throws(StateError) in try DurableFile.read(before) }) != bytes {
                try file { () throws(StateError) in try DurableFile.write(bytes, to: before) }
                files.append(before)
            } else if now == nil {
                files.append(before)
            }
        }
        if files.isEmpty { return }
        let loaded = files
        let result = try await perform { (manager) async throws(NMError) in try await manager.loadConnections(loaded) }
        // A shadow's name cannot be loaded any more once it is gone, and is listed here for that.
        let failed = result.failures.filter { (try? DurableFile.read($0)) ?? nil != nil }
        if !failed.isEmpty {
            throw ControlError(.refused, "NetworkManager cannot read \(failed.joined(separator: ", ")) again")
        }
    }

    package func keepOffDisk(uuids: [String]) async throws(ControlError) {
        if uuids.isEmpty { return }
        let manager = try await manager()
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        for uuid in uuids {
            if let path = try await profilePath(uuid) { updates.append((path, nil)) }
        }
        for result in await manager.update(updates, flags: [.inMemoryOnly, .volatile, .noReapply]) {
            try Self.value(result)
        }
    }

    func file<Value>(_ body: () throws(StateError) -> Value) throws(ControlError) -> Value {
        do throws(StateError) {
            return try body()
        } catch {
            throw ControlError(.refused, error.description)
        }
    }

    /// Where the profile with this UUID is now, if anywhere.
    func profilePath(_ uuid: String) async throws(ControlError) -> ObjectPath? {
        if let path = paths[uuid] { return path }
        let path = try await perform { (manager) async throws(NMError) in try await manager.connection(uuid: uuid) }
        paths[uuid] = path
        return path
    }

    static func value<Value>(_ result: Result<Value, NMError>) throws(ControlError) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let error): throw ControlError(error)
        }
    }
}
