/// The calls without an answer: those on the wire by serial, and those that wait for a slot, in order.
struct CallTable {
    typealias ID = UInt64
    typealias Completion = (Result<[Value], BusError>) -> Void

    struct Entry {
        let call: MethodCall
        let completion: Completion
        /// The call's serial number, once it is on the wire.
        fileprivate(set) var serial: UInt32?

        init(call: MethodCall, completion: @escaping Completion) {
            self.call = call
            self.completion = completion
        }
    }

    private var nextID: ID = 0
    private var entries: [ID: Entry] = [:]
    private var onTheWire: [UInt32: ID] = [:]
    /// The IDs in the order of their calls; an ID without entry belongs to a call that was given up while it waited.
    private var waiting: [ID] = []
    private var firstWaiting = 0

    /// New IDs, one for each call of a batch.
    mutating func reserve(_ count: Int) -> Range<ID> {
        defer { nextID += ID(count) }
        return nextID..<nextID + ID(count)
    }

    mutating func add(_ entry: Entry, as id: ID) {
        entries[id] = entry
        waiting.append(id)
    }

    /// The next call to send; `nil` if none waits, or `limit` calls are on the wire.
    mutating func next(limit: Int) -> (id: ID, call: MethodCall)? {
        guard onTheWire.count < limit else { return nil }
        while firstWaiting < waiting.count {
            let id = waiting[firstWaiting]
            firstWaiting += 1
            if let entry = entries[id] { return (id, entry.call) }
        }
        waiting.removeAll(keepingCapacity: true)
        firstWaiting = 0
        return nil
    }

    mutating func markSent(_ id: ID, serial: UInt32) {
        entries[id]?.serial = serial
        onTheWire[serial] = id
    }

    mutating func remove(_ id: ID) -> Entry? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        if let serial = entry.serial { onTheWire[serial] = nil }
        return entry
    }

    /// Removes the call that a reply with this serial answers; `nil` if it was given up meanwhile.
    mutating func remove(serial: UInt32) -> Entry? {
        onTheWire[serial].flatMap { remove($0) }
    }

    /// Empties the table.
    ///
    /// - Returns: The calls in the order in which they were made.
    mutating func removeAll() -> [Entry] {
        defer {
            entries.removeAll()
            onTheWire.removeAll()
            waiting.removeAll()
            firstWaiting = 0
        }
        return entries.sorted { $0.key < $1.key }.map(\.value)
    }
}
