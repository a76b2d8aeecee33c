import NetTypes
import Topology

/// The properties of one setting, or of one map in a property.
struct SettingReader {
    private let properties: [String: SettingValue]

    init(_ properties: [String: SettingValue]) { self.properties = properties }

    /// A text; `nil` for an empty one, which NetworkManager takes for none.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = properties[name], !text.isEmpty else { return nil }
        return text
    }

    func number(_ name: String) -> Int? {
        switch properties[name] {
        case .int32(let number)?: Int(number)
        case .uint8(let number)?: Int(number)
        case .uint16(let number)?: Int(number)
        case .uint32(let number)?: Int(number)
        case .int64(let number)?: Int(number)
        case .uint64(let number)?: Int(exactly: number)
        default: nil
        }
    }

    func flag(_ name: String) -> Bool? { if case .bool(let flag)? = properties[name] { flag } else { nil } }

    func bytes(_ name: String) -> [UInt8]? { if case .bytes(let bytes)? = properties[name] { bytes } else { nil } }

    func texts(_ name: String) -> [String] { if case .strings(let texts)? = properties[name] { texts } else { [] } }

    func maps(_ name: String) -> [SettingReader] {
        if case .maps(let maps)? = properties[name] { maps.map(SettingReader.init) } else { [] }
    }

    func address(_ name: String) -> IPAddress? { text(name).flatMap { IPAddress($0) } }

    func prefix(_ name: String, _ length: String) -> IPPrefix? {
        guard let address = address(name), let length = number(length) else { return nil }
        return IPPrefix(address, length: length)
    }

    func vlans(_ name: String) -> [BridgeVLAN] {
        maps(name).compactMap { map in
            guard let first = map.number("vid-start").flatMap({ VLANID($0) }),
                let last = map.number("vid-end").flatMap({ VLANID($0) })
            else { return nil }
            return BridgeVLAN(
                first: first, last: last, pvid: map.flag("pvid") ?? false, untagged: map.flag("untagged") ?? false)
        }
    }
}

extension Settings {
    func reader(_ setting: String) -> SettingReader { SettingReader(self[setting] ?? [:]) }
}
