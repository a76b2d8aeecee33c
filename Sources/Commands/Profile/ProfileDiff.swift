import ArgumentParser
import GLib
import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Rendering
import System
import Topology
import Trial

extension ProfileGroup {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what profiles differ in: from the spec, from what was applied, from their files.",
            discussion: """
                With a spec: from what NetworkManager has to what the spec makes. Without: from what was last confirmed, by \
                the history, to what NetworkManager has, which is what somebody changed by hand. In both cases also what \
                NetworkManager has in memory and not on disk. `plan` says the same of interfaces, and what it takes.

                Exit code 0 when there is no difference, 2 when there is.
                """)

        @Argument(
            help: ArgumentHelp("Spec files; several are merged. `-` is standard input.", valueName: "SPEC"),
            completion: .file(extensions: ["yaml", "yml", "json"]))
        var files: [String] = []

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let topology = files.isEmpty ? nil : try specified()
            let live = try await ProfileGroup.live(Session.open(log: common.log))
            let differences =
                if let topology {
                    try ProfileGroup.differences(of: topology, on: live)
                } else {
                    ProfileComparison.since(applied: try HistoryGroup.store().appliedProfiles(on: live), live: live)
                }
            let unsaved = live.profiles.compactMap(Self.unsaved).sorted { $0.name < $1.name }
            if json {
                Console.document(ProfileDiffReport(differences, unsaved: unsaved))
            } else {
                let view = ProfileView(style: Console.style(of: 1))
                let text = view.diff(differences) + view.unsaved(unsaved)
                Console.out(text.isEmpty ? "No differences.\n" : text)
            }
            if !differences.isEmpty || !unsaved.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
        }

        private func specified() throws -> Topology {
            var options = SpecOptions()
            options.files = files
            return try options.topology().topology
        }

        /// What NetworkManager has of a profile otherwise than on disk.
        private static func unsaved(_ profile: LiveProfile) -> FileDifference? {
            guard !profile.isGenerated, let name = profile.filename, profile.id != "lo" else { return nil }
            guard let memory = keys(of: contents(name)) else { return nil }
            if !profile.isUnsaved {
                // A file that was edited and not loaded shows only where every property is ours.
                guard profile.isOurs, let now = LiveProfiles.one(profile), var loaded = keys(of: now) else {
                    return nil
                }
                // A default that the file spells out is no difference.
                let whole =
                    keys(
                        of: Profile(recorded: now.interface, uuid: profile.uuid, settings: profile.settings)) ?? [:]
                for (key, value) in memory where whole[key] == value { loaded[key] = value }
                return difference(profile, name, from: memory, to: loaded)
            }
            guard let file = memory[".nmmeta.shadowed-storage"] else {
                return FileDifference(name: profile.id, file: name, lines: nil)
            }
            return difference(profile, file, from: keys(of: contents(file)) ?? [:], to: memory)
        }

        private static func difference(
            _ profile: LiveProfile, _ file: String, from disk: [String: String], to memory: [String: String]
        ) -> FileDifference? {
            let names = Set(disk.keys).union(memory.keys).filter {
                !$0.hasPrefix(".nmmeta.") && $0 != "connection.timestamp" && disk[$0] != memory[$0]
            }
            if names.isEmpty { return nil }
            return FileDifference(
                name: profile.id, file: file,
                lines: names.sorted().map { "\($0): \(word(disk[$0], of: $0)) → \(word(memory[$0], of: $0))" })
        }

        /// A value, unless it may be a secret (nm-settings-keyfile(5), "secret" properties).
        private static func word(_ value: String?, of name: String) -> String {
            guard let value else { return "nothing" }
            let words = ["psk", "password", "secret", "wep-key", "pin", "private-key", "preshared-key", "mka-cak"]
            return words.contains { name.contains($0) } ? "(secret)" : value
        }

        private static func keys(of profile: Profile) -> [String: String]? {
            (try? KeyfileFormat.text(of: profile)).flatMap { keys(of: Array($0.utf8)) }
        }

        private static func contents(_ name: String) -> [UInt8]? { (try? DurableFile.read(name)) ?? nil }

        /// `group.key` in one spelling, and the text after the `=`; `nil` for what is no keyfile.
        private static func keys(of bytes: [UInt8]?) -> [String: String]? {
            guard let bytes, let keyfile = try? Keyfile(parsing: bytes) else { return nil }
            let values = KeyfileMeaning.values(of: keyfile).map { ("\($0.key.group).\($0.key.name)", $0.value) }
            return Dictionary(values) { first, _ in first }
        }
    }
}
