import GLib
import Host
import NetTypes
import Planning
import Profiles
import System

extension FileDifference {
    /// Compares a profile in NetworkManager's memory with its file on disk; `nil` if no difference is known.
    init?(_ profile: LiveProfile) {
        guard !profile.isGenerated, let name = profile.filename, profile.id != "lo",
            let memory = Self.keys(of: Self.contents(name))
        else { return nil }
        if !profile.isUnsaved {
            // A file that was edited and not loaded shows only where every property is ours.
            guard profile.isOurs, let now = LiveProfiles.one(profile), var loaded = Self.keys(of: now) else {
                return nil
            }
            // A default that the file spells out is no difference.
            let whole =
                Self.keys(
                    of: Profile(recorded: now.interface, uuid: profile.uuid, settings: profile.settings)) ?? [:]
            for (key, value) in memory where whole[key] == value { loaded[key] = value }
            self.init(profile, name, from: memory, to: loaded)
            return
        }
        guard let file = memory[".nmmeta.shadowed-storage"] else {
            self.init(name: profile.id, file: name, lines: nil)
            return
        }
        self.init(profile, file, from: Self.keys(of: Self.contents(file)) ?? [:], to: memory)
    }

    private init?(
        _ profile: LiveProfile, _ file: String, from disk: [String: String], to memory: [String: String]
    ) {
        let names = Set(disk.keys).union(memory.keys).filter {
            !$0.hasPrefix(".nmmeta.") && $0 != "connection.timestamp" && disk[$0] != memory[$0]
        }
        if names.isEmpty { return nil }
        self.init(
            name: profile.id, file: file,
            lines: names.sorted().map {
                "\($0): \(Self.word(disk[$0], of: $0)) → \(Self.word(memory[$0], of: $0))"
            })
    }

    /// Returns a value in words, or `(secret)` if it may be one (nm-settings-keyfile(5), "secret" properties).
    private static func word(_ value: String?, of name: String) -> String {
        guard let value else { return "nothing" }
        let words = ["psk", "password", "secret", "wep-key", "pin", "private-key", "preshared-key", "mka-cak"]
        return words.contains { name.holds($0) } ? "(secret)" : value
    }

    private static func keys(of profile: Profile) -> [String: String]? {
        (try? KeyfileFormat.text(of: profile)).flatMap { keys(of: Array($0.utf8)) }
    }

    private static func contents(_ name: String) -> [UInt8]? { (try? DurableFile.read(name)) ?? nil }

    /// Reads a keyfile's values by `group.key`, each name in one spelling; returns `nil` if the bytes are no keyfile.
    private static func keys(of bytes: [UInt8]?) -> [String: String]? {
        guard let bytes, let keyfile = try? Keyfile(parsing: bytes) else { return nil }
        let values = KeyfileMeaning.values(of: keyfile).map { ("\($0.key.group).\($0.key.name)", $0.value) }
        return Dictionary(values) { first, _ in first }
    }
}
