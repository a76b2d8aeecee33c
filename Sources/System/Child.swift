import CLinux
package import Glibc
import Synchronization

/// Functions that start other programs, without a shell.
package enum Child {
    /// Starts a program whose standard streams lead to /dev/null.
    ///
    /// - Parameters:
    ///   - words: the program's path and its arguments.
    ///   - file: the program's file, where `words` begins with another name for it.
    ///   - session: whether the program gets a session of its own (setsid(2)).
    /// - Returns: the program's process ID.
    package static func spawn(
        _ words: [String], file: String? = nil, session: Bool
    ) -> Result<Int32, FileError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in 0...2 as ClosedRange<Int32> {
            let mode = descriptor == 0 ? O_RDONLY : O_WRONLY
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
        }
        return start(words, file: file, flags: session ? Int32(clinux_posix_spawn_setsid) : 0, &actions)
    }

    /// Starts a program with every signal as it usually is.
    ///
    /// Threads that run tasks block nearly every signal, and a child would inherit that.
    ///
    /// - Parameters:
    ///   - words: the program, by its path or to be looked for on PATH, and its arguments.
    ///   - file: the program's file, where `words` begins with another name for it.
    ///   - environment: all of its environment; `nil` for that of this process.
    ///   - flags: more flags of posix_spawn(3).
    ///   - actions: what becomes of its descriptors.
    /// - Returns: the program's process ID.
    package static func start(
        _ words: [String], file: String? = nil, environment: [String: String]? = nil, flags: Int32 = 0,
        _ actions: inout posix_spawn_file_actions_t
    ) -> Result<Int32, FileError> {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags))
        var arguments = words.map { strdup($0) } + [nil]
        var variables = (environment ?? [:]).map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        let program = file ?? words.first ?? ""
        var pid: Int32 = 0
        let result =
            environment == nil
            ? posix_spawnp(&pid, program, &actions, &attributes, &arguments, environ)
            : posix_spawnp(&pid, program, &actions, &attributes, &arguments, &variables)
        if result == 0 { return .success(pid) }
        return .failure(FileError(path: program, reason: "it cannot be started: \(String(cString: strerror(result)))"))
    }

    /// Runs a program to its end; blocks the calling thread meanwhile.
    ///
    /// - Parameters:
    ///   - words: the program's path and its arguments.
    ///   - seconds: how long it may take; then it is killed.
    /// - Returns: its exit status; `nil` when it could not be started, took too long or was ended by a signal.
    package static func run(_ words: [String], within seconds: Double) -> Int32? {
        guard case .success(let pid) = spawn(words, session: false) else { return nil }
        let end = ContinuousClock.now + .seconds(seconds)
        // The kernel reports the end of the process by making a pidfd readable (pidfd_open(2)).
        let descriptor = clinux_pidfd_open(pid)
        defer { if descriptor >= 0 { close(descriptor) } }
        var status: Int32 = 0
        while true {
            let result = waitpid(pid, &status, WNOHANG)
            if result == pid { return status & 0x7f == 0 ? status >> 8 & 0xff : nil }
            if result < 0, errno != EINTR { return nil }
            let left = (end - .now) / .milliseconds(1)
            if left <= 0 {
                Glibc.kill(pid, SIGKILL)
                detached.withLock { _ = $0.insert(pid) }
                return nil
            }
            var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Linux before 5.3 has no pidfd: poll(2) ignores a negative descriptor, and returns after 10 ms.
            poll(&waited, 1, Int32(descriptor < 0 ? min(left, 10) : left.rounded(.up)))
        }
    }

    /// Starts a program in a session of its own, and does not wait for it.
    ///
    /// - Parameters:
    ///   - words: the program's path and its arguments.
    ///   - file: the program's file, where `words` begins with another name for it.
    /// - Returns: its process ID; `nil` when it could not be started.
    @discardableResult
    package static func detach(_ words: [String], file: String? = nil) -> Int32? {
        reap()
        guard case .success(let pid) = spawn(words, file: file, session: true) else { return nil }
        detached.withLock { _ = $0.insert(pid) }
        return pid
    }

    /// Reaps the detached programs that have ended, which would otherwise stay as zombies while this process lives.
    package static func reap() {
        var status: Int32 = 0
        detached.withLock { pids in pids = pids.filter { waitpid($0, &status, WNOHANG) == 0 } }
    }

    private static let detached = Mutex<Set<Int32>>([])
}
