import Foundation
import Glibc
import System

/// A program that was run to its end, with everything it wrote.
public struct Finished: Sendable {
    /// The exit code, or `nil` when a signal ended it.
    public let code: Int32?
    /// The signal that ended it, if one did.
    public let signal: Int32?
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String

    /// Where a stream of the program goes.
    public enum Sink: Sendable {
        /// Into `output` or `errors`.
        case kept
        /// Into a pipe whose reader has gone.
        case brokenPipe
        /// Nowhere: the descriptor is not open.
        case closed
        /// Into a device or file.
        case file(String)
    }

    /// Runs a program and waits for its end; blocks the calling thread.
    ///
    /// The streams are files that have no name any more, so neither side can wait for the other.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - input: what it reads from standard input.
    ///   - environment: its whole environment.
    ///   - output: where standard output goes.
    ///   - errors: where standard error goes.
    /// - Returns: how it ended.
    /// - Throws: when it cannot be started.
    public static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = ["PATH": "/usr/bin:/bin:/usr/sbin"],
        output: Sink = .kept, errors: Sink = .kept
    ) throws -> Finished {
        let stdin = try nameless()
        let stdout = try nameless()
        let stderr = try nameless()
        defer { for file in [stdin, stdout, stderr] { close(file) } }
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(stdin, $0.baseAddress, $0.count) }
            guard count > 0 else { throw LabError.cannotStart(arguments[0], "its input cannot be written") }
            rest = rest.dropFirst(count)
        }
        lseek(stdin, 0, SEEK_SET)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin, 0)
        var readers: [Int32] = []
        defer { for end in readers { close(end) } }
        for (sink, file, descriptor) in [(output, stdout, Int32(1)), (errors, stderr, Int32(2))] {
            switch sink {
            case .kept: posix_spawn_file_actions_adddup2(&actions, file, descriptor)
            case .closed: posix_spawn_file_actions_addclose(&actions, descriptor)
            case .file(let path): posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY, 0)
            case .brokenPipe:
                var ends: [Int32] = [0, 0]
                // A socket, since a pipe cannot be born close-on-exec here, and another child would hold its other end.
                let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
                    throw LabError.cannotStart("a pipe", "none is left")
                }
                close(ends[0])
                readers.append(ends[1])
                posix_spawn_file_actions_adddup2(&actions, ends[1], descriptor)
            }
        }
        let status = wait(for: try Child.start(arguments, environment: environment, &actions).get())
        let ending = status & 0x7f
        return Finished(
            code: ending == 0 ? status >> 8 & 0xff : nil, signal: ending == 0 ? nil : ending, output: text(of: stdout),
            errors: text(of: stderr))
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }

    private static func nameless() throws -> Int32 {
        let path = "\(FileManager.default.temporaryDirectory.path)/finished.\(UUID().uuidString)"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LabError.cannotStart("a file", String(cString: strerror(errno))) }
        unlink(path)
        return file
    }

    private static func text(of file: Int32) -> String {
        lseek(file, 0, SEEK_SET)
        let data = FileHandle(fileDescriptor: file, closeOnDealloc: false).readDataToEndOfFile()
        return String(decoding: data, as: UTF8.self)
    }
}
