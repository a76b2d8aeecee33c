import NetTypes
import OrderedCollections
import Topology
import YAML

/// A value of a YAML file with its place and its key; an item of a list has the list's key.
///
/// It is a class, since it is handed around everywhere, and code that copies so many parts would be large.
final class YAMLField: Sendable {
    let key: String
    let place: SourceLocation
    let value: Value

    enum Value: Sendable {
        case null
        case text(String)
        case list([YAMLField])
        case mapping(OrderedDictionary<String, YAMLField>)
    }

    /// How large a file may be.
    private static let limits = YAMLReader.Limits(depth: 64, nodes: 100_000)

    /// Reads a file as one document.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - imported: is told of keys that stand twice, of which the last counts.
    /// - Returns: the root; a mapping without keys for an empty file.
    /// - Throws: `ImportFailure` where the file is not YAML.
    static func root(of file: ImportFile, telling imported: inout Imported) throws(ImportFailure) -> YAMLField {
        do throws(YAMLError) {
            guard let root = try YAMLReader.document(file.text, limits: limits) else {
                return YAMLField(key: "", place: file.place(1), value: .mapping([:]))
            }
            return YAMLField(root, key: "", in: file, telling: &imported)
        } catch {
            throw error.failure(in: file)
        }
    }

    private init(key: String, place: SourceLocation, value: Value) {
        self.key = key
        self.place = place
        self.value = value
    }

    private init(
        _ node: YAMLNode, key: String, at place: SourceLocation? = nil, in file: ImportFile,
        telling imported: inout Imported
    ) {
        self.key = key
        self.place = place ?? file.place(node.start.line, node.start.column)
        switch node.content {
        case .scalar("", isPlain: true), .scalar("~", isPlain: true), .scalar("null", isPlain: true): value = .null
        case .scalar(let text, _): value = .text(text)
        case .unknownAlias(let name): value = .text("*\(name)")
        case .sequence(let nodes):
            value = .list(nodes.map { YAMLField($0, key: key, in: file, telling: &imported) })
        case .mapping(let entries):
            var fields: OrderedDictionary<String, YAMLField> = [:]
            for entry in entries {
                let place = file.place(entry.key.start.line, entry.key.start.column)
                guard case .scalar(let name, _) = entry.key.content else {
                    imported.note(.unusable, at: place, "a key that is a list or a mapping is left out")
                    continue
                }
                if fields[name] != nil {
                    imported.note(.mistake, at: place, "the key \(name.shown) stands twice, and the last one counts")
                }
                fields[name] = YAMLField(entry.value, key: name, at: place, in: file, telling: &imported)
            }
            value = .mapping(fields)
        }
    }

    /// This and a later value: mappings key by key, lists one behind the other; of other values the later one counts.
    func merged(with other: YAMLField) -> YAMLField {
        switch (value, other.value) {
        case (.mapping(var own), .mapping(let others)):
            for (key, field) in others { own[key] = own[key]?.merged(with: field) ?? field }
            return YAMLField(key: key, place: place, value: .mapping(own))
        case (.list(let own), .list(let others)):
            return YAMLField(key: key, place: place, value: .list(own + others))
        default: return other
        }
    }
}

/// The keys of a mapping that nobody has read yet.
struct YAMLFields {
    private(set) var rest: OrderedDictionary<String, YAMLField> = [:]

    /// The value of a key, which counts as read; `nil` where it has none.
    @inline(never)
    mutating func take(_ key: String) -> YAMLField? {
        guard let field = rest.removeValue(forKey: key) else { return nil }
        if case .null = field.value { return nil }
        return field
    }

    /// The same for a key with two names.
    @inline(never)
    mutating func take(_ key: String, or other: String) -> YAMLField? {
        let (first, second) = (take(key), take(other))
        return first ?? second
    }

    /// The value of a key that is still to be read.
    @inline(never)
    func peek(_ key: String) -> YAMLField? { rest[key] }

    fileprivate init(_ fields: OrderedDictionary<String, YAMLField>) { rest = fields }
    init() {}
}

/// Reads the values of a file, and says which of them cannot be used.
///
/// Every key is read by one of these functions. They are never inlined, or they would be most of the module.
struct YAMLValues {
    var imported = Imported()
    /// The interface that is being read.
    var interface: InterfaceName?

    @inline(never)
    mutating func note(_ code: ImportNotice.Code, _ field: YAMLField?, _ text: String, help: String? = nil) {
        imported.note(code, at: field?.place, of: interface, text, help: help)
    }

    /// Says that a value is not what it should be.
    @inline(never)
    mutating func refuse(_ field: YAMLField, _ what: String) {
        let value = if case .text(let text) = field.value { ", and is \(text.shown)" } else { "" }
        note(.unusable, field, "\(field.key.shown) is to be \(what)\(value)")
    }

    @inline(never)
    mutating func fields(_ field: YAMLField?) -> YAMLFields {
        guard let field else { return YAMLFields() }
        switch field.value {
        case .mapping(let fields): return YAMLFields(fields)
        case .null: break
        default: refuse(field, "a mapping")
        }
        return YAMLFields()
    }

    @inline(never)
    mutating func list(_ field: YAMLField?) -> [YAMLField] {
        guard let field else { return [] }
        switch field.value {
        case .list(let items): return items
        case .null: return []
        default:
            refuse(field, "a list")
            return []
        }
    }

    /// Reads a text as something; `nil`, with a notice, where it is not that.
    mutating func read<Value>(_ field: YAMLField?, _ what: String, _ reading: (String) -> Value?) -> Value? {
        guard let field else { return nil }
        if case .text(let text) = field.value, let value = reading(text) { return value }
        refuse(field, what)
        return nil
    }

    @inline(never)
    mutating func text(_ field: YAMLField?) -> String? { read(field, "a text") { $0 } }

    @inline(never)
    mutating func flag(_ field: YAMLField?) -> Bool? {
        read(field, "`true` or `false`") { text in
            switch text.lowercased() {
            case "true", "yes", "on", "y", "1": true
            case "false", "no", "off", "n", "0": false
            default: nil
            }
        }
    }

    @inline(never)
    mutating func number(_ field: YAMLField?, in range: ClosedRange<Int>) -> Int? {
        read(field, "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
            return number.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ field: YAMLField?, as type: Word.Type) -> Word?
    where Word.RawValue == String {
        read(field, "one of " + Word.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")) { Word(rawValue: $0) }
    }

    @inline(never)
    mutating func address(_ field: YAMLField?) -> IPAddress? { read(field, "an IP address") { IPAddress($0) } }

    /// Reads a network or an address with its length; an address alone is that one host.
    @inline(never)
    mutating func prefix(_ field: YAMLField?) -> IPPrefix? {
        read(field, "an address or network") { text in
            IPPrefix(text) ?? IPAddress(text).flatMap { IPPrefix($0, length: $0.family.bits) }
        }
    }

    @inline(never)
    mutating func mac(_ field: YAMLField?) -> MACAddress? { read(field, "a MAC address") { MACAddress($0) } }

    @inline(never)
    mutating func name(_ field: YAMLField?) -> InterfaceName? {
        read(field, "the name of an interface, of at most 15 bytes") { try? InterfaceName($0) }
    }

    /// Says of every key that nobody has read that it has no equal.
    ///
    /// - Parameters:
    ///   - fields: the keys.
    ///   - help: what to do, by the key.
    @inline(never)
    mutating func finish(_ fields: YAMLFields, help: [String: String] = [:]) {
        for (key, field) in fields.rest {
            if case .null = field.value { continue }
            note(.noEqual, field, "\(key.shown) has no equal in a spec", help: help[key])
        }
    }
}

extension YAMLError {
    fileprivate func failure(in file: ImportFile) -> ImportFailure {
        func at(_ mark: Mark) -> SourceLocation { file.place(mark.line, mark.column) }
        switch self {
        case .syntax(let problem, let mark, _, _):
            return ImportFailure(at: at(mark), "this is not YAML: \(problem)")
        case .unknownAlias(let name, let mark):
            return ImportFailure(at: at(mark), "nothing is called by the anchor of the alias \("*\(name)".shown)")
        case .secondDocument(let mark):
            return ImportFailure(
                at: at(mark), "a second YAML document begins here", help: "Import each document by itself.")
        case .tooDeep(let mark), .tooManyNodes(let mark), .aliasTooLarge(let mark), .tooManyDirectives(let mark):
            return ImportFailure(at: at(mark), "the file is too large, or nested too deep")
        case .notText(let problem, _): return ImportFailure(at: file.place(1), "this is not YAML: \(problem)")
        case .outOfMemory: return ImportFailure(at: file.place(1), "no memory is left to read it")
        }
    }
}
