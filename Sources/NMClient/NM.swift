package import DBus

/// A profile's contents as on D-Bus: settings by name, in each its properties by name, without variants.
///
/// Spelling and types are those of the bus, not of keyfiles: `connection.master`, `bridge.vlans` as `aa{sv}`.
package typealias SettingsDictionary = [String: [String: Value]]

/// NetworkManager's names on the bus (`src/libnm-core-public/nm-dbus-interface.h`).
package enum NM {
    /// The well-known bus name.
    package static let name = BusName(literal: "org.freedesktop.NetworkManager")
    /// The manager object.
    package static let path = ObjectPath(literal: "/org/freedesktop/NetworkManager")
    /// The object that holds the profiles.
    package static let settingsPath = ObjectPath(literal: "/org/freedesktop/NetworkManager/Settings")
    /// The object whose object manager lists all others: one level above the manager.
    package static let objectManagerPath = ObjectPath(literal: "/org/freedesktop")

    /// The manager's interface.
    package static let interface = "org.freedesktop.NetworkManager"
    /// The interface of every device; those of the kinds of devices are named below it.
    package static let deviceInterface = "org.freedesktop.NetworkManager.Device"
    /// The interface of an active connection.
    package static let activeInterface = "org.freedesktop.NetworkManager.Connection.Active"
    /// The interface of the object that holds the profiles.
    package static let settingsInterface = "org.freedesktop.NetworkManager.Settings"
    /// The interface of a profile.
    package static let profileInterface = "org.freedesktop.NetworkManager.Settings.Connection"
    /// The interface of a checkpoint.
    package static let checkpointInterface = "org.freedesktop.NetworkManager.Checkpoint"

    static let propertiesInterface = "org.freedesktop.DBus.Properties"
    static let objectManagerInterface = "org.freedesktop.DBus.ObjectManager"
}

extension Value {
    /// A profile's contents as a value, `a{sa{sv}}`.
    ///
    /// - Parameter settings: The contents.
    /// - Returns: The dictionary, each property in a variant.
    package static func settings(_ settings: SettingsDictionary) -> Value {
        var entries: [Value: Value] = [:]
        for (name, properties) in settings { entries[.string(name)] = .vardict(properties) }
        return .dictionary(key: .string, value: .vardict, entries)
    }

    /// The contents of a profile, if the value is an `a{sa{sv}}`.
    package var settings: SettingsDictionary? {
        guard let outer = vardict else { return nil }
        var result: SettingsDictionary = [:]
        for (name, properties) in outer {
            guard let properties = properties.vardict else { return nil }
            result[name] = properties
        }
        return result
    }
}
