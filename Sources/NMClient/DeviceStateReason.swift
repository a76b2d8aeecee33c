import NetTypes

// NMDeviceStateReason in src/libnm-core-public/nm-dbus-interface.h, names as `nmcli` developers know them.

/// Why a device changed its state (`NMDeviceStateReason`).
package struct DeviceStateReason: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// NetworkManager gives no reason.
    package static let none = DeviceStateReason(rawValue: 0)
    /// NetworkManager took the device over.
    package static let nowManaged = DeviceStateReason(rawValue: 2)
    /// NetworkManager could not set the link up.
    package static let configFailed = DeviceStateReason(rawValue: 4)
    /// NetworkManager obtained no addresses.
    package static let ipConfigUnavailable = DeviceStateReason(rawValue: 5)
    /// The device is gone.
    package static let removed = DeviceStateReason(rawValue: 36)
    /// The profile active on the device was deleted.
    package static let connectionRemoved = DeviceStateReason(rawValue: 38)
    /// A person or program asked for the change.
    package static let userRequested = DeviceStateReason(rawValue: 39)
    /// The carrier changed.
    package static let carrier = DeviceStateReason(rawValue: 40)
    /// Another activation that this one depends on failed.
    package static let dependencyFailed = DeviceStateReason(rawValue: 50)
    /// Another activation replaces the one on the device.
    package static let newActivation = DeviceStateReason(rawValue: 60)
    /// The device's parent changed.
    package static let parentChanged = DeviceStateReason(rawValue: 61)
    /// Another host has the device's address.
    package static let ipAddressDuplicate = DeviceStateReason(rawValue: 64)

    /// NetworkManager's words for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "none", 1: "unknown", 2: "now-managed", 3: "now-unmanaged", 4: "config-failed",
        5: "ip-config-unavailable", 6: "ip-config-expired", 7: "no-secrets", 8: "supplicant-disconnect",
        9: "supplicant-config-failed", 10: "supplicant-failed", 11: "supplicant-timeout", 12: "ppp-start-failed",
        13: "ppp-disconnect", 14: "ppp-failed", 15: "dhcp-start-failed", 16: "dhcp-error", 17: "dhcp-failed",
        18: "shared-start-failed", 19: "shared-failed", 20: "autoip-start-failed", 21: "autoip-error",
        22: "autoip-failed", 23: "modem-busy", 24: "modem-no-dial-tone", 25: "modem-no-carrier",
        26: "modem-dial-timeout", 27: "modem-dial-failed", 28: "modem-init-failed", 29: "gsm-apn-failed",
        30: "gsm-registration-not-searching", 31: "gsm-registration-denied", 32: "gsm-registration-timeout",
        33: "gsm-registration-failed", 34: "gsm-pin-check-failed", 35: "firmware-missing", 36: "removed",
        37: "sleeping", 38: "connection-removed", 39: "user-requested", 40: "carrier", 41: "connection-assumed",
        42: "supplicant-available", 43: "modem-not-found", 44: "bt-failed", 45: "gsm-sim-not-inserted",
        46: "gsm-sim-pin-required", 47: "gsm-sim-puk-required", 48: "gsm-sim-wrong", 49: "infiniband-mode",
        50: "dependency-failed", 51: "br2684-failed", 52: "modem-manager-unavailable", 53: "ssid-not-found",
        54: "secondary-connection-failed", 55: "dcb-fcoe-failed", 56: "teamd-control-failed", 57: "modem-failed",
        58: "modem-available", 59: "sim-pin-incorrect", 60: "new-activation", 61: "parent-changed",
        62: "parent-managed-changed", 63: "ovsdb-failed", 64: "ip-address-duplicate", 65: "ip-method-unsupported",
        66: "sriov-configuration-failed", 67: "peer-not-found", 68: "device-handler-failed",
        69: "unmanaged-by-default", 70: "unmanaged-external-down", 71: "unmanaged-link-not-init",
        72: "unmanaged-quitting", 73: "unmanaged-sleeping", 74: "unmanaged-user-conf",
        75: "unmanaged-user-explicit", 76: "unmanaged-user-settings", 77: "unmanaged-user-udev",
        78: "networking-off", 79: "modem-no-operator-code",
    ]
}
