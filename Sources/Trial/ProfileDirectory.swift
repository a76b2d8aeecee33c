import FoundationEssentials
import GLib
package import System

/// The directories in which NetworkManager keeps an administrator's profiles, and operations on the files in them.
package enum ProfileDirectory {
    /// The directory of the profiles that are kept on disk, as key files.
    package static let path = "/etc/NetworkManager/system-connections"

    /// The directory of the profiles that NetworkManager keeps in memory only; it is empty after a boot.
    package static let memory = "/run/NetworkManager/system-connections"

    /// Checks that the disk has room for what a decision writes, and that it can be written at all.
    ///
    /// The check writes a file of that size. NetworkManager ignores names that begin with a dot.
    static func reserve(_ decision: CommitRecord, in files: any FileAccess) throws(FileError) {
        let texts = decision.keep.map(\.keyfile)
        let yaml = decision.netplan?.edits.compactMap(\.after).map { String(decoding: $0, as: UTF8.self) } ?? []
        let text = (texts + yaml).joined(separator: "\n")
        // Each file takes whole blocks: 4096 bytes on every usual file system.
        let padding = [UInt8](repeating: 0x0a, count: (decision.keep.count + yaml.count) * 4096)
        defer { try? files.remove(reserved) }
        try files.write(Array(text.utf8) + padding, to: reserved)
    }

    private static let reserved = "\(path)/.nm-topology.reserve"

    /// Removes the file that a process left behind when it died while it checked for room.
    static func tidy(in files: any FileAccess) throws(FileError) {
        for name in [reserved, DurableFile.temporary(for: reserved)] {
            // On a read-only disk even the removal of what is not there fails.
            if try files.read(name) != nil { try files.remove(name) }
        }
    }

    /// Carries out a decision with files alone, while NetworkManager is not running.
    static func carryOut(_ decision: CommitRecord, in files: any FileAccess) throws(FileError) {
        try NetplanFiles.carryOut(decision.netplan, in: files)
        // What was only in memory when the trial replaced it was lost at the boot, as it would have been without the
        // trial.
        for profile in decision.keep where !profile.path.hasPrefix(memory + "/") {
            _ = try write(profile, in: files)
            for name in try others(of: profile, in: files) { try IfcfgFiles.remove(name, in: files) }
            // After a soft reboot, which keeps /run, NetworkManager would prefer the copy that was in its memory.
            for name in (try? names(of: profile.uuid, in: memory, files)) ?? [] { try files.remove(name) }
        }
        let kept = Set(decision.keep.map(\.path))
        for profile in decision.delete where profile.filename.map({ !kept.contains($0) }) ?? false {
            _ = try removeFiles(of: profile, in: files)
        }
    }

    /// The path of the file that hides a profile from NetworkManager, whichever file the profile itself is in.
    package static func tombstone(of uuid: String, in directory: String) -> String { "\(directory)/\(uuid).nmmeta" }

    /// The content of a tombstone (nm-keyfile-internal.h, `nms_keyfile_nmmeta`).
    package static func tombstoneText(of uuid: String) -> [UInt8] {
        Array("[nmmeta]\nuuid=\(uuid)\nloaded-path=/dev/null\n".utf8)
    }

    /// Whether a file is in one of the directories in which NetworkManager keeps an administrator's profiles.
    package static func isOurs(_ file: String) -> Bool { isOnDisk(file) || file.hasPrefix(memory + "/") }

    /// Whether a file is in one of the directories on disk in which NetworkManager keeps an administrator's profiles.
    static func isOnDisk(_ file: String) -> Bool { file.hasPrefix(path + "/") || IfcfgFiles.isProfile(file) }

    /// Writes the files of a profile that a trial keeps, where they differ.
    ///
    /// - Returns: whether the profile's own file was written.
    package static func write(_ profile: KeptProfile, in files: any FileAccess) throws(FileError) -> Bool {
        _ = try IfcfgFiles.write(profile.beside ?? [], in: files)
        if try files.read(profile.path) == profile.bytes { return false }
        try files.write(profile.bytes, to: profile.path, mode: profile.mode ?? 0o600)
        return true
    }

    /// The paths of other files on disk that hold a profile which a trial keeps, where two of NetworkManager's plugins
    /// are concerned.
    ///
    /// NetworkManager would prefer one of them, by the order of its plugins.
    package static func others(of profile: KeptProfile, in files: any FileAccess) throws(FileError) -> [String] {
        let all =
            IfcfgFiles.isProfile(profile.path) || NetplanFiles.isProfile(profile.path)
            ? try names(of: profile.uuid, in: files) : try IfcfgFiles.names(of: profile.uuid, in: files)
        return all.filter { $0 != profile.path }
    }

    /// Removes the files of a profile that is deleted for good, and the tombstone that hid it during the trial.
    ///
    /// A file of a package (in /usr) stays, and gets a permanent tombstone, as NetworkManager itself does it.
    ///
    /// - Returns: the paths that NetworkManager has to reload.
    /// - Throws: `FileError` when a file cannot be removed.
    package static func removeFiles(
        of change: ProfileChange, in files: any FileAccess
    ) throws(FileError) -> [String] {
        var names: [String] = []
        for name in [change.filename, change.shadowedFile].compactMap(\.self) {
            if name.hasPrefix("/usr/") {
                let tombstone = tombstone(of: change.uuid, in: path)
                try files.write(tombstoneText(of: change.uuid), to: tombstone)
                names.append(tombstone)
            } else {
                try IfcfgFiles.remove(name, in: files)
                names.append(name)
            }
        }
        let hidden = tombstone(of: change.uuid, in: memory)
        if try files.read(hidden) != nil {
            try files.remove(hidden)
            names.append(hidden)
        }
        return names
    }

    /// Reverts what a trial that nobody confirmed left on disk; only while NetworkManager is not running.
    ///
    /// The trial itself writes no profiles there, but NetworkManager's checkpoint timer does, and so does `nmcli
    /// connection modify` on one of the trial's profiles.
    static func undo(_ changes: [ProfileChange], in files: any FileAccess) throws(FileError) {
        for change in changes {
            let isNew = change.kind == .added
            for name in try names(of: change.uuid, in: files) where isNew || name != change.filename {
                try IfcfgFiles.remove(name, in: files)
            }
            if isNew { continue }
            let tombstone = tombstone(of: change.uuid, in: path)
            if files.exists(tombstone) { try files.remove(tombstone) }
            // What was only in memory was lost at the boot, as it would have been without the trial.
            if change.filename?.hasPrefix(memory + "/") == true { continue }
            _ = try putBack(change, in: files)
        }
    }

    /// The paths of the files on disk that hold a profile.
    package static func names(of uuid: String, in files: any FileAccess) throws(FileError) -> [String] {
        try names(of: uuid, in: path, files) + IfcfgFiles.names(of: uuid, in: files)
    }

    private static func names(
        of uuid: String, in directory: String, _ files: any FileAccess
    ) throws(FileError) -> [String] {
        var found: [String] = []
        for name in try files.names(in: directory) where !name.hasSuffix("~") {
            let file = "\(directory)/\(name)"
            guard let bytes = (try? files.read(file)) ?? nil, let keyfile = try? Keyfile(parsing: bytes) else {
                continue
            }
            if keyfile.value("connection", "uuid") == uuid { found.append(file) }
        }
        return found
    }

    /// Restores the content of a profile's files, and keeps what somebody else changed in a key file during the trial.
    ///
    /// - Returns: whether a file differed and was written.
    package static func putBack(_ change: ProfileChange, in files: any FileAccess) throws(FileError) -> Bool {
        guard let name = change.filename, let beside = change.beside else { return try putBackFile(change, in: files) }
        let isWritten = try IfcfgFiles.write(beside, in: files)
        if try !putBackFile(change, in: files) { return isWritten }
        // The plugin wrote the profile meanwhile, and made them with it.
        let known = Set(beside.map(\.path))
        for path in try IfcfgFiles.beside(name, in: files) where !known.contains(path) { try files.remove(path) }
        return true
    }

    private static func putBackFile(_ change: ProfileChange, in files: any FileAccess) throws(FileError) -> Bool {
        guard let name = change.filename, let original = change.original else { return false }
        if let target = change.linkTarget {
            // The target of a symbolic link is written; where it leads nowhere any more, a file replaces the link.
            do throws(FileError) {
                let now = try files.read(target)
                if now == Array(original), files.exists(name) { return false }
                if files.exists(name) {
                    try files.write(Array(original), to: target)
                    return true
                }
            } catch {}
            try files.write(Array(original), to: name)
            return true
        }
        let now = try files.read(name)
        var wanted = Array(original)
        // netplan made it, and would make the same again.
        let isMade = NetplanFiles.isProfile(name)
        // Only with the trial's version known can somebody else's changes be told from the trial's.
        if !isMade, change.kind != .updated || change.intended != nil {
            wanted = ProfileMerge.merged(original: wanted, trial: change.intended.map { Array($0) }, now: now)
        }
        if now == wanted { return false }
        try files.write(wanted, to: name, mode: change.mode ?? 0o600)
        return true
    }
}

extension ProfileChange {
    /// The file on disk that this profile in NetworkManager's memory shadows, if there is one.
    var shadowedFile: String? {
        guard let filename, filename.hasPrefix(ProfileDirectory.memory + "/"), let original,
            let file = try? Keyfile(parsing: Array(original))
        else { return nil }
        return file.value(".nmmeta", "shadowed-storage")
    }
}
