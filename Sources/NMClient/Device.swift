package import DBus
package import NetTypes

/// A device of NetworkManager's: a link in the kernel, or a placeholder for one.
package struct Device: Sendable, Hashable {
    /// The D-Bus path of the device.
    package let path: ObjectPath
    /// The name of the interface that is configured.
    package let interface: String
    /// The name of the interface that carries the addresses, once it is known.
    package let ipInterface: String?
    /// The kind of link that the device is.
    package let deviceType: DeviceType
    /// How far NetworkManager is with the device.
    package let state: DeviceState
    /// Why the device is in its state.
    package let stateReason: DeviceStateReason
    /// Whether NetworkManager manages the device.
    package let managed: Bool
    /// Whether the link exists; `false` for a placeholder.
    package let real: Bool
    /// Whether NetworkManager may activate profiles on the device by itself.
    package let autoconnect: Bool
    /// The active connection on the device, if there is one.
    package let activeConnection: ObjectPath?
    /// The MAC address that the hardware came with, as `AA:BB:…`.
    package let permHwAddress: String?
    /// The device's MTU in bytes.
    package let mtu: UInt32
    /// The property `ID_PATH` of udev, such as `pci-0000:02:00.0` (since 1.26).
    package let idPath: String?
    /// The devices that are the device's ports, where it is a controller.
    package let ports: [ObjectPath]
    /// Whether the device has a carrier, where its kind tells.
    package let carrier: Bool?
    /// The device on which a VLAN or the like stands.
    package let parent: ObjectPath?
    /// The VLAN ID of a VLAN.
    package let vlanID: UInt32?
    /// The last LLDP frame of each neighbour, where `connection.lldp` is on (`raw` of `LldpNeighbors`, since 1.18).
    package let lldpFrames: [[UInt8]]
    /// The objects of the device's IPv4 and IPv6 configuration, where it has one.
    package let ipConfigurations: [ObjectPath]

    init?(_ object: ManagedObject) {
        guard let device = object.interfaces[NM.deviceInterface] else { return nil }
        path = object.path
        interface = device.string("Interface")
        ipInterface = device.filled("IpInterface")
        deviceType = DeviceType(rawValue: device.uint32("DeviceType"))
        state = DeviceState(rawValue: device.uint32("State"))
        stateReason = DeviceStateReason(rawValue: device["StateReason"]?.structure?.last?.uint32 ?? 0)
        managed = device.bool("Managed")
        real = device.bool("Real")
        autoconnect = device.bool("Autoconnect")
        activeConnection = device.path("ActiveConnection")
        mtu = device.uint32("Mtu")
        idPath = device.filled("Path")
        ipConfigurations = ["Ip4Config", "Ip6Config"].compactMap { device.path($0) }

        // Each kind has an interface, such as `….Device.Bridge`, and all spell their common properties alike.
        let kinds = object.interfaces.filter { $0.key.hasPrefix(NM.deviceInterface + ".") }.values
        func first<View>(_ view: (Properties) -> View?) -> View? { kinds.lazy.compactMap(view).first }
        permHwAddress = first { $0.filled("PermHwAddress") }
        carrier = first { $0["Carrier"]?.bool }
        parent = first { $0.path("Parent") }
        vlanID = first { $0["VlanId"]?.uint32 }
        lldpFrames = (device["LldpNeighbors"]?.array ?? []).compactMap { $0.vardict?["raw"]?.bytes }
        // `Ports` of every device since 1.34, `Slaves` of bonds and bridges before.
        ports = device["Ports"]?.objectPaths ?? first { $0["Slaves"]?.objectPaths } ?? []
    }
}
