import Kernel
import Logging
import NMBackend
import Picture
import Planning
import Rendering
import Trial

/// Looks at this host without touching anything, with what permissions there are.
enum HostLook {
    /// The kernel's state, and NetworkManager's where it answers; where it does not, standard error says so.
    ///
    /// - Throws: `CommandError` when even the kernel does not answer.
    static func facts(log: Logger) async throws -> HostFacts {
        var live: LiveState?
        var why = ""
        do throws(ControlError) {
            let backend = try await NMBackend.connect(log: log)
            if await backend.owner() == nil {
                why = "NetworkManager is not running"
            } else {
                live = try await backend.liveState(withSettings: true)
            }
        } catch {
            why = error.message
        }
        if live == nil {
            Console.err(
                Console.style(of: 2)(.warning, "Note") + ": \(why); this is what the kernel has, without "
                    + "profiles and DNS servers.\n")
        }
        do throws(KernelError) {
            var socket = try RouteSocket()
            let kernel = try KernelState.read(from: &socket)
            let hasBridge = kernel.links.values.contains { $0.kind == "bridge" }
            var speeds: [Int: LinkSpeed] = [:]
            for link in HostFacts.haveSpeed(kernel) {
                speeds[link.index] = link.interfaceName.flatMap(LinkSpeed.read)
            }
            return HostFacts(
                kernel: kernel,
                // The links are those of the kernel's state above, so that both speak of the same moment.
                live: LiveState(
                    profiles: live?.profiles ?? [], devices: live?.devices ?? [],
                    links: KernelReader.links(of: kernel)), hasNetworkManager: live != nil, speeds: speeds,
                forwarding: hasBridge ? try socket.forwardingDatabase() : [])
        } catch {
            throw CommandError(
                .unavailable, "the kernel's links cannot be read: \(error)",
                hint: "nm-topology show SPEC shows a spec without a host")
        }
    }
}
