import Glibc
import System
package import Trial

extension Caller {
    /// The caller who runs this process.
    ///
    /// The engine takes its caller as an argument everywhere else, so a front end that serves several can make its own.
    package static let current = Caller(
        user: userName, effectiveUserID: geteuid(), session: .current, process: .current)

    /// The name of the person behind `sudo`, or else of the one who logged in, or else of the process's owner.
    private static var userName: String {
        for name in ["SUDO_USER", "LOGNAME", "USER"] {
            if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty { return value }
        }
        return name(of: getuid()) ?? "uid \(getuid())"
    }

    /// Finds a user's name by their ID (getpwuid_r(3)); returns `nil` for a user without a name.
    private static func name(of user: uid_t) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else {
            return nil
        }
        return String(cString: name)
    }
}
