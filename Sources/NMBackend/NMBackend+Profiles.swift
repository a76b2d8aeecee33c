import DBus
import FoundationEssentials
import GLib
package import Host
import NMClient
import NetTypes
package import Planning
package import Profiles
import System
package import Trial

extension NMBackend {
    package func write(_ steps: [Step]) async throws(ControlError) {
        let manager = try await manager()
        var added: [Step] = []
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        for step in steps {
            note(step.profile.settings, of: step.profile.uuid.text)
            if let controller = step.profile.settings.controller,
                asked.contains(controller) || leftToManager.contains(controller)
            {
                writtenLate.insert(step.profile.uuid.text)
            }
            switch step.write {
            case .none(let path): paths[step.profile.uuid.text] = try objectPath(path)
            case .add: added.append(step)
            case .update(let live, _):
                let path = try objectPath(live.path)
                paths[step.profile.uuid.text] = path
                let settings = try Self.encoded(step.profile, for: manager.versionInfo)
                updates.append((path, try await keeping(step.keeps, of: path, in: settings)))
            }
        }
        var contents: [SettingsDictionary] = []
        for step in added { contents.append(try Self.encoded(step.profile, for: manager.versionInfo)) }
        let results = await manager.addConnections(contents, flags: [.inMemory, .blockAutoconnect])
        for (step, result) in zip(added, results) { paths[step.profile.uuid.text] = try Self.value(result) }
        for result in await manager.update(updates, flags: [.inMemory, .blockAutoconnect]) { try Self.value(result) }
    }

    /// The settings of a profile as NetworkManager takes them, with the key that the profile only names the file of.
    private static func encoded(
        _ profile: Profile, for version: NMVersion
    ) throws(ControlError) -> SettingsDictionary {
        do throws(FileError) {
            return SettingsCoder.encode(try profile.withSecret().settings, for: version)
        } catch {
            throw ControlError(.refused, "the secret of \(profile.interface) cannot be used: \(error)")
        }
    }

    package func fingerprint(
        of profile: LiveProfile, _ place: ProfileSecret.Place
    ) async throws(ControlError) -> String? {
        let path = try objectPath(profile.path)
        let found = try await perform { (manager) async throws(NMError) -> SettingsDictionary? in
            do throws(NMError) {
                return try await manager.secrets(of: path, in: place.setting)
            } catch {
                if error.code == .notRunning || error.code == .disconnected { throw error }
                return nil
            }
        }
        guard let text = found?[place.setting]?[place.property]?.string, !text.isEmpty else { return nil }
        return ProfileSecret(Array(text.utf8), for: place)?.fingerprint
    }

    /// Adds properties to settings as NetworkManager has them, whatever the type of their values.
    func keeping(
        _ names: [String], of path: ObjectPath, in settings: SettingsDictionary
    ) async throws(ControlError) -> SettingsDictionary {
        if names.isEmpty { return settings }
        let present = try await perform { (manager) async throws(NMError) in try await manager.settings(of: path) }
        var result = settings
        for name in names {
            guard let dot = name.firstIndex(of: ".") else { continue }
            let (setting, property) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
            if let value = present[setting]?[property] { result[setting, default: [:]][property] = value }
        }
        return result
    }

    package func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile] {
        let manager = try await manager()
        let found = try await find(changes.map(\.uuid))
        var names = Self.filenames(try await objects())
        let scripts = found.values.filter {
            names[$0].map { IfcfgFiles.isProfile($0) || NetplanFiles.isProfile($0) } == true
        }
        if !scripts.isEmpty {
            // Somebody has saved them meanwhile, which NetworkManager did in another format.
            for result in await manager.update(scripts.map { ($0, nil) }, flags: .inMemory) { try Self.value(result) }
            names = Self.filenames(try await freshObjects())
        }
        var kept: [KeptProfile] = []
        for change in changes {
            guard let name = found[change.uuid].flatMap({ names[$0] }) else {
                throw ControlError(.refused, "the profile of \(change.interface) is no longer there")
            }
            let bytes = try file { () throws(FileError) in try DurableFile.read(name) }
            do throws(KeyfileError) {
                // NetworkManager's note on the file of an in-memory profile is not part of the profile.
                var keyfile = try Keyfile(parsing: bytes ?? [])
                keyfile.removeGroup(".nmmeta")
                // Somebody may have saved it already (`nmcli connection modify`), and it must not get a second file.
                let target = name.hasPrefix(ProfileDirectory.path + "/") ? name : Self.target(change)
                kept.append(
                    KeptProfile(
                        uuid: change.uuid, interface: change.interface, path: target, keyfile: keyfile.text))
            } catch {
                throw ControlError(.refused, "\(name) cannot be read: \(error)")
            }
        }
        return kept
    }

    static func filenames(_ objects: ManagedObjects) -> [ObjectPath: String] {
        Dictionary(objects.profiles.compactMap { profile in profile.filename.map { (profile.path, $0) } }) { first, _ in
            first
        }
    }

    package func present(_ uuids: [String]) async throws(ControlError) -> Set<String> {
        Set(try await find(uuids).keys)
    }

    /// Asks NetworkManager for the D-Bus paths of profiles by UUID; those that do not exist are left out.
    func find(_ uuids: [String]) async throws(ControlError) -> [String: ObjectPath] {
        let found = try await perform { (manager) async throws(NMError) in
            try await manager.connections(uuids: uuids)
        }
        for uuid in uuids { paths[uuid] = found[uuid] }
        return found
    }

    /// The file of a profile: a changed one keeps its file, and a new one gets the name that NetworkManager would give
    /// it.
    ///
    /// That name contains the UUID where another profile has the plain name, so that recovery at boot does not make a
    /// second file for a profile that is already on disk.
    private static func target(_ change: ProfileChange) -> String {
        if let name = change.filename, name.hasPrefix(ProfileDirectory.path + "/") { return name }
        let plain = "\(ProfileDirectory.path)/\(change.id).nmconnection"
        let isTaken = (try? DurableFile.read(plain)) ?? nil != nil
        return isTaken ? "\(ProfileDirectory.path)/\(change.id)-\(change.uuid).nmconnection" : plain
    }

    package func persist(_ profiles: [KeptProfile]) async throws(ControlError) {
        let manager = try await manager()
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        var byFile = profiles.filter { $0.exact != nil }
        // Where NetworkManager may keep profiles otherwise than as key files, it is not asked to: the plugin ifcfg-rh,
        // where it comes first, would write files of its own, which hold less and which a newer NetworkManager does not
        // read any more; Ubuntu's NetworkManager would write netplan's.
        let mayKeepOtherwise = [IfcfgFiles.directory, NetplanFiles.directory].contains { LinuxFiles().exists($0) }
        for profile in profiles where profile.exact == nil {
            if !mayKeepOtherwise, let path = try await profilePath(profile.uuid) {
                updates.append((path, nil))
            } else {
                byFile.append(profile)
            }
        }
        for result in await manager.update(updates, flags: .toDisk) { try Self.value(result) }
        try await persistFiles(byFile)
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

    func file<Value>(_ body: () throws(FileError) -> Value) throws(ControlError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw ControlError(.refused, error.description)
        }
    }

    /// The D-Bus path of the profile with this UUID, if there is one.
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
