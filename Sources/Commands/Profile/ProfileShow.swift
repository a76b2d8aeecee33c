import ArgumentParser
import Engine

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
                "Its name, its UUID or the beginning of it, or its interface.", valueName: "NAME"),
            completion: .custom(Completions.interfaces))
        var name: String

        @OptionGroup var common: CommonOptions

        @Option(help: ArgumentHelp("keyfile, nmcli or json.", valueName: "FORMAT"))
        var format = ProfileFormat.keyfile

        func run() async throws {
            let session = try await common.session()
            let profile = try await session.profile(named: name)
            Console.out(try ProfileFiles.text(of: profile, as: format))
        }
    }
}
