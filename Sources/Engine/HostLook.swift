package import Host
package import Logging
import NMBackend
import Kernel
package import Trial

/// One look at a host, with what permissions there are; touches nothing.
package struct HostLook: Sendable {
    package let host: HostState
    /// Why NetworkManager's side is missing; `nil` where it is there.
    package let missing: ControlError?

    /// Reads the kernel and, where it answers, NetworkManager.
    ///
    /// - Parameter log: what is done with NetworkManager goes there.
    /// - Throws: `.noLinks` when even the kernel does not answer.
    package init(log: Logger) async throws(EngineError) {
        do throws(KernelError) {
            (host, missing) = try await HostReader.read(log: log)
        } catch {
            throw .noLinks(error)
        }
    }
}
