import GLib
import Profiles

/// Restores a profile's file as it was before a trial, and keeps what somebody else changed in it meanwhile.
///
/// `nmcli connection modify` during a trial saves the trial's version of a profile together with the requested change.
/// So the merge goes property by property: one that is as the trial wrote it gets its old value; any other value is an
/// administrator's, and stays. The files are compared by meaning, since another version of NetworkManager may have
/// written the original.
package enum ProfileMerge {
    private typealias Key = KeyfileMeaning.Key

    /// Merges three versions of a profile.
    ///
    /// - Parameters:
    ///   - original: the file before the trial.
    ///   - trial: the profile as the trial had it, in NetworkManager's spelling; `nil` where the trial left it as it was.
    ///   - now: the file as it is; `nil` when it is gone.
    /// - Returns: the file as it should be; `original` to the byte when nobody changed anything.
    package static func merged(original: [UInt8], trial: [UInt8]?, now: [UInt8]?) -> [UInt8] {
        guard let now, now != original, now != trial else { return original }
        // A file that cannot be read as a key file is nobody's deliberate change.
        guard let base = try? Keyfile(parsing: original), let current = try? Keyfile(parsing: now) else {
            return original
        }
        let before = values(of: base)
        var tried = before
        if let trial, let file = try? Keyfile(parsing: trial) { tried = values(of: file) }
        let present = values(of: current)
        var changed: [Key: String?] = [:]
        for key in Set(present.keys).union(tried.keys) where present[key] != tried[key] && present[key] != before[key] {
            changed[key] = .some(present[key])
        }
        if changed.isEmpty { return original }
        // Addresses and their gateway may share a line: they are written anew together.
        for group in Set(changed.keys.filter(isAddress).map(\.group)) {
            for key in before.keys where key.group == group && isAddress(key) && changed[key] == nil {
                changed[key] = .some(before[key])
            }
        }
        var result = base
        do throws(KeyfileError) {
            try write(changed, as: current, to: &result)
        } catch {
            return original
        }
        return Array(result.text.utf8)
    }

    /// Writes changed properties into a file, each spelled as in `current`; so a list that ends with a separator keeps
    /// it.
    private static func write(
        _ changed: [Key: String?], as current: borrowing Keyfile, to file: inout Keyfile
    ) throws(KeyfileError) {
        for group in Set(changed.keys.filter(isAddress).map(\.group)) {
            for name in file.keys(in: group) where isAddress(Key(group, name)) { file.removeKey(group, name) }
        }
        for (key, value) in changed.sorted(by: { $0.key < $1.key }) {
            let there = KeyfileMeaning.spellings(of: key).filter { file.value($0.group, $0.name) != nil }
            for place in there.dropFirst() { file.removeKey(place.group, place.name) }
            let place = there.first ?? key
            if let value {
                let written = isAddress(key) ? nil : text(of: key, in: current)
                try file.setValue(place.group, place.name, to: written ?? value)
            } else if !there.isEmpty {
                file.removeKey(place.group, place.name)
            }
        }
    }

    private static func text(of key: Key, in file: borrowing Keyfile) -> String? {
        for place in KeyfileMeaning.spellings(of: key) {
            if let text = file.value(place.group, place.name) { return text }
        }
        return nil
    }

    private static func isAddress(_ key: Key) -> Bool {
        key.group.hasPrefix("ipv") && (key.name == "gateway" || key.name.hasPrefix("address"))
    }

    /// The properties of a profile, without NetworkManager's book-keeping.
    private static func values(of file: borrowing Keyfile) -> [Key: String] {
        KeyfileMeaning.values(of: file).filter { $0.key.group != ".nmmeta" && $0.key != Key("connection", "timestamp") }
    }
}
