import NetTypes

// NMDeviceType in src/libnm-core-public/nm-dbus-interface.h.

/// What kind of link a device is (`NMDeviceType`).
package struct DeviceType: NamedNumber {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Keeps any number, known or not.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A network card; also a veth end without udev.
    package static let ethernet = DeviceType(rawValue: 1)
    /// A bond.
    package static let bond = DeviceType(rawValue: 10)
    /// A VLAN interface.
    package static let vlan = DeviceType(rawValue: 11)
    /// A bridge.
    package static let bridge = DeviceType(rawValue: 13)
    /// A link of a kind that NetworkManager does not know.
    package static let generic = DeviceType(rawValue: 14)
    /// A TUN or TAP interface, such as a guest's.
    package static let tun = DeviceType(rawValue: 16)
    /// A macvlan interface.
    package static let macvlan = DeviceType(rawValue: 18)
    /// A VXLAN interface.
    package static let vxlan = DeviceType(rawValue: 19)
    /// One end of a veth pair.
    package static let veth = DeviceType(rawValue: 20)
    /// A MACsec interface.
    package static let macsec = DeviceType(rawValue: 21)
    /// A dummy interface.
    package static let dummy = DeviceType(rawValue: 22)
    /// An Open vSwitch interface.
    package static let ovsInterface = DeviceType(rawValue: 24)
    /// An Open vSwitch port.
    package static let ovsPort = DeviceType(rawValue: 25)
    /// An Open vSwitch bridge.
    package static let ovsBridge = DeviceType(rawValue: 26)
    /// A VRF.
    package static let vrf = DeviceType(rawValue: 31)
    /// An HSR or PRP interface (since 1.46).
    package static let hsr = DeviceType(rawValue: 33)
    /// An ipvlan interface (since 1.52).
    package static let ipvlan = DeviceType(rawValue: 34)
    /// The loopback interface (since 1.42).
    package static let loopback = DeviceType(rawValue: 32)

    /// NetworkManager's words for the numbers that this program knows.
    package static let words: [UInt32: String] = [
        0: "unknown", 1: "ethernet", 2: "wifi", 5: "bluetooth", 6: "olpc-mesh", 7: "wimax", 8: "modem",
        9: "infiniband", 10: "bond", 11: "vlan", 12: "adsl", 13: "bridge", 14: "generic", 15: "team", 16: "tun",
        17: "ip-tunnel", 18: "macvlan", 19: "vxlan", 20: "veth", 21: "macsec", 22: "dummy", 23: "ppp",
        24: "ovs-interface", 25: "ovs-port", 26: "ovs-bridge", 27: "wpan", 28: "6lowpan", 29: "wireguard",
        30: "wifi-p2p", 31: "vrf", 32: "loopback", 33: "hsr", 34: "ipvlan", 35: "geneve",
    ]
}
