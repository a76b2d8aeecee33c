import ArgumentParser
import Engine
import Logging
import Rendering
import Trial

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
        Console.document(try await HostLook.told(log: common.log).host)
    }
}

extension HostLook {
    /// Looks at this host, and says on standard error if NetworkManager's part is missing.
    static func told(log: Logger) async throws -> HostLook {
        let look = try await HostLook(log: log)
        if let missing = look.missing {
            Console.err(
                Console.style(of: 2)(.warning, "Note")
                    + ": \(missing.message); this is what the kernel has, without profiles and DNS servers.\n")
        }
        return look
    }
}
