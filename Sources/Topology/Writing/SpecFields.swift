import NetTypes
import YAML

/// The keys of one mapping of a spec, in the order in which they are written.
struct SpecFields {
    private(set) var entries: [YAMLValue.Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a key; without a value it is left out, and the reader's default counts.
    mutating func add(_ key: String, _ value: YAMLValue?) {
        if let value { entries.append(YAMLValue.Entry(key, value)) }
    }

    mutating func add(_ key: String, _ text: String?) { add(key, text.map { .text($0) }) }
    mutating func add(_ key: String, _ number: Int?) { add(key, number.map { .number($0) }) }
    mutating func add(_ key: String, _ boolean: Bool?) { add(key, boolean.map { .boolean($0) }) }
    mutating func add(_ key: String, _ name: InterfaceName?) { add(key, name?.text) }
    mutating func add(_ key: String, _ address: IPAddress?) { add(key, address?.description) }
    mutating func add(_ key: String, _ mac: MACAddress?) { add(key, mac?.description.lowercased()) }

    /// Adds a boolean that readers take for `usual` where it is not given.
    mutating func add(_ key: String, _ boolean: Bool, usual: Bool) {
        if boolean != usual { add(key, .boolean(boolean)) }
    }

    /// Adds a list on one line; an empty one is left out.
    mutating func add(_ key: String, _ items: [String]) { add(key, list: items.map { .text($0) }) }

    /// Adds a list: on one line where its items are no mappings, or where there is one item.
    mutating func add(_ key: String, list items: [YAMLValue]) {
        if items.isEmpty { return }
        let isFlat = items.count == 1 || items.allSatisfy { if case .mapping = $0 { false } else { true } }
        add(key, .sequence(items, isFlat ? .flow : .block))
    }

    /// Adds a list of ports, each with options of its own where it has some.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - ports: the ports' names in the topology.
    ///   - write: writes a port's options, and returns its name in the spec.
    mutating func add(
        _ key: String, _ ports: [InterfaceName], _ write: (InterfaceName, inout SpecFields) -> InterfaceName
    ) {
        add(
            key,
            list: ports.map { port in
                var own = SpecFields()
                let name = write(port, &own).text
                return own.isEmpty ? .text(name) : .mapping([YAMLValue.Entry(name, own.inLine)], .flow)
            })
    }

    mutating func add(_ other: SpecFields) { entries += other.entries }

    /// The mapping on one line.
    var inLine: YAMLValue { .mapping(entries, .flow) }

    /// The mapping, on one line where that is short.
    var value: YAMLValue {
        let hasInner = entries.contains { entry in
            switch entry.value {
            case .mapping: true
            case .sequence(let items, let style): style == .block || items.count > 4
            default: false
            }
        }
        let width = entries.reduce(0) { $0 + $1.key.utf8.count + 4 + $1.value.width }
        return .mapping(entries, entries.isEmpty || (!hasInner && width <= 90) ? .flow : .block)
    }
}

extension YAMLValue {
    /// About how many columns it needs on one line.
    fileprivate var width: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .number(let number): String(number).utf8.count
        case .boolean, .null: 5
        case .sequence(let items, _): items.reduce(2) { $0 + $1.width + 2 }
        case .mapping(let entries, _): entries.reduce(2) { $0 + $1.key.utf8.count + $1.value.width + 4 }
        }
    }
}

extension ClosedRange where Bound: Equatable & CustomStringConvertible {
    /// The range as specs have it: `100`, or `100-110`.
    var inSpec: YAMLValue {
        if lowerBound == upperBound, let number = Int(lowerBound.description) { return .number(number) }
        return .text("\(lowerBound)-\(upperBound)")
    }
}
