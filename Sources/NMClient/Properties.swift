import DBus

/// The properties of one interface of an object, read tolerantly: an odd value counts as missing.
struct Properties {
    private var values: [String: Value]

    init(_ values: [String: Value]) {
        self.values = values
    }

    subscript(name: String) -> Value? { values[name] }

    mutating func merge(_ others: [String: Value]) { values.merge(others) { $1 } }

    func string(_ name: String) -> String { values[name]?.string ?? "" }

    func bool(_ name: String) -> Bool { values[name]?.bool ?? false }

    func uint32(_ name: String) -> UInt32 { values[name]?.uint32 ?? 0 }

    func paths(_ name: String) -> [ObjectPath] { values[name]?.objectPaths ?? [] }

    /// The path; `nil` for `/`, which stands for none.
    func path(_ name: String) -> ObjectPath? {
        guard let path = values[name]?.objectPath, !path.isRoot else { return nil }
        return path
    }

    /// The string; `nil` for an empty one.
    func filled(_ name: String) -> String? {
        let text = string(name)
        return text.isEmpty ? nil : text
    }
}

/// An object as the object manager shows it: the properties of each of its interfaces.
struct ManagedObject {
    let path: ObjectPath
    private(set) var interfaces: [String: Properties] = [:]

    init(path: ObjectPath) { self.path = path }

    init?(path: ObjectPath, _ value: Value) {
        guard let interfaces = value.vardict else { return nil }
        self.path = path
        self.interfaces = interfaces.compactMapValues { $0.vardict.map(Properties.init) }
    }

    /// The objects of a reply to `GetManagedObjects`; `nil` for a value of another type.
    static func list(_ value: Value) -> [ManagedObject]? {
        value.dictionary?.compactMap { path, value in path.objectPath.flatMap { ManagedObject(path: $0, value) } }
    }

    /// Sets those of the properties of an interface that `ManagedObjects` reads; returns whether there are any.
    @discardableResult
    mutating func set(_ interface: String, _ values: [String: Value]) -> Bool {
        let known = values.filter { ManagedObjects.properties.contains($0.key) }
        interfaces[interface, default: Properties([:])].merge(known)
        return !known.isEmpty
    }

    mutating func remove(_ interface: String) { interfaces[interface] = nil }
}
