/// How far NetworkManager is with a device (`NMDeviceState`, src/libnm-core-public/nm-dbus-interface.h).
package struct DeviceState: NamedNumber, Codable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// NetworkManager leaves the device alone.
    package static let unmanaged = DeviceState(rawValue: 10)
    /// The device cannot be used, for instance because it has no carrier.
    package static let unavailable = DeviceState(rawValue: 20)
    /// The device can be used, and nothing is active on it.
    package static let disconnected = DeviceState(rawValue: 30)
    /// Activation has begun.
    package static let prepare = DeviceState(rawValue: 40)
    /// The link is being set up.
    package static let config = DeviceState(rawValue: 50)
    /// Activation waits for a secret.
    package static let needAuth = DeviceState(rawValue: 60)
    /// Addresses are being obtained.
    package static let ipConfig = DeviceState(rawValue: 70)
    /// The addresses are being checked.
    package static let ipCheck = DeviceState(rawValue: 80)
    /// Other connections have to come up first.
    package static let secondaries = DeviceState(rawValue: 90)
    /// A connection is up on the device.
    package static let activated = DeviceState(rawValue: 100)
    /// The device's connection is being taken down.
    package static let deactivating = DeviceState(rawValue: 110)
    /// Activation failed; the device is about to be disconnected.
    package static let failed = DeviceState(rawValue: 120)

    /// NetworkManager's words for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "unknown", 10: "unmanaged", 20: "unavailable", 30: "disconnected", 40: "prepare", 50: "config",
        60: "need-auth", 70: "ip-config", 80: "ip-check", 90: "secondaries", 100: "activated", 110: "deactivating",
        120: "failed",
    ]
}

extension DeviceState: Comparable {
    /// Whether one state comes before another on the way up.
    ///
    /// - Parameters:
    ///   - left: One state.
    ///   - right: Another.
    /// - Returns: Whether `left` comes first.
    package static func < (left: DeviceState, right: DeviceState) -> Bool { left.rawValue < right.rawValue }
}

extension DeviceState {
    /// Whether an activation is under way: a state from `prepare` to `secondaries`.
    package var isActivating: Bool { self >= .prepare && self < .activated }
}
