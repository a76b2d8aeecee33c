import CDBus
import Dispatch

/// A connection to a message bus.
///
/// libdbus is confined to the actor's executor, a private serial queue; only values leave it. Replies are matched by
/// serial here, in Swift: libdbus's own dispatch, pending calls and timeouts are not used.
package actor Connection {
    /// How many method calls may await their replies at a time.
    ///
    /// A stock system bus refuses the 129th (`max_replies_per_connection`); calls beyond this number wait in the order
    /// in which they were made.
    package static let maximumCallsInFlight = 64
    /// How long a call waits for its reply by default: the default of every D-Bus library.
    package static let defaultTimeout: Duration = .seconds(25)

    /// The name that the bus gave this connection.
    package nonisolated let uniqueName: BusName
    /// The executor: a private serial queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private enum Phase {
        case open(Handle, Wakeups)
        case closed(BusError)
    }

    nonisolated let executor: QueueExecutor
    private var phase: Phase
    var calls = CallTable()
    var subscribers = SubscriberTable()
    var incoming: AsyncStream<IncomingCall>.Continuation?
    var disconnectWaiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    /// How many method calls were sent, by `interface.member`.
    package private(set) var callCounts: [String: Int] = [:]
    /// The waits for replies, each by the first of its calls.
    var waits: [CallTable.ID: Wait] = [:]

    /// Connects to a bus.
    ///
    /// The connection closes when it is released. Opening takes little time but cannot be cancelled: a bus that accepts
    /// and then stays silent holds it for libdbus's 25 s.
    ///
    /// - Parameter address: Where the bus listens.
    /// - Returns: The connection, registered with the bus.
    /// - Throws: ``BusError`` with ``BusError/Code/cannotConnect``.
    package static func open(_ address: BusAddress = .system) async throws(BusError) -> Connection {
        let executor = QueueExecutor(label: "nm-topology.dbus")
        let opened: Result<Handle, BusError> = await withCheckedContinuation { continuation in
            executor.queue.async {
                continuation.resume(returning: Result { () throws(BusError) in try Handle.open(address) })
            }
        }
        let handle = try opened.get()
        let connection = Connection(handle, name: try BusName(handle.uniqueName), executor)
        await connection.start(handle)
        return connection
    }

    private init(_ handle: Handle, name: BusName, _ executor: QueueExecutor) {
        self.executor = executor
        uniqueName = name
        phase = .closed(BusError(.disconnected, "not started"))
    }

    private func start(_ handle: Handle) {
        let pump: @Sendable () -> Void = { [weak self] in self?.assumeIsolated { $0.pump() } }
        phase = .open(handle, Wakeups(handle: handle, queue: executor.queue, pump: pump))
        // Bytes that arrived with the answer to Hello are already in libdbus's buffer, and no source fires for them.
        self.pump()
    }

    /// Whether the bus is still there, as far as is known.
    package var isConnected: Bool {
        if case .open = phase { true } else { false }
    }

    /// Ends the connection: calls without reply fail with ``BusError/Code/disconnected``, and streams end.
    package func close() {
        end(BusError(.disconnected, "the connection was closed by this program"))
    }

    /// Runs work on the connection's queue after the work already queued, for callers that cannot wait.
    nonisolated func later(_ work: @escaping @Sendable (isolated Connection) -> Void) {
        executor.queue.async { [weak self] in self?.assumeIsolated { work($0) } }
    }
}

// MARK: - The pump

extension Connection {
    /// Reads and processes all messages that have arrived.
    ///
    /// It always drains the socket, whether or not anybody listens: an unread socket would fire for ever.
    private func pump() {
        var rounds = 0
        while case .open(let handle, let wakeups) = phase {
            handle.readWrite()
            while let message = handle.pop() { receive(message) }
            guard handle.isConnected else {
                end(BusError(.disconnected, "the connection to the message bus was lost"))
                return
            }
            rounds += 1
            // Yields the queue to others now and then; the source fires again for the rest.
            guard rounds < 256, handle.isReadable else {
                wakeups.watchWriting(handle.hasUnsentMessages)
                return
            }
        }
    }

    private func receive(_ message: borrowing Message) {
        switch message.type {
        case DBUS_MESSAGE_TYPE_METHOD_RETURN, DBUS_MESSAGE_TYPE_ERROR: receiveReply(message)
        case DBUS_MESSAGE_TYPE_SIGNAL: receiveSignal(message)
        case DBUS_MESSAGE_TYPE_METHOD_CALL: receiveCall(message)
        default: break
        }
    }

    /// Sends waiting calls while slots are free.
    func sendWaiting() {
        while let (id, call) = calls.next(limit: Connection.maximumCallsInFlight) {
            do {
                calls.markSent(id, serial: try send(Message.methodCall(call)))
                callCounts["\(call.interface).\(call.member)", default: 0] += 1
            } catch {
                calls.remove(id)?.completion(.failure(error))
            }
        }
    }

    /// Queues a message; the part that the socket does not accept at once follows when it can.
    ///
    /// - Throws: ``BusError`` with the reason why the connection is closed.
    @discardableResult
    func send(_ message: borrowing Message) throws(BusError) -> UInt32 {
        switch phase {
        case .closed(let reason): throw reason
        case .open(let handle, let wakeups):
            let serial = try handle.send(message)
            wakeups.watchWriting(handle.hasUnsentMessages)
            return serial
        }
    }

    private func end(_ reason: BusError) {
        guard case .open = phase else { return }
        // Releases the sources; the last of them to be cancelled closes the descriptor.
        phase = .closed(reason)
        for entry in calls.removeAll() { entry.completion(.failure(reason)) }
        subscribers.finishAll()
        incoming?.finish()
        incoming = nil
        for waiter in disconnectWaiters.values { waiter.resume() }
        disconnectWaiters = [:]
    }
}
