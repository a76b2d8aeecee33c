import Foundation

/// As much of JSON Schema (2020-12) as the schemas in `docs` use; an unknown keyword is a problem.
public struct Schema {
    private let root: [String: Any]

    /// Reads a schema by its file's path in the repository.
    public init(file: String) throws {
        let data = try Data(contentsOf: URL(filePath: Fixture.repository).appending(path: file))
        guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw LabError.notReady("\(file) is no object")
        }
        root = object
    }

    /// The problems of a document with the schema that it names itself; one of another number is one.
    public static func problems(of json: String) throws -> [String] {
        guard let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any],
            let name = object["schema"] as? String, name.hasPrefix("nm-topology/"), name.hasSuffix("/1")
        else { return ["no document of nm-topology: \(json)"] }
        return try Schema(file: "docs/\(name.dropFirst("nm-topology/".count).dropLast(2)).schema.json").problems(
            of: object)
    }

    /// Everything in a document that the schema does not allow.
    public func problems(of value: Any) -> [String] { problems(of: value, root, at: "") }

    private func problems(of value: Any, _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        for (keyword, rule) in schema {
            switch (keyword, rule) {
            case ("$ref", let name as String) where !name.hasPrefix("#"):
                let other = try? Schema(file: "docs/\(name)")
                found += other.map { $0.problems(of: value, $0.root, at: path) } ?? ["\(path): no schema \(name)"]
            case ("$ref", let name as String):
                let definitions = root["$defs"] as? [String: Any]
                let target = definitions?[String(name.dropFirst("#/$defs/".count))] as? [String: Any]
                found += target.map { problems(of: value, $0, at: path) } ?? ["\(path): no definition \(name)"]
            case ("type", let type as String): if !Self.has(value, type) { found.append("\(path): no \(type)") }
            case ("const", let text as String): if value as? String != text { found.append("\(path): not \(text)") }
            case ("enum", let list as [String]):
                if !list.contains(value as? String ?? "") { found.append("\(path): \(value) is none of \(list)") }
            case ("pattern", let text as String):
                let matches = try? Regex(text).firstMatch(in: value as? String ?? "") != nil
                if matches != true { found.append("\(path): \(value) is not \(text)") }
            case ("minimum", let least as Int):
                if let number = value as? Int, number < least { found.append("\(path): below \(least)") }
            case ("required", let names as [String]):
                let object = value as? [String: Any] ?? [:]
                found += names.filter { object[$0] == nil }.map { "\(path): no key \($0)" }
            case ("properties", let members as [String: [String: Any]]):
                for (name, member) in value as? [String: Any] ?? [:] {
                    guard let rule = members[name] else {
                        if schema["additionalProperties"] as? Bool == false { found.append("\(path).\(name): unknown") }
                        continue
                    }
                    found += problems(of: member, rule, at: "\(path).\(name)")
                }
            case ("items", let rule as [String: Any]):
                for (index, item) in (value as? [Any] ?? []).enumerated() {
                    found += problems(of: item, rule, at: "\(path)[\(index)]")
                }
            case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _),
                ("additionalProperties", _):
                break
            default: found.append("the keyword \(keyword) is not understood")
            }
        }
        return found.sorted()
    }

    private static func has(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int
        case "number": value is Int || value is Double
        default: false
        }
    }
}
