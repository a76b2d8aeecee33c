// NMState and NMConnectivityState in src/libnm-core-public/nm-dbus-interface.h.

/// The state of the whole (`NMState`).
package struct NetworkState: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Not known.
    package static let unknown = NetworkState(rawValue: 0)
    /// Networking is off.
    package static let asleep = NetworkState(rawValue: 10)
    /// No connection is active.
    package static let disconnected = NetworkState(rawValue: 20)
    /// Connections are being taken down.
    package static let disconnecting = NetworkState(rawValue: 30)
    /// A connection is being brought up.
    package static let connecting = NetworkState(rawValue: 40)
    /// There is no default route.
    package static let connectedLocal = NetworkState(rawValue: 50)
    /// There is a default route, but no full connectivity.
    package static let connectedSite = NetworkState(rawValue: 60)
    /// All is up.
    package static let connectedGlobal = NetworkState(rawValue: 70)

    /// The words for the numbers known.
    package static let words: [UInt32: String] = [
        0: "unknown", 10: "asleep", 20: "disconnected", 30: "disconnecting", 40: "connecting",
        50: "connected (local only)", 60: "connected (site only)", 70: "connected",
    ]
}

/// How far the network reaches (`NMConnectivityState`).
package struct Connectivity: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Not checked, as on most servers.
    package static let unknown = Connectivity(rawValue: 0)
    /// There is no network.
    package static let none = Connectivity(rawValue: 1)
    /// A captive portal stands before the Internet.
    package static let portal = Connectivity(rawValue: 2)
    /// The Internet cannot be reached.
    package static let limited = Connectivity(rawValue: 3)
    /// The Internet can be reached.
    package static let full = Connectivity(rawValue: 4)

    /// The words for the numbers known.
    package static let words: [UInt32: String] = [
        0: "unknown", 1: "none", 2: "portal", 3: "limited", 4: "full",
    ]
}
