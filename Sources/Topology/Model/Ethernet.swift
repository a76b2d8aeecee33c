package import NetTypes

/// A NIC: found by name, by its permanent MAC address or by its path; never created.
package struct Ethernet: Hashable, Sendable {
    /// Match the NIC with this permanent MAC address, whatever its name is (NetworkManager's
    /// `802-3-ethernet.mac-address`).
    package let mac: MACAddress?
    /// Match the NIC at this udev path, for example `pci-0000:02:00.0` (NetworkManager's `match.path`).
    package let path: String?
    /// The NIC's virtual functions; `nil` leaves them as they are.
    package let sriov: SRIOV?

    package init(mac: MACAddress? = nil, path: String? = nil, sriov: SRIOV? = nil) {
        self.mac = mac
        self.path = path
        self.sriov = sriov
    }
}
