import Topology

/// The value of one property of a NetworkManager setting, in no particular format.
///
/// NMBackend encodes it for D-Bus and the formats of Profiles as text, so `apply` and `profile export` cannot diverge.
package enum SettingValue: Hashable, Sendable {
    case string(String)
    case bool(Bool)
    case int32(Int32)
    case uint8(UInt8)
    case uint16(UInt16)
    case uint32(UInt32)
    case int64(Int64)
    case uint64(UInt64)
    /// A MAC address (`ay` on D-Bus).
    case bytes([UInt8])
    /// `as` on D-Bus.
    case strings([String])
    /// `a{ss}` on D-Bus: `bond.options`, `user.data`.
    case stringMap([String: String])
    /// `aa{sv}` on D-Bus: addresses, routes, bridge VLANs.
    case maps([[String: SettingValue]])
}

extension SettingValue {
    /// A file's path as certificates have it (nm-settings-dbus(5), "802-1x setting"): `file://`, the path, and a zero byte.
    init(path: String) { self = .bytes(Array("file://\(path)".utf8) + [0]) }

    /// The path of a file, if the value is one.
    package var path: String? {
        guard case .bytes(let bytes) = self, bytes.last == 0, bytes.starts(with: "file://".utf8) else { return nil }
        return String(decoding: bytes.dropFirst("file://".utf8.count).dropLast(), as: UTF8.self)
    }
}

/// The settings of a profile by NetworkManager's D-Bus names: setting, then property.
package typealias Settings = [String: [String: SettingValue]]

extension Settings {
    /// NetworkManager's type of the connection, such as `bond`.
    package var connectionType: String? {
        if case .string(let type)? = self["connection"]?["type"] { type } else { nil }
    }

    /// What a port's profile names its controller by: the controller's interface, or its profile's UUID.
    package var controller: String? {
        guard case .string(let text)? = self["connection"]?["master"] ?? self["connection"]?["controller"],
            !text.isEmpty
        else { return nil }
        return text
    }

    /// What the profile of a VLAN or the like names its parent by: the parent's interface, or its profile's UUID; that of an
    /// HSR has two or three.
    package var parents: [String] {
        InterfaceKind.allCases.flatMap { kind in
            ["parent", "port1", "port2", "interlink"].compactMap { property in
                guard case .string(let text)? = self[kind.inProfiles.connectionType]?[property], !text.isEmpty else {
                    return nil
                }
                return text
            }
        }
    }
}
