import Dispatch
import Glibc
import Synchronization

/// Signals as events: Ctrl-C, a polite request to end, the end of the terminal.
final class Signals: Sendable {
    enum Event: Sendable {
        case interrupt
        case terminate
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

    /// The signals as they come, those that nobody has read yet first; one reader after the other.
    ///
    /// Each reader has a stream of its own: one whose reading task is cancelled ends for everybody.
    func events() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        mailbox.attach(continuation)
        return stream
    }

    private final class Mailbox: Sendable {
        private struct State {
            var reader: AsyncStream<Event>.Continuation?
            /// What came while nobody was reading.
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

    /// Unchecked: the sources are only kept alive, and cancelled once, in the last reference's deinit; a signal that comes
    /// from outside runs their handlers, which do not know this.
    private final class Sources: @unchecked Sendable {
        private let all: [any DispatchSourceSignal]

        init(_ all: [any DispatchSourceSignal]) { self.all = all }

        deinit { for source in all { source.cancel() } }
    }
}
