import Foundation
import Glibc
import Synchronization

/// A process group of our own at the other end of two pipes.
struct ChildProcess: Sendable {
    let pid: pid_t
    /// Write here what the child reads.
    let input: Int32
    /// Read here what the child writes.
    let output: Int32

    /// Starts a program.
    ///
    /// A task's thread blocks nearly every signal and a child inherits that, so the mask and the dispositions are set
    /// back; otherwise a SIGTERM would never arrive.
    init(_ arguments: [String], environment: [String: String]) throws {
        self = try Self.oneAtATime.withLock { _ in try Self(spawning: arguments, environment: environment) }
    }

    /// Between a pipe's creation and its close-on-exec no other child may be born: it would keep the pipe open for ever.
    private static let oneAtATime = Mutex(())

    private init(spawning arguments: [String], environment: [String: String]) throws {
        let (childInput, input) = try Self.pipe()
        let (output, childOutput) = try Self.pipe()
        self.input = input
        self.output = output
        defer {
            close(childInput)
            close(childOutput)
        }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        // Writing to one that died must be an error, not the end of the tests.
        signal(SIGPIPE, SIG_IGN)
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &envp)
        guard failure == 0 else {
            close(input)
            close(output)
            throw LabError.cannotStart(arguments[0], String(cString: strerror(failure)))
        }
        self.pid = pid
    }

    /// Ends the whole group at once and reaps the child; call it once.
    func kill() {
        Glibc.kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        close(input)
    }

    /// Waits for its end; nothing may be left in its output.
    func waitUntilExit() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        close(input)
        close(output)
        return status
    }

    /// Writes all of it; a child that is gone is noticed by whoever reads from it.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Lines of the child's output until it ends, read by a thread of their own: a read that blocks must not hold one of
    /// the few threads that run tasks.
    func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let descriptor = output
        Thread.detachNewThread {
            var pending: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                pending += buffer[..<count]
                while let end = pending.firstIndex(of: 10) {
                    continuation.yield(String(decoding: pending[..<end].filter { $0 != 13 }, as: UTF8.self))
                    pending.removeFirst(end + 1)
                }
            }
            close(descriptor)
            continuation.finish()
        }
        return stream
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else {
            throw LabError.cannotStart("a pipe", String(cString: strerror(errno)))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
