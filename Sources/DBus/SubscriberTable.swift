/// Who listens to which signals, and who owns the well-known names in the listeners' rules.
struct SubscriberTable {
    typealias ID = UInt64

    struct Subscriber {
        let rules: [MatchRule]
        let deliver: (Signal) -> Void
        let finish: () -> Void
    }

    private var nextID: ID = 0
    private var subscribers: [ID: Subscriber] = [:]
    /// The owner of each watched name: `.some(nil)` for a name without owner.
    private var owners: [BusName: BusName?] = [:]

    var isEmpty: Bool { subscribers.isEmpty }

    mutating func add(_ subscriber: Subscriber) -> ID {
        defer { nextID += 1 }
        subscribers[nextID] = subscriber
        return nextID
    }

    mutating func remove(_ id: ID) -> Subscriber? {
        subscribers.removeValue(forKey: id)
    }

    mutating func finishAll() {
        let ended = subscribers.values
        subscribers = [:]
        for subscriber in ended { subscriber.finish() }
    }

    /// Updates the owners from a signal, then delivers it to every subscriber with a matching rule.
    mutating func deliver(_ signal: Signal) {
        if signal.sender == .bus, signal.member == "NameOwnerChanged", let change = NameOwnerChange(signal),
            owners[change.name] != nil
        {
            owners[change.name] = .some(change.new)
        }
        for subscriber in subscribers.values
        where subscriber.rules.contains(where: { $0.matches(signal, owner: { owners[$0] ?? nil }) }) {
            subscriber.deliver(signal)
        }
    }

    /// Returns the names in the rules whose owners are not watched yet, and counts them as watched from now on.
    mutating func namesToWatch(for rules: [MatchRule]) -> [BusName] {
        var names: [BusName] = []
        for case let sender? in rules.map(\.sender) where !sender.isUnique && sender != .bus {
            if owners[sender] == nil {
                owners[sender] = .some(nil)
                names.append(sender)
            }
        }
        return names
    }

    mutating func setOwner(_ owner: BusName?, of name: BusName) {
        owners[name] = .some(owner)
    }

    mutating func stopWatching(_ names: [BusName]) {
        for name in names { owners[name] = nil }
    }
}
