import DBus

/// The properties of one interface of an object, read tolerantly: an odd value counts as missing.
struct Properties {
    private let values: [String: Value]

    init(_ values: [String: Value]) {
        self.values = values
    }

    subscript(name: String) -> Value? { values[name] }

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
    let interfaces: [String: Properties]

    init?(path: ObjectPath, _ value: Value) {
        guard let interfaces = value.vardict else { return nil }
        self.path = path
        self.interfaces = interfaces.compactMapValues { $0.vardict.map(Properties.init) }
    }
}
