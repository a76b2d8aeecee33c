import Glibc

/// A process, distinguished by its start time from a later one with the same number.
package struct ProcessIdentity: Codable, Hashable, Sendable {
    package let pid: Int32
    /// The start time in clock ticks since the boot (field 22 of /proc/PID/stat).
    package let startTicks: UInt64

    private enum CodingKeys: String, CodingKey {
        case pid = "pid"
        case startTicks = "startTicks"
    }

    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}

extension ProcessIdentity {
    /// The identity of this process.
    package static var current: ProcessIdentity {
        ProcessIdentity(of: getpid()) ?? ProcessIdentity(pid: getpid(), startTicks: 0)
    }

    /// Identifies the process that has this number now; `nil` if there is none.
    ///
    /// - Parameter pid: the process ID.
    package init?(of pid: Int32) {
        guard let (_, ticks) = Self.status(of: pid) else { return nil }
        self.init(pid: pid, startTicks: ticks)
    }

    /// Whether the process still runs; a zombie does not.
    package var isAlive: Bool {
        guard let (state, ticks) = Self.status(of: pid) else { return false }
        return ticks == startTicks && state != "Z" && state != "X"
    }

    /// Sends the process a signal, if it still runs (kill(2)).
    ///
    /// - Parameter signal: the signal's number.
    package func send(_ signal: Int32) {
        if isAlive { kill(pid, signal) }
    }

    /// The process's state and start time from /proc/PID/stat (proc_pid_stat(5)).
    ///
    /// The command's name may contain anything, so the fields are counted from its closing parenthesis.
    private static func status(of pid: Int32) -> (Substring, UInt64)? {
        guard let text = TextFile.read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
        return (fields[0], ticks)
    }
}
