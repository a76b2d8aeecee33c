import FoundationEssentials
import GLib
package import System

/// Where NetworkManager keeps the profiles of an administrator.
package enum ProfileDirectory {
    package static let path = "/etc/NetworkManager/system-connections"

    /// Where it keeps those that are in its memory only; empty after a boot.
    package static let memory = "/run/NetworkManager/system-connections"

    /// Makes sure that there is room for what a decision writes, and that it may be written at all.
    ///
    /// NetworkManager ignores names that begin with a dot.
    static func reserve(_ decision: CommitRecord, in files: any FileAccess) throws(StateError) {
        let text = decision.keep.map(\.keyfile).joined(separator: "\n")
        // Each file takes whole blocks: 4096 bytes on every usual file system.
        let padding = [UInt8](repeating: 0x0a, count: decision.keep.count * 4096)
        defer { try? files.remove(reserved) }
        try files.write(Array(text.utf8) + padding, to: reserved)
    }

    private static let reserved = "\(path)/.nm-topology.reserve"

    /// Removes what a process that died while it reserved room left behind.
    static func tidy(in files: any FileAccess) throws(StateError) {
        for name in [reserved, DurableFile.temporary(for: reserved)] {
            // On a read-only disk even the removal of what is not there fails.
            if try files.read(name) != nil { try files.remove(name) }
        }
    }

    /// Carries out a decision with files alone, while NetworkManager is not running.
    static func carryOut(_ decision: CommitRecord, in files: any FileAccess) throws(StateError) {
        // What was in memory only when it was replaced is gone with the boot, as it would have been then.
        for profile in decision.keep where !profile.path.hasPrefix(memory + "/") {
            try files.write(profile.bytes, to: profile.path)
            // After a soft reboot, which keeps /run, NetworkManager would go on with what was in its memory.
            for name in (try? names(of: profile.uuid, in: memory, files)) ?? [] { try files.remove(name) }
        }
        let kept = Set(decision.keep.map(\.path))
        for profile in decision.delete where profile.filename.map({ !kept.contains($0) }) ?? false {
            _ = try removeFiles(of: profile, in: files)
        }
    }

    /// The file that hides a profile from NetworkManager, whatever file the profile itself is in.
    package static func tombstone(of uuid: String, in directory: String) -> String { "\(directory)/\(uuid).nmmeta" }

    /// What stands in it (nm-keyfile-internal.h, `nms_keyfile_nmmeta`).
    package static func tombstoneText(of uuid: String) -> [UInt8] {
        Array("[nmmeta]\nuuid=\(uuid)\nloaded-path=/dev/null\n".utf8)
    }

    /// A file that NetworkManager itself keeps, for an administrator or in its memory.
    package static func isOurs(_ file: String) -> Bool {
        file.hasPrefix(path + "/") || file.hasPrefix(memory + "/")
    }

    /// Removes the files of a profile that goes for good, and what hid it during the trial.
    ///
    /// A file of a package (in /usr) stays, and is hidden for good, as NetworkManager does it.
    ///
    /// - Returns: the names that NetworkManager has to look at again.
    /// - Throws: `StateError` when one cannot be removed.
    package static func removeFiles(
        of change: ProfileChange, in files: any FileAccess
    ) throws(StateError) -> [String] {
        var names: [String] = []
        for name in [change.filename, change.shadowedFile].compactMap(\.self) {
            if name.hasPrefix("/usr/") {
                let tombstone = tombstone(of: change.uuid, in: path)
                try files.write(tombstoneText(of: change.uuid), to: tombstone)
                names.append(tombstone)
            } else {
                try files.remove(name)
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

    /// Takes back what came to the disk during a trial that nobody confirmed, while NetworkManager is not running.
    ///
    /// The trial itself writes nothing there. NetworkManager's own timer does, and so does `nmcli connection modify` of
    /// one of the trial's profiles.
    static func undo(_ changes: [ProfileChange], in files: any FileAccess) throws(StateError) {
        for change in changes {
            let isNew = change.kind == .added
            for name in try names(of: change.uuid, in: files) where isNew || name != change.filename {
                try files.remove(name)
            }
            if isNew { continue }
            let tombstone = tombstone(of: change.uuid, in: path)
            if files.exists(tombstone) { try files.remove(tombstone) }
            // What was in memory only is gone with the boot, as it would have been without the trial.
            if change.filename?.hasPrefix(memory + "/") == true { continue }
            _ = try putBack(change, in: files)
        }
    }

    /// The files on disk that hold a profile.
    package static func names(of uuid: String, in files: any FileAccess) throws(StateError) -> [String] {
        try names(of: uuid, in: path, files)
    }

    private static func names(
        of uuid: String, in directory: String, _ files: any FileAccess
    ) throws(StateError) -> [String] {
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

    /// Gives a profile's file back its content, with what somebody else changed in it during the trial.
    ///
    /// - Returns: it was otherwise, and was written.
    package static func putBack(_ change: ProfileChange, in files: any FileAccess) throws(StateError) -> Bool {
        guard let name = change.filename, let original = change.original else { return false }
        if let target = change.linkTarget {
            // A symbolic link is followed; where that leads nowhere any more, a file takes its place.
            do throws(StateError) {
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
        // What the trial made of it has to be known, to tell that from what somebody else did.
        if change.kind != .updated || change.intended != nil {
            wanted = ProfileMerge.merged(original: wanted, trial: change.intended.map { Array($0) }, now: now)
        }
        if now == wanted { return false }
        try files.write(wanted, to: name)
        return true
    }
}

extension ProfileChange {
    /// The file on disk that a profile in NetworkManager's memory stands before, if it does.
    var shadowedFile: String? {
        guard let filename, filename.hasPrefix(ProfileDirectory.memory + "/"), let original,
            let file = try? Keyfile(parsing: Array(original))
        else { return nil }
        return file.value(".nmmeta", "shadowed-storage")
    }
}
