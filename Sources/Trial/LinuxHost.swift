import CLinux
import Glibc

/// The machine itself.
package struct LinuxHost: TrialHost {
    private let guardArguments: @Sendable (String) -> [String]

    /// - Parameter guardArguments: the command line, the program's path first, that tends the trial with this ID.
    package init(guardArguments: @escaping @Sendable (String) -> [String]) { self.guardArguments = guardArguments }

    package func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    package func date() -> Int64 { Int64(time(nil)) }

    package func current() -> ProcessIdentity {
        ProcessIdentity(pid: getpid(), startTicks: Self.startTicks(getpid()) ?? 0)
    }

    package func isAlive(_ process: ProcessIdentity) -> Bool {
        guard let (state, ticks) = Self.status(process.pid) else { return false }
        return ticks == process.startTicks && state != "Z" && state != "X"
    }

    package func kill(_ process: ProcessIdentity) {
        if isAlive(process) { Glibc.kill(process.pid, SIGKILL) }
    }

    package func user() -> String {
        for name in ["SUDO_USER", "LOGNAME", "USER"] {
            if let value = getenv(name) { return String(cString: value) }
        }
        return "uid \(getuid())"
    }

    package func contents(of path: String) -> [UInt8]? { try? DurableFile.read(path) }

    package func sync(_ path: String) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        syncfs(directory)
        close(directory)
    }

    /// Starts the guard in a session of its own, so that neither the end of the terminal nor of this process ends it.
    package func startGuard(_ trial: String) throws(StateError) -> ProcessIdentity? {
        let words = guardArguments(trial)
        guard let program = words.first else { return nil }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Dispatch's threads block nearly every signal, and a child would inherit that.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | clinux_posix_spawn_setsid)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in 0...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, program, &actions, &attributes, &arguments, environ)
        guard result == 0 else {
            throw StateError(path: program, reason: "the guard cannot be started: \(String(cString: strerror(result)))")
        }
        return ProcessIdentity(pid: pid, startTicks: Self.startTicks(pid) ?? 0)
    }

    private static func startTicks(_ pid: pid_t) -> UInt64? { status(pid)?.1 }

    /// State and start time from /proc/PID/stat (proc_pid_stat(5)); the command's name may hold anything, so the
    /// fields are counted from its closing parenthesis.
    private static func status(_ pid: pid_t) -> (Substring, UInt64)? {
        let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
        return (fields[0], ticks)
    }
}
