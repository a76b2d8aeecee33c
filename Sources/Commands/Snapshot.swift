import ArgumentParser
import Host
import Rendering

struct Snapshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print all that nm-topology sees of this host as JSON, to be attached to a bug report.",
        discussion: """
            Links, addresses, routes, rules, neighbours and bridges' tables as the kernel has them; profiles and \
            devices as NetworkManager has them. `plan`, `show` and `diagnose` use nothing else of a host, save \
            what --probe hears. Secrets are not in it, but names and addresses are: read it before you pass it on.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        Console.document(try await HostLook.host(log: common.log))
    }
}
