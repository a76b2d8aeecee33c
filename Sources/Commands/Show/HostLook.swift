import Host
import Kernel
import Logging
import NMBackend
import Rendering
import Trial

/// Looks at this host without touching anything, with what permissions there are.
enum HostLook {
    /// The kernel's state, and NetworkManager's where it answers; where it does not, standard error says so.
    ///
    /// - Throws: `CommandError` when even the kernel does not answer.
    static func host(log: Logger) async throws -> HostState {
        do throws(KernelError) {
            let (host, missing) = try await HostReader.read(log: log)
            if let missing {
                Console.err(
                    Console.style(of: 2)(.warning, "Note")
                        + ": \(missing.message); this is what the kernel has, without "
                        + "profiles and DNS servers.\n")
            }
            return host
        } catch {
            throw CommandError(
                .unavailable, "the kernel's links cannot be read: \(error)",
                hint: "nm-topology show SPEC shows a spec without a host")
        }
    }
}
