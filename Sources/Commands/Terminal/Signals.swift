import Dispatch
import Glibc

/// Signals as events: Ctrl-C, a polite request to end, the end of the terminal.
final class Signals: Sendable {
    enum Event: Sendable {
        case interrupt
        case terminate
        case hangUp
    }

    /// The signals as they come; only one reader.
    let events: AsyncStream<Event>
    private let sources: Sources

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        events = stream
        var made: [any DispatchSourceSignal] = []
        for (number, event) in [(SIGINT, Event.interrupt), (SIGTERM, .terminate), (SIGHUP, .hangUp)] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(event) }
            source.resume()
            made.append(source)
        }
        // A cut terminal must not end the program by a failed write either.
        signal(SIGPIPE, SIG_IGN)
        sources = Sources(made)
    }

    /// Unchecked: the sources are only kept alive, and cancelled once, in the last reference's deinit.
    private final class Sources: @unchecked Sendable {
        private let all: [any DispatchSourceSignal]

        init(_ all: [any DispatchSourceSignal]) { self.all = all }

        deinit { for source in all { source.cancel() } }
    }
}
