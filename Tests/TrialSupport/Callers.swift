package import Planning
import System
package import Trial

extension Caller {
    /// Root on the console.
    package static let admin = root("admin", process: 1)

    /// Root, who came in by SSH or sits at the console.
    ///
    /// - Parameters:
    ///   - user: the name.
    ///   - session: the login.
    ///   - process: the number of the process that acts for them.
    /// - Returns: the caller.
    package static func root(_ user: String, by session: RemoteSession? = nil, process: Int32) -> Caller {
        Caller(
            user: user, effectiveUserID: 0, session: session,
            process: ProcessIdentity(pid: process, startTicks: 1))
    }

    /// Somebody who is not root.
    package static let guest = Caller(
        user: "guest", effectiveUserID: 1000, process: ProcessIdentity(pid: 9, startTicks: 1))
}
