import CDBus

extension Connection {
    /// Listens to signals.
    ///
    /// - Parameter rule: The signals to listen to.
    /// - Returns: The signals from now on, buffered without limit; the stream ends when the connection does.
    /// - Throws: ``BusError``: the bus refused the rule or could not be asked.
    package func subscribe(_ rule: MatchRule) async throws(BusError) -> AsyncStream<Signal> {
        try await events(matching: [rule]) { $0 }
    }

    /// Listens to changes of the owner of a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: The changes from now on; the stream ends when the connection does.
    /// - Throws: ``BusError``: the bus refused the rule or could not be asked.
    package func ownerChanges(of name: BusName) async throws(BusError) -> AsyncStream<NameOwnerChange> {
        try await events(matching: [.ownerChanges(of: name)]) { NameOwnerChange($0) }
    }

    /// Listens to signals of several rules in one stream, in the order in which the bus delivers them.
    ///
    /// A rule with a well-known sender lets the signals of the name's owner pass. The owner is learnt from the same
    /// ordered stream of messages, so no signal is attributed to a wrong owner when the name changes hands.
    ///
    /// - Parameters:
    ///   - rules: The signals to listen to; one that matches several rules is delivered once.
    ///   - last: The stream's last element when the connection ends.
    ///   - transform: Makes an element of a signal; `nil` drops the signal. It runs on the connection's queue.
    /// - Returns: The elements from now on, buffered without limit. As long as somebody holds the stream, the connection
    ///   lives.
    /// - Throws: ``BusError``: the bus refused a rule or could not be asked; then nothing stays subscribed.
    package func events<Event: Sendable>(
        matching rules: [MatchRule], endingWith last: Event? = nil, _ transform: @escaping @Sendable (Signal) -> Event?
    ) async throws(BusError) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .unbounded)
        let subscriber = SubscriberTable.Subscriber(rules: rules) { signal in
            if let event = transform(signal) { continuation.yield(event) }
        } finish: {
            if let last { continuation.yield(last) }
            continuation.finish()
        }
        let id = subscribers.add(subscriber)
        do throws(BusError) {
            try await watchOwners(for: rules)
            try await addMatches(rules)
        } catch {
            _ = subscribers.remove(id)
            throw error
        }
        // A strong reference on purpose: only its connection can finish a stream.
        continuation.onTermination = { [self] _ in
            later { connection in connection.unsubscribe(id) }
        }
        return stream
    }

    private func unsubscribe(_ id: SubscriberTable.ID) {
        guard let subscriber = subscribers.remove(id) else { return }
        removeMatches(subscriber.rules)
    }

    private func addMatches(_ rules: [MatchRule]) async throws(BusError) {
        let calls = rules.map { MethodCall.bus("AddMatch", [.string($0.text)]) }
        // Not cancellable: a rule must not stay behind because nobody saw whether the bus accepted it.
        let results = await gather(calls, as: self.calls.reserve(calls.count), timeout: Connection.defaultTimeout)
        do throws(BusError) {
            for result in results { _ = try result.get() }
        } catch {
            removeMatches(zip(rules, results).filter { (try? $1.get()) != nil }.map(\.0))
            throw error
        }
    }

    private func removeMatches(_ rules: [MatchRule]) {
        // The bus forgets the rules of a connection that has ended.
        for rule in rules { try? send(.bus("RemoveMatch", [.string(rule.text)])) }
    }

    /// Tracks the owners of the well-known names among the senders, from now until the connection ends.
    private func watchOwners(for rules: [MatchRule]) async throws(BusError) {
        let names = subscribers.namesToWatch(for: rules)
        do throws(BusError) {
            for name in names {
                // Listen first, then ask: no change falls in between.
                try await addMatches([.ownerChanges(of: name)])
                let question = MethodCall.bus("GetNameOwner", [.string(name.text)])
                let results = await gather([question], as: calls.reserve(1), timeout: Connection.defaultTimeout) {
                    self.subscribers.setOwner((try? Connection.owner($1)) ?? nil, of: name)
                }
                for result in results { _ = try Connection.owner(result) }
            }
        } catch {
            subscribers.stopWatching(names)
            throw error
        }
    }

    /// The owner in an answer to `GetNameOwner`; `nil` if nobody has the name.
    static func owner(_ answer: Result<[Value], BusError>) throws(BusError) -> BusName? {
        switch answer {
        case .success(let values):
            guard let owner = values.first?.string else { return nil }
            return try BusName(owner)
        case .failure(let error) where error.name == DBUS_ERROR_NAME_HAS_NO_OWNER: return nil
        case .failure(let error): throw error
        }
    }

    func receiveSignal(_ message: borrowing Message) {
        // Nobody waits for a signal whose contents cannot be represented here.
        guard !subscribers.isEmpty, let path = message.path, let interface = message.interface,
            let member = message.member, let arguments = try? message.arguments()
        else { return }
        let sender = message.sender.flatMap { try? BusName($0) }
        subscribers.deliver(Signal(sender: sender, ObjectPath(received: path), interface, member, arguments))
    }
}
