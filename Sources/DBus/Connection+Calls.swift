import CDBus
import Dispatch

extension Connection {
    /// Calls a method and waits for its reply.
    ///
    /// A task that is cancelled stops waiting for the reply; it does not withdraw the call. Work that must be done even
    /// if the task is cancelled, such as a rollback, belongs in a task of its own.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - timeout: How long to wait from now on, including the wait for a free slot.
    /// - Returns: The reply's arguments.
    /// - Throws: ``BusError`` of any code.
    package func call(
        _ call: MethodCall, timeout: Duration = Connection.defaultTimeout
    ) async throws(BusError) -> [Value] {
        // One call, one result.
        for result in await callAll([call], timeout: timeout) { return try result.get() }
        throw BusError(.cancelled, "no result")
    }

    /// Calls methods one after the other without waiting in between; they are sent in the order of the array.
    ///
    /// - Parameters:
    ///   - calls: The calls.
    ///   - timeout: How long to wait for a reply, from now on for the first and then from one reply to the next: a peer
    ///     that hangs costs this once, not once per call, and one with much to do has its time.
    /// - Returns: The reply or error of each call, in the order of the calls.
    package func callAll(
        _ calls: [MethodCall], timeout: Duration = Connection.defaultTimeout
    ) async -> [Result<[Value], BusError>] {
        if Task.isCancelled { return calls.map { .failure(.cancelled($0)) } }
        let ids = self.calls.reserve(calls.count)
        return await withTaskCancellationHandler {
            await gather(calls, as: ids, timeout: timeout)
        } onCancel: {
            later { connection in connection.giveUp(ids) { .cancelled($0) } }
        }
    }

    /// Sends a call that wants no reply, ahead of calls that wait for a slot.
    ///
    /// Nobody learns whether it had an effect.
    ///
    /// - Parameter call: The call.
    /// - Throws: ``BusError`` if it cannot be sent.
    package func send(_ call: MethodCall) throws(BusError) {
        let message = try Message.methodCall(call)
        dbus_message_set_no_reply(message.pointer, 1)
        try send(message)
    }

    /// Makes calls and collects their results; it cannot be cancelled.
    ///
    /// `observe` is called with each result when it arrives, before the next message is processed.
    func gather(
        _ calls: [MethodCall], as ids: Range<CallTable.ID>, timeout: Duration,
        observe: @escaping (Int, Result<[Value], BusError>) -> Void = { _, _ in }
    ) async -> [Result<[Value], BusError>] {
        guard !calls.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let batch = Batch(calls.count, continuation)
            for (index, (id, call)) in zip(ids, calls).enumerated() {
                let entry = CallTable.Entry(call: call) { result in
                    observe(index, result)
                    self.waits[ids.lowerBound]?.lastReply = .now
                    guard batch.finish(index, result) else { return }
                    self.waits.removeValue(forKey: ids.lowerBound)?.timer.cancel()
                }
                self.calls.add(entry, as: id)
            }
            watch(ids, since: .now, timeout, in: timeout)
            sendWaiting()
        }
    }

    /// The wait for the replies to calls that were made together.
    struct Wait {
        /// When the last reply came, or the calls were made.
        var lastReply: ContinuousClock.Instant
        let timer: DispatchWorkItem
    }

    /// Looks in a while whether calls are to be given up, as no reply to any of them has come for so long.
    ///
    /// One timer is for all, so that no call is sent from the queue just because another has timed out.
    private func watch(
        _ ids: Range<CallTable.ID>, since lastReply: ContinuousClock.Instant, _ timeout: Duration, in pause: Duration
    ) {
        let timer = DispatchWorkItem { [weak self] in
            self?.assumeIsolated { connection in
                guard let lastReply = connection.waits[ids.lowerBound]?.lastReply else { return }
                let silence = ContinuousClock.now - lastReply
                if silence >= timeout {
                    connection.giveUp(ids) { .timedOut($0, after: timeout) }
                } else {
                    connection.watch(ids, since: lastReply, timeout, in: timeout - silence)
                }
            }
        }
        waits[ids.lowerBound] = Wait(lastReply: lastReply, timer: timer)
        executor.queue.asyncAfter(deadline: .now() + pause.dispatchInterval, execute: timer)
    }

    private func giveUp(_ ids: Range<CallTable.ID>, _ error: (MethodCall) -> BusError) {
        for id in ids {
            guard let entry = calls.remove(id) else { continue }
            entry.completion(.failure(error(entry.call)))
        }
        sendWaiting()
    }

    func receiveReply(_ message: borrowing Message) {
        guard let entry = calls.remove(serial: message.replySerial) else { return }
        entry.completion(Result { () throws(BusError) in try message.outcome(of: entry.call) })
        sendWaiting()
    }
}

extension Message {
    fileprivate func outcome(of call: MethodCall) throws(BusError) -> [Value] {
        let values = try arguments(properties: call.properties)
        guard type == DBUS_MESSAGE_TYPE_ERROR else { return values }
        throw .remote(errorName ?? DBUS_ERROR_FAILED, values.first?.string ?? "")
    }
}

/// The results of calls that were made together; the last result resumes the waiting task.
private final class Batch {
    private var results: [Result<[Value], BusError>?]
    private var missing: Int
    private let continuation: CheckedContinuation<[Result<[Value], BusError>], Never>

    init(_ count: Int, _ continuation: CheckedContinuation<[Result<[Value], BusError>], Never>) {
        results = Array(repeating: nil, count: count)
        missing = count
        self.continuation = continuation
    }

    /// Takes a result; returns whether it was the last.
    func finish(_ index: Int, _ result: Result<[Value], BusError>) -> Bool {
        results[index] = result
        missing -= 1
        guard missing == 0 else { return false }
        continuation.resume(returning: results.compactMap(\.self))
        return true
    }
}

extension BusError {
    fileprivate static func cancelled(_ call: MethodCall) -> BusError {
        BusError(.cancelled, "gave up waiting for \(call)")
    }

    fileprivate static func timedOut(_ call: MethodCall, after timeout: Duration) -> BusError {
        BusError(.timedOut, "no reply within \(timeout) to \(call)")
    }
}

extension Duration {
    fileprivate var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        let (nanoseconds, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .never : .nanoseconds(nanoseconds + Int(attoseconds / 1_000_000_000))
    }
}
