import FoundationEssentials
import System

/// netplan's YAML and the profiles that netplan makes of it for NetworkManager at boot, and operations on both.
///
/// Ubuntu's NetworkManager stores profiles as YAML, too (since 23.10), as `90-NM-UUID.yaml`.
package enum NetplanFiles {
    /// The directory of the YAML that an administrator, cloud-init and NetworkManager write.
    package static let directory = "/etc/netplan"
    private static let prefix = ProfileDirectory.memory + "/netplan-"
    private static let suffix = ".nmconnection"

    /// Whether a path is that of a profile which netplan made of its YAML.
    package static func isProfile(_ path: String) -> Bool { id(of: path) != nil }

    /// The ID of the definition of which netplan made a profile, by the profile's path.
    static func id(of path: String) -> String? {
        guard path.hasPrefix(prefix), path.hasSuffix(suffix), path.utf8.count > prefix.utf8.count + suffix.utf8.count
        else { return nil }
        let id = String(path.dropFirst(prefix.count).dropLast(suffix.count))
        return id.utf8.contains { $0 == 0x2f || $0 == 0 } ? nil : id
    }

    /// The path of the profile that netplan makes of a definition.
    static func profile(of id: String) -> String { prefix + id + suffix }

    /// Whether a path is that of a YAML file of the directory.
    static func isYAML(_ path: String) -> Bool {
        let name = path.dropFirst(directory.utf8.count + 1)
        return path.hasPrefix(directory + "/") && name.hasSuffix(".yaml") && !name.hasPrefix(".")
            && !name.utf8.contains { $0 == 0x2f || $0 == 0 }
    }

    /// Copies of the YAML files; one that cannot be read, such as a symbolic link, is left out.
    static func copies(in files: any FileAccess) -> [FileCopy] {
        ((try? files.names(in: directory)) ?? []).map { "\(directory)/\($0)" }.filter(isYAML).compactMap { path in
            guard let bytes = (try? files.read(path)) ?? nil else { return nil }
            return FileCopy(path: path, bytes: Data(bytes), mode: files.mode(of: path))
        }
    }

    /// Whether NetworkManager named a file after one of these profiles.
    private static func isNamed(_ path: String, after uuids: Set<String>) -> Bool {
        path.hasPrefix("\(directory)/90-NM-") && uuids.contains { path.hasPrefix("\(directory)/90-NM-\($0)") }
    }

    /// Works out how the files change when a trial is kept.
    ///
    /// - Parameters:
    ///   - changes: the trial's profiles: what netplan made of those that it changes, replaces or removes goes, and so
    ///     does what NetworkManager has written for one of them meanwhile.
    ///   - back: the files that a restore brings back.
    ///   - files: where they are.
    /// - Returns: the changes; `nil` if there are none.
    static func decision(
        on changes: [ProfileChange], back: [NetplanEdit] = [], in files: any FileAccess
    ) -> NetplanDecision? {
        let now = copies(in: files)
        let uuids = Set(changes.map(\.uuid))
        let returning = Set(back.map(\.path))
        var ids = Set(
            changes.flatMap { [$0.filename, $0.shadowedFile] }.compactMap { $0.flatMap { id(of: $0) } })
        for copy in now where isNamed(copy.path, after: uuids) && !returning.contains(copy.path) {
            ids.formUnion(NetplanText(Array(copy.bytes)).ids)
        }
        let restored = Set(changes.compactMap(\.restored?.path).compactMap { id(of: $0) })
        var edits = back.map { edit in
            let present = now.first { $0.path == edit.path }
            return NetplanEdit(path: edit.path, before: present?.bytes, after: edit.after, mode: edit.mode)
        }.filter { $0.before != $0.after }
        for copy in now where !returning.contains(copy.path) {
            guard let bytes = NetplanText(Array(copy.bytes)).without(ids) else { continue }
            let isLast = copy.path.hasPrefix("\(directory)/90-NM-") && NetplanText(bytes).isEmpty
            edits.append(
                NetplanEdit(
                    path: copy.path, before: copy.bytes, after: isLast ? nil : Data(bytes), mode: copy.mode))
        }
        let gone = ids.subtracting(restored).sorted().map { profile(of: $0) }
        return edits.isEmpty && gone.isEmpty ? nil : NetplanDecision(edits: edits, gone: gone)
    }

    /// Carries out a decision; it can be repeated.
    static func carryOut(_ decision: NetplanDecision?, in files: any FileAccess) throws(FileError) {
        for edit in decision?.edits ?? [] {
            if let after = edit.after {
                if try files.read(edit.path) != Array(after) {
                    try files.write(Array(after), to: edit.path, mode: edit.mode ?? 0o600)
                }
            } else {
                try files.remove(edit.path)
            }
        }
        for path in decision?.gone ?? [] { try files.remove(path) }
    }

    /// Puts back what was written into the files during a trial that is not kept.
    ///
    /// NetworkManager does so when its checkpoint brings a profile back, or when somebody saves one of the trial's. Files
    /// that have none of the trial's profiles stay as they are now.
    ///
    /// - Returns: the paths of profiles in /run that are gone with it.
    static func undo(_ record: TrialRecord, in files: any FileAccess) throws(FileError) -> [String] {
        guard let before = record.netplan?.files else { return [] }
        let known = Dictionary(before.map { ($0.path, $0) }) { first, _ in first }
        let uuids = Set(record.changes.map(\.uuid))
        var ids = Set(
            record.changes.flatMap { [$0.filename, $0.shadowedFile] }.compactMap { $0.flatMap { id(of: $0) } })
        var gone: [String] = []
        for copy in copies(in: files) where known[copy.path] == nil && isNamed(copy.path, after: uuids) {
            let made = NetplanText(Array(copy.bytes)).ids
            try files.remove(copy.path)
            // What has a definition elsewhere, too, is a profile that was there before.
            gone += made.subtracting(before.flatMap { NetplanText(Array($0.bytes)).ids }).map { profile(of: $0) }
            ids.formUnion(made)
        }
        for path in gone { try files.remove(path) }
        for copy in before where try files.read(copy.path) != Array(copy.bytes) {
            if isNamed(copy.path, after: uuids) || !NetplanText(Array(copy.bytes)).ids.isDisjoint(with: ids) {
                try files.write(Array(copy.bytes), to: copy.path, mode: copy.mode ?? 0o600)
            }
        }
        return gone
    }
}
