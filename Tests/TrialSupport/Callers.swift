package import Planning
import System
package import Trial

extension Caller {
    /// A caller who is root and logged in on the console.
    package static let admin = root("admin", process: 1)

    /// Makes a caller who is root.
    ///
    /// - Parameters:
    ///   - user: the caller's name.
    ///   - session: the SSH session that they came in by; `nil` on the console.
    ///   - process: the ID of the process that acts for them.
    /// - Returns: the caller.
    package static func root(_ user: String, by session: RemoteSession? = nil, process: Int32) -> Caller {
        Caller(
            user: user, effectiveUserID: 0, session: session,
            process: ProcessIdentity(pid: process, startTicks: 1))
    }

    /// A caller who is not root.
    package static let guest = Caller(
        user: "guest", effectiveUserID: 1000, process: ProcessIdentity(pid: 9, startTicks: 1))
}
