import Dispatch
import Glibc
import Synchronization
import System

/// A process of this program that does what a call asks for.
///
/// A trial outlives whoever began it, so the service does nothing of it itself: it starts the same command that root would
/// type, whose trial is guarded as ever.
struct Worker: Sendable {
    /// How it ended.
    struct End: Sendable {
        /// The exit code, or 128 and the number of the signal that ended it.
        var status: Int32
        var output = ""
        var messages = ""
        /// Whether it wrote more than an answer may have; the rest is lost.
        var isCut = false
    }

    let program: String
    let words: [String]
    let environment: [String: String]
    /// Seconds after which it is killed; `nil` for a worker that must come to its own end.
    let limit: Int32?

    /// Runs it to its end.
    ///
    /// - Parameter hear: is called with the number of a stream (1 output, 2 messages) and whole lines, as they come.
    /// - Returns: how it ended.
    /// - Throws: `FileError` where it cannot be started.
    func run(hear: @escaping @Sendable (UInt32, String) -> Void) async throws(FileError) -> End {
        // A thread of its own, as it waits for its end.
        let queue = DispatchQueue(label: "nm-topology.worker")
        let result: Result<End, FileError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(FileError) in try runHere(hear) })
            }
        }
        return try result.get()
    }

    /// Between a pipe's creation and its close-on-exec no other child may be born: it would keep the pipe open.
    private static let oneAtATime = Mutex(())

    private func runHere(_ hear: (UInt32, String) -> Void) throws(FileError) -> End {
        let born = Self.oneAtATime.withLock { _ in
            Result { () throws(FileError) in try start() }
        }
        let (pid, opened) = try born.get()
        var streams = opened
        defer { for stream in streams where stream.isOpen { close(stream.reading) } }
        let deadline = limit.map { ContinuousClock.now + .seconds(Int($0)) }
        while streams.contains(where: \.isOpen) {
            var waits = streams.map { pollfd(fd: $0.isOpen ? $0.reading : -1, events: Int16(POLLIN), revents: 0) }
            let left = deadline.map { ($0 - .now) / .milliseconds(1) }
            if let left, left <= 0 {
                kill(-pid, SIGKILL)
                break
            }
            poll(&waits, nfds_t(waits.count), left.map { Int32($0.rounded(.up)) } ?? -1)
            for index in streams.indices where waits[index].revents != 0 {
                let number = streams[index].number
                streams[index].take { hear(number, $0) }
            }
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return End(
            status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f, output: streams[0].text,
            messages: streams[1].text, isCut: streams.contains(where: \.isCut))
    }

    private func start() throws(FileError) -> (pid: Int32, streams: [Stream]) {
        let streams = [try Stream(1), try Stream(2)]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for stream in streams { posix_spawn_file_actions_adddup2(&actions, stream.writing, Int32(stream.number)) }
        let started = Child.start(
            ["nm-topology"] + words, file: program, environment: environment, flags: POSIX_SPAWN_SETPGROUP, &actions)
        for stream in streams { close(stream.writing) }
        if case .failure = started { for stream in streams { close(stream.reading) } }
        return (try started.get(), streams)
    }

    /// One of its streams, as far as it was read.
    private struct Stream {
        let number: UInt32
        let reading: Int32
        let writing: Int32
        private(set) var isOpen = true
        private(set) var isCut = false
        private var bytes: [UInt8] = []
        private var told = 0

        init(_ number: UInt32) throws(FileError) {
            self.number = number
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw FileError("make", "a pipe to a worker") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }

        /// What it wrote, without what is no text: D-Bus carries none.
        var text: String { Self.text(bytes[...]) }

        private static func text(_ bytes: ArraySlice<UInt8>) -> String {
            String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
        }

        /// Reads what is there, and tells of the lines that are complete.
        mutating func take(_ tell: (String) -> Void) {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(reading, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            if count <= 0 {
                close(reading)
                isOpen = false
            } else if bytes.count + count > BusInterface.maximumAnswerBytes {
                isCut = true
            } else {
                bytes += buffer[..<count]
            }
            let end = isOpen ? bytes[told...].lastIndex(of: 10).map { $0 + 1 } ?? told : bytes.count
            guard end > told else { return }
            tell(Self.text(bytes[told..<end]))
            told = end
        }
    }
}
