import NetTypes
package import Planning
package import Profiles

/// Properties of profiles, in words.
package enum PropertyView {
    /// A change with its name, such as `bridge.stp: no → yes (default)`.
    package static func text(of change: PropertyChange) -> String {
        "\(change.name): \(sides(of: change, nothing: "default"))"
    }

    /// A change without its name.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - nothing: the word for a missing value whose default is not known.
    /// - Returns: the old and the new value, for example `no → yes (default)`.
    package static func sides(of change: PropertyChange, nothing: String) -> String {
        let usual = Difference.usual(change.setting, change.property).map { "\(words($0)) (default)" } ?? nothing
        let form = Setting.row(change.setting, change.property)?.form
        func side(_ value: SettingValue?) -> String {
            if case .int32(let number)? = value, case .words(let words)? = form, words.indices.contains(Int(number)) {
                return words[Int(number)]
            }
            return value.map { words($0) } ?? usual
        }
        return "\(side(change.old)) → \(side(change.new))"
    }

    /// A value as nmcli would write it; `default` if there is none.
    package static func words(_ value: SettingValue?) -> String {
        switch value {
        case nil: return "default"
        case .string(let text): return text.printable
        case .bool(let flag): return flag ? "yes" : "no"
        case .int32(let number): return String(number)
        case .uint8(let number): return String(number)
        case .uint16(let number): return String(number)
        case .uint32(let number): return String(number)
        case .int64(let number): return String(number)
        case .uint64(let number): return String(number)
        case .bytes(let bytes)?:
            return value?.path?.printable ?? MACAddress(bytes: bytes)?.description ?? "\(bytes.count) bytes"
        case .strings(let list): return list.joined(separator: ", ").printable
        case .stringMap(let map):
            return map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",").printable
        case .maps(let maps):
            return maps.map { words($0) }.joined(separator: ", ")
        }
    }

    /// An address, a route, or a range of VLANs, as `ip` and `bridge` write them.
    private static func words(_ map: [String: SettingValue]) -> String {
        func word(_ key: String) -> String? { map[key].map { words($0) } }
        if let first = word("vid-start"), let last = word("vid-end") {
            let flags = ["pvid", "untagged"].filter { map[$0] == .bool(true) }
            return ([first == last ? first : "\(first)-\(last)"] + flags).joined(separator: " ")
        }
        if map["start"] != nil, map["end"] != nil { return RoutingText.range(map) }
        if map["family"] != nil, map["priority"] != nil { return RoutingText.rule(map).printable }
        guard let address = word("address") ?? word("dest"), let length = word("prefix") else {
            return map.sorted { $0.key < $1.key }.map { "\($0.key) \(words($0.value))" }.joined(separator: " ")
        }
        let rest = [
            ("next-hop", "via"), ("src", "src"), ("metric", "metric"), ("table", "table"), ("mtu", "mtu"),
            ("advmss", "advmss"), ("scope", "scope"),
        ].compactMap { key, label in word(key).map { " \(label) \($0)" } }
        let type = word("type").map { "\($0) " } ?? ""
        return "\(type)\(address)/\(length)" + rest.joined() + (map["onlink"] == .bool(true) ? " onlink" : "")
    }
}
