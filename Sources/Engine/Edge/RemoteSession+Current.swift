import Glibc
import Planning

extension RemoteSession {
    /// The SSH session that this process runs in, as `SSH_CONNECTION` describes it; `nil` outside of any.
    ///
    /// `sudo` removes the variable from this process's environment; the environment of the nearest parent process that
    /// has it is read then (proc(5), `/proc/PID/environ`, `/proc/PID/stat`).
    static let current: RemoteSession? = {
        if let own = getenv("SSH_CONNECTION") { return RemoteSession(sshConnection: String(cString: own)) }
        var process = getppid()
        // A chain of parents is short; a limit, because processes come and go while it is walked.
        for _ in 0..<64 where process > 1 {
            let name = Array("SSH_CONNECTION=".utf8)
            for entry in bytes("/proc/\(process)/environ").split(separator: 0) where entry.starts(with: name) {
                return RemoteSession(sshConnection: String(decoding: entry.dropFirst(name.count), as: UTF8.self))
            }
            // The command's name stands in brackets and may hold anything: fields count from the last one.
            let stat = bytes("/proc/\(process)/stat")
            guard let bracket = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
            let fields = String(decoding: stat[(bracket + 1)...], as: UTF8.self).split(separator: " ")
            guard fields.count > 1, let parent = pid_t(fields[1]) else { return nil }
            process = parent
        }
        return nil
    }()

    /// Reads a file, 1 MiB or a little more at most; returns no bytes if it cannot be read.
    private static func bytes(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count < 1 << 20 {
            let count = read(file, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
