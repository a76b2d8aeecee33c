import NetTypes

/// Rules and routes of a profile as NetworkManager spells them, which is nearly as `ip rule` and `ip route` do.
package enum RoutingText {
    /// A rule, word for word as NetworkManager writes it into keyfiles and nmcli prints it.
    ///
    /// - Parameter map: the rule as it is on D-Bus.
    /// - Returns: the words, for example `priority 1000 from 10.0.200.10 table 200`.
    package static func rule(_ map: [String: SettingValue]) -> String {
        let isIPv4 = map["family"] != .int32(10)
        var words: [String] = []
        func add(_ word: String, _ key: String) {
            if let text = text(map[key]) { words.append("\(word) \(text)") }
        }
        func range(_ word: String, _ key: String) {
            guard let first = text(map["\(key)-start"]) else { return }
            words.append("\(word) \(first)" + (text(map["\(key)-end"]).map { "-\($0)" } ?? ""))
        }
        add("priority", "priority")
        if map["invert"] == .bool(true) { words.append("not") }
        let (source, destination) = (prefix(map, "from", isIPv4), prefix(map, "to", isIPv4))
        if let source { words.append("from \(source)") }
        // A rule has to say its family somehow.
        if source == nil, destination == nil { words.append("from \(isIPv4 ? "0.0.0.0" : "::")/0") }
        if let destination { words.append("to \(destination)") }
        if case .uint8(let type)? = map["tos"] {
            words.append("tos 0x" + (type < 16 ? "0" : "") + String(type, radix: 16))
        }
        add("ipproto", "ipproto")
        mark(map).map { words.append("fwmark \($0)") }
        range("sport", "sport")
        range("dport", "dport")
        for (word, key) in [("iif", "iifname"), ("oif", "oifname")] {
            // A name has no blanks, so only the character that would escape one is escaped itself.
            if let name = text(map[key]) { words.append("\(word) \(name.swapping("\\", for: "\\\\"))") }
        }
        if let first = text(map["uid-range-start"]) {
            words.append("uidrange \(first)-\(text(map["uid-range-end"]) ?? first)")
        }
        add("suppress_prefixlength", "suppress-prefixlength")
        let rejection = rejection(map["action"])
        if rejection == nil || map["table"] != nil { words.append("table \(text(map["table"]) ?? "0")") }
        if let rejection { words.append("type \(rejection)") }
        return words.joined(separator: " ")
    }

    /// A route's properties beside destination, next hop and metric: `key=value` each, sorted.
    static func options(ofRoute map: [String: SettingValue]) -> [String] {
        map.sorted { $0.key < $1.key }.compactMap { key, value in
            ["dest", "prefix", "next-hop", "metric"].contains(key) ? nil : text(value).map { "\(key)=\($0)" }
        }
    }

    private static func prefix(_ map: [String: SettingValue], _ key: String, _ isIPv4: Bool) -> String? {
        guard case .string(let address)? = map[key], case .uint8(let length)? = map["\(key)-len"], length > 0 else {
            return nil
        }
        return Int(length) == (isIPv4 ? 32 : 128) ? address : "\(address)/\(length)"
    }

    private static func mark(_ map: [String: SettingValue]) -> String? {
        var (mark, mask): (UInt32, UInt32) = (0, 0)
        if case .uint32(let value)? = map["fwmark"] { mark = value }
        if case .uint32(let value)? = map["fwmask"] { mask = value }
        if mark == 0, mask == 0 { return nil }
        return hexadecimal(mark) + (mask == .max ? "" : "/" + hexadecimal(mask))
    }

    private static func hexadecimal(_ number: UInt32) -> String { number == 0 ? "0" : "0x" + String(number, radix: 16) }

    private static func rejection(_ action: SettingValue?) -> String? {
        guard case .uint8(let number)? = action, number != 1 else { return nil }
        return [6: "blackhole", 7: "unreachable", 8: "prohibit"][number] ?? String(number)
    }

    private static func text(_ value: SettingValue?) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .uint8(let number): String(number)
        case .uint16(let number): String(number)
        case .uint32(let number): String(number)
        case .int32(let number): String(number)
        default: nil
        }
    }
}

extension RoutingText {
    /// A range of VLANs as keyfiles, nmcli and people write it: `100`, or `200-300`.
    package static func range(_ map: [String: SettingValue]) -> String {
        guard case .uint64(let first)? = map["start"], case .uint64(let last)? = map["end"] else { return "" }
        return first == last ? "\(first)" : "\(first)-\(last)"
    }
}
