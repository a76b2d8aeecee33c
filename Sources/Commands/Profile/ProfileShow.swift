import ArgumentParser
import GLib
import Host
import OrderedCollections
import Planning
import Profiles

extension ProfileGroup {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one profile of this host as NetworkManager has it now, without secrets.",
            discussion: """
                Defaults of NetworkManager's are left out. The formats are those of `profile export`; a profile of a kind \
                that no spec makes (Wi-Fi, VPN) is printed for reading, not for loading.
                """)

        @Argument(
            help: ArgumentHelp(
                "Its name, its UUID or the beginning of it, or its interface.", valueName: "NAME"))
        var name: String

        @OptionGroup var common: CommonOptions

        @Option(help: ArgumentHelp("keyfile, nmcli or json.", valueName: "FORMAT"))
        var format = Export.Format.keyfile

        func run() async throws {
            let live = try await ProfileGroup.live(Session.open(log: common.log))
            guard let profile = LiveProfiles.one(try find(in: live)) else {
                throw CommandError(.failed, "the profile “\(name)” has a name that cannot be written down")
            }
            switch format {
            case .nmcli: Console.out(NMCLIFormat.script(of: ProfileSet([profile.interface: profile])))
            case .json: Console.out(JSONFormat.text(of: ProfileSet([profile.interface: profile])))
            case .keyfile:
                do throws(KeyfileError) {
                    Console.out(try KeyfileFormat.text(of: profile))
                } catch {
                    throw CommandError(.failed, "a value cannot stand in a keyfile: \(error)")
                }
            }
        }

        /// The one that is meant: a name goes before a UUID, and that before an interface.
        private func find(in live: LiveState) throws -> LiveProfile {
            let profiles = live.profiles
            let ways: [(LiveProfile) -> Bool] = [
                { $0.id == name }, { $0.uuid == name }, { name.count >= 4 && $0.uuid.hasPrefix(name.lowercased()) },
                { $0.interfaceName == name },
            ]
            for way in ways {
                let found = profiles.filter(way)
                if found.count == 1 { return found[0] }
                if found.count > 1 {
                    throw CommandError(
                        .usage, "“\(name)” is the name of \(found.count) profiles",
                        details: found.map { "\($0.uuid)  \($0.id)" }, hint: "name one by its UUID")
                }
            }
            throw CommandError(.usage, "there is no profile “\(name)” on this host", hint: "nm-topology profile list")
        }
    }
}
