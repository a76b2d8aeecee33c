/// Where NetworkManager keeps the profiles of an administrator.
package enum ProfileDirectory {
    package static let path = "/etc/NetworkManager/system-connections"

    /// Makes sure that there is room for what a decision writes, and that it may be written at all.
    ///
    /// NetworkManager ignores names that begin with a dot.
    static func reserve(_ decision: CommitRecord, in files: any FileAccess) throws(StateError) {
        let file = "\(path)/.nm-topology.reserve"
        let text = decision.keep.map(\.keyfile).joined(separator: "\n")
        // Each file takes whole blocks: 4096 bytes on every usual file system.
        let padding = [UInt8](repeating: 0x0a, count: decision.keep.count * 4096)
        defer { try? files.remove(file) }
        try files.write(Array(text.utf8) + padding, to: file)
    }

    /// Carries out a decision with files alone, while NetworkManager is not running.
    static func carryOut(_ decision: CommitRecord, in files: any FileAccess) throws(StateError) {
        for profile in decision.keep { try files.write(Array(profile.keyfile.utf8), to: profile.path) }
        let kept = Set(decision.keep.map(\.path))
        for profile in decision.delete {
            guard let name = profile.filename, name.hasPrefix(path + "/"), !kept.contains(name) else { continue }
            try files.remove(name)
        }
        try? files.remove("\(path)/.nm-topology.reserve")
    }
}
