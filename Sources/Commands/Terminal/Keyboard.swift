import Dispatch
import Glibc

/// Lines typed on standard input, as they come.
enum Keyboard {
    enum Event: Sendable {
        case line
        /// The terminal is gone, or Ctrl-D.
        case end
    }

    /// Reads standard input until its end, on a thread of its own: a read blocks.
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

    /// Unchecked: the source is only cancelled, which any thread may do; what is typed goes to the stream, never in here.
    private final class Held: @unchecked Sendable {
        private let source: any DispatchSourceRead

        init(_ source: any DispatchSourceRead) { self.source = source }

        func cancel() { source.cancel() }
    }
}
