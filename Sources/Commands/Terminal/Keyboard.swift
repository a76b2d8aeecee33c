import Dispatch
import Glibc

/// Reads the lines that somebody types on standard input.
enum Keyboard {
    /// What standard input delivers.
    enum Event: Sendable {
        /// Somebody pressed Enter.
        case line
        /// Standard input has ended: the terminal is gone, or somebody pressed Ctrl-D.
        case end
    }

    /// Discards what has been typed so far, then delivers each line as it comes, until the end of standard input.
    static func events() -> AsyncStream<Event> {
        // What was typed before the question is no answer to it.
        tcflush(STDIN_FILENO, TCIFLUSH)
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 {
                if buffer[..<count].contains(0x0a) { continuation.yield(.line) }
            } else if count == 0 || errno != EINTR {
                continuation.yield(.end)
                continuation.finish()
            }
        }
        source.resume()
        let held = Held(source)
        continuation.onTermination = { _ in held.cancel() }
        return stream
    }

    /// A holder that cancels the source of input.
    ///
    /// Unchecked: it only cancels the source, which any thread may do; what somebody types goes to the stream instead.
    private final class Held: @unchecked Sendable {
        private let source: any DispatchSourceRead

        init(_ source: any DispatchSourceRead) { self.source = source }

        func cancel() { source.cancel() }
    }
}
