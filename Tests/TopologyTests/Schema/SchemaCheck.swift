import Foundation

@testable import Topology

/// As much of JSON Schema (2020-12) as the schema of specs uses, for YAML's values as editors take them.
struct SchemaCheck {
    private let root: [String: Any]

    init(_ schema: [String: Any]) { root = schema }

    /// A line for everything that the schema does not allow.
    func problems(of node: SpecNode) -> [String] { problems(node, root, "") }

    private func problems(_ node: SpecNode, _ schema: [String: Any], _ path: String) -> [String] {
        var found: [String] = []
        for (keyword, rule) in schema {
            switch (keyword, rule) {
            case ("$ref", let name as String):
                let target = (root["$defs"] as? [String: Any])?[String(name.dropFirst("#/$defs/".count))]
                found += (target as? [String: Any]).map { problems(node, $0, path) } ?? ["\(path): no \(name)"]
            case ("anyOf", let forms as [[String: Any]]):
                let each = forms.map { problems(node, $0, path) }
                if !each.contains([]) { found += each.min { $0.count < $1.count } ?? [] }
            case ("type", _):
                let allowed = (rule as? [String]) ?? [rule as? String ?? ""]
                if Self.types(node).isDisjoint(with: allowed) {
                    found.append("\(path): \(node.summary) is no \(allowed)")
                }
            case ("const", let number as Int):
                if Self.text(node) != String(number) { found.append("\(path): not \(number)") }
            case ("enum", let words as [String]):
                if !words.contains(Self.text(node) ?? "") {
                    found.append("\(path): \(node.summary) is none of \(words)")
                }
            case ("pattern", let pattern as String) where Self.types(node).contains("string"):
                let matches = try? Regex(pattern).firstMatch(in: Self.text(node) ?? "") != nil
                if matches != true { found.append("\(path): \(node.summary) is not \(pattern)") }
            case ("minimum", let least as Int):
                if let number = Self.number(node), number < least {
                    found.append("\(path): \(number) is below \(least)")
                }
            case ("maximum", let most as Int):
                if let number = Self.number(node), number > most { found.append("\(path): \(number) is above \(most)") }
            case ("required", let names as [String]):
                guard case .mapping(let entries) = node.content else { break }
                let keys = entries.map(\.key.value)
                found += names.filter { !keys.contains($0) }.map { "\(path): no key \($0)" }
            case ("additionalProperties", _):
                guard case .mapping(let entries) = node.content else { break }
                let members = schema["properties"] as? [String: [String: Any]] ?? [:]
                for entry in entries where members[entry.key.value] == nil {
                    let inner = "\(path).\(entry.key.value)"
                    found += (rule as? [String: Any]).map { problems(entry.value, $0, inner) } ?? ["\(inner): unknown"]
                }
            case ("properties", let members as [String: [String: Any]]):
                guard case .mapping(let entries) = node.content else { break }
                for entry in entries {
                    guard let member = members[entry.key.value] else { continue }
                    found += problems(entry.value, member, "\(path).\(entry.key.value)")
                }
            case ("items", let rule as [String: Any]):
                guard case .sequence(let items) = node.content else { break }
                for (index, item) in items.enumerated() { found += problems(item, rule, "\(path)[\(index)]") }
            case ("$schema", _), ("$defs", _), ("title", _), ("description", _): break
            default: found.append("the keyword \(keyword) is not understood")
            }
        }
        return found.sorted()
    }

    private static func text(_ node: SpecNode) -> String? {
        if case .scalar(let text, _) = node.content { text } else { nil }
    }

    private static func number(_ node: SpecNode) -> Int? {
        if case .scalar(let text, plain: true) = node.content { Int(text) } else { nil }
    }

    /// The types of a value by YAML's core schema (YAML 1.2.2 §10.3).
    private static func types(_ node: SpecNode) -> Set<String> {
        switch node.content {
        case .sequence: return ["array"]
        case .mapping: return ["object"]
        case .scalar(let text, let isPlain):
            if node.isNull { return ["null"] }
            guard isPlain else { return ["string"] }
            if ["true", "false"].contains(text) { return ["boolean"] }
            if text.wholeMatch(of: /[-+]?[0-9]+|0x[0-9a-fA-F]+/) != nil { return ["integer", "number"] }
            if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil { return ["number"] }
            return ["string"]
        }
    }
}
