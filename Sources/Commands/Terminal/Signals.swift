import Dispatch
import Glibc
import Synchronization

/// Delivers this process's signals as events, and keeps them from ending the process.
final class Signals: Sendable {
    /// A signal that this process got.
    enum Event: Sendable {
        /// Ctrl-C (SIGINT).
        case interrupt
        /// A request to end (SIGTERM).
        case terminate
        /// The end of the terminal (SIGHUP).
        case hangUp
    }

    private let mailbox: Mailbox
    private let sources: Sources

    init() {
        let mailbox = Mailbox()
        self.mailbox = mailbox
        var made: [any DispatchSourceSignal] = []
        for (number, event) in [(SIGINT, Event.interrupt), (SIGTERM, .terminate), (SIGHUP, .hangUp)] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { mailbox.take(event) }
            source.resume()
            made.append(source)
        }
        // A cut terminal must not end the program by a failed write either.
        signal(SIGPIPE, SIG_IGN)
        sources = Sources(made)
    }

    /// Returns a stream of signals, beginning with those that nobody has read yet; it replaces the stream before it.
    ///
    /// Each reader needs a stream of its own, because a stream ends when the task that reads it is cancelled.
    func events() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        mailbox.attach(continuation)
        return stream
    }

    private final class Mailbox: Sendable {
        private struct State {
            var reader: AsyncStream<Event>.Continuation?
            /// The signals that came while nobody was reading.
            var missed: [Event] = []
        }

        private let state = Mutex(State())

        func take(_ event: Event) {
            state.withLock { state in
                if case .enqueued? = state.reader?.yield(event) { return }
                state.missed.append(event)
            }
        }

        func attach(_ reader: AsyncStream<Event>.Continuation) {
            state.withLock { state in
                for event in state.missed { reader.yield(event) }
                state = State(reader: reader)
            }
        }
    }

    /// A holder that keeps the signal sources alive.
    ///
    /// Unchecked: it only cancels the sources, once, in the last reference's deinit; what a signal brings goes
    /// to the stream, and never comes here.
    private final class Sources: @unchecked Sendable {
        private let all: [any DispatchSourceSignal]

        init(_ all: [any DispatchSourceSignal]) { self.all = all }

        deinit { for source in all { source.cancel() } }
    }
}
