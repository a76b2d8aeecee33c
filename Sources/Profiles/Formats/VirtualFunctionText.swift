/// Virtual functions as keyfiles and nmcli spell them: `mac=… max-tx-rate=… spoof-check=… trust=… vlans=ID`.
enum VirtualFunctionText {
    /// A key for each function, in the order of their numbers.
    static func keys(_ functions: [[String: SettingValue]]) -> [(key: String, value: String)] {
        var keys: [(key: String, value: String)] = []
        for function in functions {
            guard case .uint32(let index) = function["index"] else { continue }
            let attributes = attributes(function)
            // NetworkManager's writer puts a blank before `vlans` even where nothing stands before it.
            let text = (attributes + [vlans(function)].compactMap(\.self)).joined(separator: " ")
            keys.append(("vf.\(index)", attributes.isEmpty && !text.isEmpty ? " " + text : text))
        }
        return keys
    }

    /// A function as nmcli takes it, beginning with its number.
    static func words(_ function: [String: SettingValue]) -> String {
        guard case .uint32(let index) = function["index"] else { return "" }
        return ([String(index)] + attributes(function) + [vlans(function)].compactMap(\.self)).joined(separator: " ")
    }

    private static func attributes(_ function: [String: SettingValue]) -> [String] {
        // Sorted, as NetworkManager's writer does (nm_sriov_vf_get_attribute_names).
        ["mac", "max-tx-rate", "min-tx-rate", "spoof-check", "trust"].compactMap { key in
            switch function[key] {
            case .string(let text): "\(key)=\(text)"
            case .bool(let flag): "\(key)=\(flag)"
            case .uint32(let rate): "\(key)=\(rate)"
            default: nil
            }
        }
    }

    private static func vlans(_ function: [String: SettingValue]) -> String? {
        guard case .maps(let maps) = function["vlans"] else { return nil }
        let ids = maps.compactMap { map in if case .uint32(let id) = map["id"] { String(id) } else { nil } }
        return "vlans=" + ids.joined(separator: ";")
    }
}

extension VirtualFunctionText {
    /// A function of a keyfile as it is on D-Bus: what `keys(_:)` does, the other way round.
    static func function(_ index: UInt32, _ text: String) -> [String: SettingValue] {
        var map: [String: SettingValue] = ["index": .uint32(index)]
        for word in text.split(separator: " ") {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let (key, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            switch key {
            case "vlans":
                map[key] = .maps(value.split(separator: ";").compactMap { UInt32($0).map { ["id": .uint32($0)] } })
            case "spoof-check", "trust": map[key] = .bool(value == "true")
            case "min-tx-rate", "max-tx-rate": map[key] = UInt32(value).map { .uint32($0) }
            default: map[key] = .string(value)
            }
        }
        return map
    }
}
