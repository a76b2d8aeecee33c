import NetTypes

// NMActiveConnectionState and NMActiveConnectionStateReason in src/libnm-core-public/nm-dbus-interface.h.

/// How far an activation has come (`NMActiveConnectionState`).
package struct ActiveConnectionState: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// NetworkManager has accepted the activation and not begun it: its device, or something else, has to come first.
    package static let unknown = ActiveConnectionState(rawValue: 0)
    /// The connection is coming up.
    package static let activating = ActiveConnectionState(rawValue: 1)
    /// The connection is up.
    package static let activated = ActiveConnectionState(rawValue: 2)
    /// The connection is going down.
    package static let deactivating = ActiveConnectionState(rawValue: 3)
    /// The connection is down, and the object is about to disappear.
    package static let deactivated = ActiveConnectionState(rawValue: 4)

    /// NetworkManager's words for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "unknown", 1: "activating", 2: "activated", 3: "deactivating", 4: "deactivated",
    ]
}

/// Why an activation changed its state (`NMActiveConnectionStateReason`).
package struct ActiveConnectionStateReason: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// NetworkManager does not know the reason.
    package static let unknown = ActiveConnectionStateReason(rawValue: 0)
    /// NetworkManager gives no reason.
    package static let none = ActiveConnectionStateReason(rawValue: 1)
    /// A person or program asked for the deactivation.
    package static let userDisconnected = ActiveConnectionStateReason(rawValue: 2)
    /// The activation's device was disconnected.
    package static let deviceDisconnected = ActiveConnectionStateReason(rawValue: 3)
    /// NetworkManager obtained no valid addresses.
    package static let ipConfigInvalid = ActiveConnectionStateReason(rawValue: 5)
    /// The activation took too long.
    package static let connectTimeout = ActiveConnectionStateReason(rawValue: 6)
    /// The activation's profile was deleted.
    package static let connectionRemoved = ActiveConnectionStateReason(rawValue: 11)
    /// Another activation that this one depends on failed.
    package static let dependencyFailed = ActiveConnectionStateReason(rawValue: 12)
    /// NetworkManager could not create the link.
    package static let deviceRealizeFailed = ActiveConnectionStateReason(rawValue: 13)
    /// The activation's device is gone.
    package static let deviceRemoved = ActiveConnectionStateReason(rawValue: 14)

    /// NetworkManager's words for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "unknown", 1: "none", 2: "user-disconnected", 3: "device-disconnected", 4: "service-stopped",
        5: "ip-config-invalid", 6: "connect-timeout", 7: "service-start-timeout", 8: "service-start-failed",
        9: "no-secrets", 10: "login-failed", 11: "connection-removed", 12: "dependency-failed",
        13: "device-realize-failed", 14: "device-removed",
    ]
}
