import Glibc
import Synchronization
package import System

/// A process group of our own at the other end of two pipes.
package struct PipedChild: Sendable {
    /// Its process ID, which is that of its group too.
    package let pid: Int32
    /// Write here what the child reads.
    package let input: Int32
    /// Read here what the child writes.
    package let output: Int32

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - words: the program, looked for on PATH, and its arguments.
    ///   - environment: all of its environment.
    /// - Throws: `FileError` when it cannot be started.
    package init(_ words: [String], environment: [String: String]) throws(FileError) {
        let result = Self.oneAtATime.withLock { _ in
            Result { () throws(FileError) in try Self(spawning: words, environment: environment) }
        }
        self = try result.get()
    }

    /// Between a pipe's creation and its close-on-exec no other child may be born: it would keep the pipe open for ever.
    private static let oneAtATime = Mutex(())

    private init(spawning words: [String], environment: [String: String]) throws(FileError) {
        let program = words.first ?? ""
        let (childInput, input) = try Self.pipe(to: program)
        let (output, childOutput) = try Self.pipe(to: program)
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

        // Writing to one that died must be an error, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        switch Child.start(words, environment: environment, flags: POSIX_SPAWN_SETPGROUP, &actions) {
        case .success(let pid): self.pid = pid
        case .failure(let error):
            close(input)
            close(output)
            throw error
        }
    }

    /// Ends the whole group at once and reaps the child; call it once.
    package func kill() {
        Glibc.kill(-pid, SIGKILL)
        reap()
        close(input)
    }

    /// Waits for its end; call it once.
    ///
    /// - Returns: its exit status, or 128 and the signal that ended it.
    package func waitUntilExit() -> Int32 {
        let status = reap()
        close(input)
        close(output)
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// Tells it by the end of its input that it is over, and waits for its end; call it once.
    package func finish() {
        close(input)
        reap()
        close(output)
    }

    @discardableResult
    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }

    /// Writes all of it; a child that is gone is noticed by whoever reads from it.
    package func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func pipe(to program: String) throws(FileError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else {
            throw FileError(
                path: program, reason: "there is no pipe to it: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
