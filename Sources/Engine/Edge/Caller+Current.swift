import Glibc
import System
package import Trial

extension Caller {
    /// Who runs this process: a command's caller.
    ///
    /// Together with `LinuxHost.own` it is the only place where the environment is looked at; everything else takes a
    /// caller, which a front end that serves several makes itself.
    package static let current = Caller(
        user: userName, effectiveUserID: geteuid(), session: .current, process: .current)

    /// The person behind `sudo`, the one who logged in, or whoever owns the process.
    private static var userName: String {
        for name in ["SUDO_USER", "LOGNAME", "USER"] {
            if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty { return value }
        }
        return name(of: getuid()) ?? "uid \(getuid())"
    }

    /// A user's name by the number (getpwuid_r(3)); `nil` for one without a name.
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
