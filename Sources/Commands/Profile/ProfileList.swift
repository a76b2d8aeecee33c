import ArgumentParser
import Engine
import Rendering

extension ProfileGroup {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all profiles of this host: whose they are, where they are kept, where they are up.",
            discussion: """
                OWNER is who made it, as far as it says so: nm-topology, cloud-init, netplan, NetworkManager, or other. STORED \
                is disk, memory (differs from the file, or has none) or volatile (a file that goes with the next \
                boot). CHANGED says whether somebody changed a profile of nm-topology's since (? where the history \
                does not tell): nm-topology profile diff.
                """)

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let session = try await common.session()
            let items = try await session.inventory()
            if json { return Console.document(ProfileListReport(items)) }
            Console.out(ProfileView(style: Console.style(of: 1)).list(items))
        }
    }
}
