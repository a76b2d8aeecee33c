import Glibc
package import Trial

extension LinuxHost {
    /// This machine, on which this very program guards trials: its `guard` command has to exist.
    package static let own = LinuxHost { trial in [executable, "guard", trial] }

    /// This program's own file, also when it was called by a relative name.
    private static var executable: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
