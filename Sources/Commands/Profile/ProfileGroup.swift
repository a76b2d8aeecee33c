import ArgumentParser
import GLib
import Glibc
import NMBackend
import NetTypes
import OrderedCollections
import Planning
import ProfileExport
import Profiles
import Topology
import Trial

struct ProfileGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "The NetworkManager profiles of this host, and those that a spec becomes.",
        subcommands: [List.self, Show.self, Diff.self, Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a spec's profiles down, for hosts without this tool or for your own eyes.",
            discussion: """
                keyfile: what NetworkManager itself would write; copy the files to
                /etc/NetworkManager/system-connections (owner root, mode 0600) and run `nmcli
                connection reload`. nmcli: a shell script that adds the same profiles. json:
                the settings by their D-Bus names. Nothing on this host is changed, and
                NetworkManager is not needed, save for --live.
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

        func validate() throws {
            if live, !spec.files.isEmpty { throw ValidationError("Give either --live or a spec.") }
        }

        func run() async throws {
            let profiles = live ? try await liveProfiles() : ProfileSet(for: try spec.topology().topology)
            let files = try files(profiles)
            guard let output else {
                for (name, text) in files { Console.out(files.count > 1 ? "# \(name)\n\(text)\n" : text) }
                return
            }
            do throws(StateError) {
                // A folder that is there is the user's, and keeps its mode.
                if mkdir(output, 0o700) != 0, errno != EEXIST {
                    throw StateError(path: output, reason: "cannot make it: \(String(cString: strerror(errno)))")
                }
                for (name, text) in files { try DurableFile.write(Array(text.utf8), to: "\(output)/\(name)") }
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
