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
        }
        let kept = Set(decision.keep.map(\.path))
        for profile in decision.delete {
            guard let name = profile.filename, name.hasPrefix(path + "/"), !kept.contains(name) else { continue }
            try files.remove(name)
        }
    }
}
