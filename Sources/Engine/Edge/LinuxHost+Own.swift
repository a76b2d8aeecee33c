import Glibc
package import Trial

extension LinuxHost {
    /// This machine; it guards trials with this program's own `guard` command.
    package static let own = LinuxHost { trial in [executable, "guard", trial] }

    /// The absolute path of this program's file.
    package static var executable: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
