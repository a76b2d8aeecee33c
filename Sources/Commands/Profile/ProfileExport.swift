import ArgumentParser
import GLib
import Glibc
import Host
import NMBackend
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Rendering
import System
import Topology
import Trial

extension ProfileGroup {
    struct Export: AsyncParsableCommand, HostlessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a spec's profiles down, for hosts without this tool or for your own eyes.",
            discussion: """
                keyfile: what NetworkManager itself would write; copy the files to
                /etc/NetworkManager/system-connections (owner root, mode 0600) and run `nmcli
                connection reload`; below an image's root, --root puts them there. nmcli: a
                shell script that adds the same profiles and activates none; with the argument
                `up` it activates them in order, which is no trial. json: the settings by their
                D-Bus names. Nothing on this host is changed, and NetworkManager is not needed,
                save for --live.
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case keyfile, nmcli, json
        }

        @OptionGroup var spec: SpecOptions
        @OptionGroup var common: CommonOptions

        @Flag(help: "Take the profiles that nm-topology made on this host instead of a spec's.")
        var live = false

        @Option(help: ArgumentHelp("keyfile, nmcli or json.", valueName: "FORMAT"))
        var format = Format.keyfile

        @Option(
            help: ArgumentHelp(
                "Write files here (mode 0600; the directory is made) instead of to standard output.",
                valueName: "DIR"), completion: .directory)
        var output: String?

        @Option(
            help: ArgumentHelp(
                "Write the profiles below the root of an image, where NetworkManager reads them, as it wants them.",
                valueName: "DIR"), completion: .directory)
        var root: String?

        @Flag(help: "Remove profiles there that nm-topology wrote, and that the spec no longer has.")
        var prune = false

        func validate() throws {
            if live, !spec.files.isEmpty { throw ValidationError("Give either --live or a spec.") }
            if root != nil, output != nil { throw ValidationError("Give either --output or --root.") }
            if root != nil, format != .keyfile { throw ValidationError("--root takes keyfiles, and no other format.") }
            if prune, format != .keyfile || (root == nil && output == nil) {
                throw ValidationError("--prune goes with keyfiles, and with --output or --root.")
            }
        }

        func run() async throws { try export(try await liveProfiles()) }

        func runWithoutHost() throws -> Bool {
            if live { return false }
            try export(ProfileSet(for: try spec.topology().topology))
            return true
        }

        private func export(_ profiles: ProfileSet) throws {
            let files = try files(profiles)
            guard output != nil || root != nil else {
                for (name, text) in files { Console.document(files.count > 1 ? "# \(name)\n\(text)\n" : text) }
                return
            }
            if root != nil, geteuid() != 0 {
                throw CommandError(
                    .notPermitted, "--root needs root: NetworkManager takes no profile that is not root's",
                    hint: Arguments.withSudo)
            }
            do throws(StateError) {
                let folder = if let root { try ExportFolder(root: root) } else { try ExportFolder(output ?? ".") }
                for (name, text) in files { try folder.write(text, to: name) }
                let stale = format == .keyfile ? folder.stale(besides: files.map(\.0)) : []
                if prune {
                    for name in stale { try folder.remove(name) }
                } else if !stale.isEmpty {
                    Console.err(
                        "Note: \(folder.path.printable) has \(stale.count == 1 ? "a profile" : "profiles") of an earlier "
                            + "export that this spec does not have: \(stale.joined(separator: ", ").printable). "
                            + "--prune removes \(stale.count == 1 ? "it" : "them").\n")
                }
            } catch {
                throw CommandError(.cannotWriteState, error.description)
            }
        }

        /// What apply left on this host, read back from NetworkManager.
        private func liveProfiles() async throws -> ProfileSet {
            let session = try await Session.open(log: common.log)
            let state: LiveState
            do throws(ControlError) {
                state = try await session.backend.liveState(withSettings: true)
            } catch {
                throw CommandError(error)
            }
            return LiveProfiles.ours(in: state)
        }

        private func files(_ profiles: ProfileSet) throws -> [(String, String)] {
            switch format {
            case .nmcli: return [("profiles.sh", NMCLIFormat.script(of: profiles))]
            case .json: return [("profiles.json", JSONFormat.text(of: profiles))]
            case .keyfile:
                do throws(KeyfileError) {
                    var files: [(String, String)] = []
                    for profile in profiles.profiles.values {
                        files.append((KeyfileFormat.fileName(of: profile), try KeyfileFormat.text(of: profile)))
                    }
                    return files
                } catch {
                    throw CommandError(.badSpec, "a value cannot stand in a keyfile: \(error)")
                }
            }
        }
    }
}
