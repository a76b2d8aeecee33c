import Foundation
import OrderedCollections

@testable import Topology

/// The JSON Schema (2020-12) of specs, from what their readers expect.
struct SpecSchema {
    private let descriptions: SpecDescriptions
    private var counts: [String: Int] = [:]
    private var definitions: [String: (name: String, schema: [String: Any])] = [:]

    init(descriptions: SpecDescriptions) { self.descriptions = descriptions }

    /// The schema as a text.
    mutating func text(of map: LanguageMap) throws -> String {
        var schema = self.schema(map.root, [])
        count(schema)
        schema = shared(schema, name: nil)
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "A spec of nm-topology"
        schema["description"] =
            "Made from what nm-topology's readers of specs expect. It knows keys, types and ranges; nm-topology validate"
            + " knows what fits together."
        schema["$defs"] = Dictionary(uniqueKeysWithValues: definitions.values.map { ($0.name, $0.schema) })
        let data = try JSONSerialization.data(
            withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private func schema(_ place: Place, _ path: [Step]) -> [String: Any] {
        var forms: [[String: Any]] = scalars(place)
        if !place.keys.isEmpty || place.chosen != nil { forms.append(mapping(place, path)) }
        if let items = place.items {
            let item = schema(items, path + [.item])
            forms.append(["type": "array", "items": item])
        }
        var whole = forms.count == 1 ? forms[0] : ["anyOf": forms]
        if path == [.key("version")] { whole = ["const": 1] }
        if let text = descriptions.text(path) { whole["description"] = text }
        return whole
    }

    /// A mapping; where there is no value at all, it is empty.
    private func mapping(_ place: Place, _ path: [Step]) -> [String: Any] {
        var schema: [String: Any] = ["type": path.isEmpty ? "object" : ["object", "null"] as Any]
        if !place.keys.isEmpty {
            var properties: [String: Any] = [:]
            for (key, inner) in place.keys { properties[key] = self.schema(inner, path + [.key(key)]) }
            schema["properties"] = properties
        }
        schema["additionalProperties"] = place.chosen.map { self.schema($0, path + [.chosen("*")]) as Any } ?? false
        if !place.required.isEmpty { schema["required"] = place.required.sorted() }
        return schema
    }

    private func scalars(_ place: Place) -> [[String: Any]] {
        // A reader of something narrower reads it as a text first.
        let narrow = place.values.subtracting([.text])
        let values = narrow.isEmpty ? place.values : narrow
        let forms = values.map { value -> [String: Any] in
            switch value {
            // YAML takes a text of digits for a number.
            case .text: ["type": ["string", "number"]]
            case .integer(let range):
                ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
            case .boolean: ["type": "boolean"]
            case .words(let words): ["enum": words]
            case .name: ["type": ["string", "integer"], "pattern": #"^[^/:\s]{1,15}$"#]
            case .mac: ["type": "string", "pattern": "^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$"]
            case .address: ["type": "string", "pattern": "^[0-9A-Fa-f:.]+$"]
            case .prefix: ["type": "string", "pattern": "^[0-9A-Fa-f:.]+/[0-9]+$"]
            case .keys, .entries, .items: [:]
            }
        }
        return forms.sorted { Self.json($0) < Self.json($1) }
    }

    // MARK: Sharing

    private static func json(_ schema: Any) -> String {
        let data = try? JSONSerialization.data(withJSONObject: schema, options: [.sortedKeys])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    private mutating func count(_ schema: Any) {
        if let list = schema as? [Any] {
            for item in list { count(item) }
            return
        }
        guard let schema = schema as? [String: Any] else { return }
        counts[Self.json(schema), default: 0] += 1
        for value in schema.values { count(value) }
    }

    /// The same with what is large and stands more than once replaced by a reference to `$defs`.
    private mutating func shared(_ schema: [String: Any], name: String?) -> [String: Any] {
        let json = Self.json(schema)
        let isShared = name != nil && json.utf8.count > 200 && (counts[json] ?? 0) > 1
        if isShared, let known = definitions[json] { return ["$ref": "#/$defs/\(known.name)"] }
        var result = schema
        for (keyword, value) in schema.sorted(by: { $0.key < $1.key }) {
            switch value {
            case let members as [String: Any] where keyword == "properties":
                var properties: [String: Any] = [:]
                for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                    properties[key] = (member as? [String: Any]).map { shared($0, name: key) } ?? member
                }
                result[keyword] = properties
            case let inner as [String: Any]: result[keyword] = shared(inner, name: name)
            case let forms as [[String: Any]]: result[keyword] = forms.map { shared($0, name: name) }
            default: break
            }
        }
        guard isShared, let name else { return result }
        let taken = Set(definitions.values.map(\.name))
        let unique = ([name] + (2...99).map { "\(name)-\($0)" }).first { !taken.contains($0) } ?? name
        definitions[json] = (unique, result)
        return ["$ref": "#/$defs/\(unique)"]
    }
}

/// What docs/spec.md says of each key, in its tables.
struct SpecDescriptions {
    /// The tables under each heading, each with its rows by key.
    private var tables: [String: [[String: String]]] = [:]

    /// Where a mapping's keys are described: the heading, and which table under it.
    private static let places: [(path: String, heading: String, table: Int)] = [
        ("", "The file", 0), ("ethernets.*.sriov.vf.*", "ethernets", 1), ("bridges.*.ports.*", "bridges", 1),
        ("bridges.*.ports.[].*", "bridges", 1), ("trunks.*.*", "trunks", 0), ("guests.*.interfaces.[]", "guests", 0),
        ("*.routes.[]", "Routes and rules", 0), ("*.rules.[]", "Routes and rules", 1),
        ("*.dhcp4", "Addresses from the network", 0), ("*.dhcp6", "Addresses from the network", 0),
        ("*.accept-ra", "Addresses from the network", 0), ("checks.[]", "checks", 0),
    ]

    init(page: String) {
        var heading = ""
        var isInTable = false
        var value = 1
        var standard: Int?
        for line in page.components(separatedBy: "\n") {
            if line.hasPrefix("#") { heading = String(line.drop { $0 == "#" || $0 == " " }) }
            guard line.hasPrefix("| ") else {
                isInTable = false
                continue
            }
            let cells = line.split(separator: " | ", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "| "))
            }
            if !isInTable {
                tables[heading, default: []].append([:])
                (value, standard) = (cells.firstIndex(of: "value") ?? 1, cells.firstIndex(of: "default"))
            }
            isInTable = true
            guard cells.count > value, cells[0].hasPrefix("`") else { continue }
            let keys = cells[0].split(separator: "`").filter { $0.first?.isLetter == true }
            var text = cells[value]
            if let standard, cells.count > standard, !["", "none"].contains(cells[standard]), !text.isEmpty {
                text += "; default: \(cells[standard])"
            }
            let plain = text.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
            for key in keys {
                let last = (tables[heading]?.count ?? 1) - 1
                tables[heading]?[last][String(key.prefix { $0 != ":" })] = plain
            }
        }
    }

    /// The description of a key; `nil` where the page has none.
    func text(_ path: [Step]) -> String? {
        guard case .key(let key)? = path.last else { return nil }
        let parent = path.dropLast().map { step in
            switch step {
            case .key(let key): key
            case .chosen: "*"
            case .item: "[]"
            }
        }
        let whole = parent.joined(separator: ".")
        let place = Self.places.first { place in
            place.path.hasPrefix("*.") ? whole.hasSuffix(place.path.dropFirst()) : place.path == whole
        }
        if let place {
            return row(place.heading, place.table, key)
                ?? (place.heading == "trunks" ? row("Layer 3", 0, key) : row(place.heading, place.table + 1, key))
        }
        guard parent.count == 2, parent[1] == "*" else { return nil }
        return row(parent[0], 0, key) ?? row("Layer 3", 0, key)
    }

    private func row(_ heading: String, _ table: Int, _ key: String) -> String? {
        guard let tables = tables[heading], tables.indices.contains(table), let text = tables[table][key], !text.isEmpty
        else { return nil }
        return text
    }
}
