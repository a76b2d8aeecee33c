package import Host
package import Logging
import NMBackend
import Kernel
package import Trial

/// The state of this host at one moment, as far as this process may read it.
package struct HostLook: Sendable {
    /// What the kernel and, if it answered, NetworkManager said.
    package let host: HostState
    /// Why NetworkManager's part of `host` is missing; `nil` if it is there.
    package let missing: ControlError?

    /// Reads the kernel's state and, if it answers, NetworkManager's; changes nothing.
    ///
    /// - Parameter log: the log for calls to NetworkManager.
    /// - Throws: `.noLinks` when the kernel does not answer.
    package init(log: Logger) async throws(EngineError) {
        do throws(KernelError) {
            (host, missing) = try await HostReader.read(log: log)
        } catch {
            throw .noLinks(error)
        }
    }
}
