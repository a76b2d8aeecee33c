import CDBus

// The serving side of the bus: answering calls and emitting signals, for this program's own service and for the fakes that
// tests put in NetworkManager's place.
extension Connection {
    /// Takes over the answering of method calls.
    ///
    /// - Returns: The calls in the order of their arrival, each to be answered with ``answer(_:with:)``; calling this
    ///   again ends the first stream.
    package func serve() -> AsyncStream<IncomingCall> {
        let (stream, continuation) = AsyncStream.makeStream(of: IncomingCall.self, bufferingPolicy: .unbounded)
        // As with signals, the connection lives as long as somebody holds the stream.
        continuation.onTermination = { [self] _ in withExtendedLifetime(self) {} }
        incoming?.finish()
        incoming = continuation
        return stream
    }

    /// Answers a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - result: The reply's arguments, or an error, of which the D-Bus name and the message are sent.
    /// - Throws: ``BusError`` if the answer cannot be sent.
    package func answer(_ call: IncomingCall, with result: Result<[Value], BusError>) throws(BusError) {
        try send(Message.reply(toSerial: call.serial, from: call.sender?.text, result))
    }

    /// Emits a signal.
    ///
    /// - Parameters:
    ///   - signal: The signal; its sender is filled in by the bus.
    ///   - destination: The bus name that gets the signal; `nil` for everybody who subscribed to it.
    /// - Throws: ``BusError`` if it cannot be sent.
    package func emit(_ signal: Signal, to destination: BusName? = nil) throws(BusError) {
        try send(Message.signal(signal, to: destination))
    }

    /// Emits a signal without waiting; before whatever is sent after it, and not at all where the bus is gone.
    ///
    /// - Parameters:
    ///   - signal: The signal; its sender is filled in by the bus.
    ///   - destination: The bus name that gets the signal.
    package nonisolated func emitLater(_ signal: Signal, to destination: BusName) {
        later { connection in
            guard let message = try? Message.signal(signal, to: destination) else { return }
            _ = try? connection.send(message)
        }
    }

    /// Takes a well-known name.
    ///
    /// - Parameter name: The name.
    /// - Throws: ``BusError`` if the name has an owner already or the bus does not let this program have it.
    package func requestName(_ name: BusName) async throws(BusError) {
        let flags = UInt32(DBUS_NAME_FLAG_DO_NOT_QUEUE)
        let reply = try await call(.bus("RequestName", [.string(name.text), .uint32(flags)]))
        guard reply.first?.uint32 == UInt32(DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER) else {
            throw BusError(.remote, "the name \(name) is taken")
        }
    }

    /// Gives up a well-known name.
    ///
    /// - Parameter name: The name.
    /// - Throws: ``BusError`` if the bus could not be asked.
    package func releaseName(_ name: BusName) async throws(BusError) {
        _ = try await call(.bus("ReleaseName", [.string(name.text)]))
    }

    /// Passes a call on to whoever serves, or refuses it: without an answer the caller would wait for its timeout.
    func receiveCall(_ message: borrowing Message) {
        let member = message.member ?? ""
        let answer: Result<[Value], BusError>
        if message.interface == DBUS_INTERFACE_PEER, member == "Ping" {
            answer = .success([])
        } else if let incoming {
            do throws(BusError) {
                incoming.yield(try IncomingCall(message))
                return
            } catch {
                answer = .failure(.remote(DBUS_ERROR_INVALID_ARGS, error.message))
            }
        } else {
            answer = .failure(.remote(DBUS_ERROR_UNKNOWN_METHOD, "there is no method \(member) here"))
        }
        guard !message.wantsNoReply else { return }
        // If the connection has ended, the caller no longer waits.
        _ = try? send(Message.reply(toSerial: message.serial, from: message.sender, answer))
    }
}

extension IncomingCall {
    fileprivate init(_ message: borrowing Message) throws(BusError) {
        self.init(
            sender: message.sender.flatMap { try? BusName($0) },
            path: ObjectPath(received: message.path ?? "/"),
            interface: message.interface,
            member: message.member ?? "",
            arguments: try message.arguments(),
            serial: message.serial)
    }
}
