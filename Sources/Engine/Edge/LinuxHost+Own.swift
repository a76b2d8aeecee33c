import Glibc
package import Trial

extension LinuxHost {
    /// This machine; it guards trials with this program's own `guard` command.
    package static let own = LinuxHost { trial in [executable, "guard", trial] }

    /// The absolute path of this program's file, or of the one that an upgrade put in its place.
    package static var executable: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // What the kernel says of a file that is no longer there (proc_pid_exe(5)).
        let mark = " (deleted)"
        return path.hasSuffix(mark) && access(path, F_OK) != 0 ? String(path.dropLast(mark.count)) : path
    }
}
