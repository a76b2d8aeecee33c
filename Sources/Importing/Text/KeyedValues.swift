package import NetTypes
package import Topology

/// The keys of one file or section, from which a reader takes one after the other: what is left, no reader knew.
package struct KeyedValues {
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: String
        package let place: SourceLocation

        package init(key: String, value: String, place: SourceLocation) {
            self.key = key
            self.value = value
            self.place = place
        }
    }

    /// What was not taken yet, in the order of the file.
    package private(set) var entries: [Entry]
    /// What was said about the keys so far.
    package private(set) var notices: [ImportNotice] = []
    /// The interface that notices are about.
    package var interface: InterfaceName?

    package init(_ entries: [Entry]) { self.entries = entries }

    package mutating func note(
        _ code: ImportNotice.Code, _ entry: Entry?, _ text: String, help: String? = nil
    ) {
        notices.append(ImportNotice(code: code, place: entry?.place, interface: interface, text: text, help: help))
    }

    /// Says that a value is none that its key can have.
    package mutating func refuse(_ entry: Entry, _ wanted: String) {
        note(.unusable, entry, "`\(entry.key)` is \(wanted), and \(entry.value.shown) is none")
    }

    // MARK: Taking

    /// Looks at a key without taking it; of several with this name, the last one counts.
    package func peek(_ key: String) -> Entry? { entries.last { $0.key == key } }

    /// Takes a key; of several with this name, the last one counts.
    package mutating func take(_ key: String) -> Entry? {
        guard let entry = peek(key) else { return nil }
        entries.removeAll { $0.key == key }
        return entry
    }

    /// Takes every key that is wanted, in order.
    package mutating func takeAll(where isWanted: (Entry) -> Bool) -> [Entry] {
        let found = entries.filter(isWanted)
        if !found.isEmpty { entries.removeAll(where: isWanted) }
        return found
    }

    /// Takes every key with this name, in order.
    package mutating func takeAll(_ key: String) -> [Entry] { takeAll { $0.key == key } }

    package mutating func text(_ key: String) -> String? { take(key)?.value }

    /// A number without sign; one outside the range is no value.
    package mutating func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let entry = take(key) else { return nil }
        if let number = Int(entry.value), range.contains(number) { return number }
        refuse(entry, "a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    package mutating func flag(_ key: String) -> Bool? {
        guard let entry = take(key) else { return nil }
        if let flag = entry.value.asFlag { return flag }
        refuse(entry, "yes or no")
        return nil
    }

    package mutating func address(_ key: String, _ family: IPFamily) -> IPAddress? {
        guard let entry = take(key) else { return nil }
        if let address = IPAddress(entry.value), address.family == family { return address }
        refuse(entry, "an \(family.label) address")
        return nil
    }

    package mutating func mac(_ key: String) -> MACAddress? {
        guard let entry = take(key) else { return nil }
        if let mac = MACAddress(entry.value) { return mac }
        refuse(entry, "a MAC address")
        return nil
    }

    package mutating func name(_ key: String) -> InterfaceName? {
        guard let entry = take(key) else { return nil }
        if let name = try? InterfaceName(entry.value) { return name }
        refuse(entry, "the name of an interface")
        return nil
    }

    // MARK: What is left

    /// Says of each key that is left that no spec has it, and gives back what was said of all keys.
    ///
    /// - Parameters:
    ///   - idle: keys that need not be said: they have no effect, or what a spec means is the same.
    ///   - help: what to write instead.
    /// - Returns: the notices.
    package mutating func finish(
        idle: (Entry) -> Bool = { _ in false }, help: (Entry) -> String? = { _ in nil }
    ) -> [ImportNotice] {
        for entry in entries where !idle(entry) {
            note(.noEqual, entry, "`\(entry.key)` has no equal in a spec", help: help(entry))
        }
        entries = []
        return notices
    }
}

extension String {
    /// What a boolean of a configuration file says: yes, true, on and the like; `nil` for anything else.
    package var asFlag: Bool? {
        switch lowercased() {
        case "yes", "true", "y", "t", "on", "1": true
        case "no", "false", "n", "f", "off", "0": false
        default: nil
        }
    }
}
