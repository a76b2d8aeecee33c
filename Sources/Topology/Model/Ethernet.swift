package import NetTypes
import OrderedCollections

/// A NIC: found by name, by its permanent MAC address or by its path; never created.
package struct Ethernet: Hashable, Sendable {
    /// Match the NIC with this permanent MAC address, whatever its name is (NetworkManager's
    /// `802-3-ethernet.mac-address`).
    package var mac: MACAddress?
    /// Match the NIC at this udev path, for example `pci-0000:02:00.0` (NetworkManager's `match.path`).
    package var path: String?
    /// The NIC's virtual functions; `nil` leaves them as they are.
    package let sriov: SRIOV?
    /// Options of its driver by NetworkManager's names (`EthtoolOption`); what is missing stays as it is.
    package var ethtool: [String: Int] = [:]
    /// The only speed in Mb/s that it may have; given together with `isFullDuplex`.
    package var speed: Int?
    /// Whether it sends and receives at the same time.
    package var isFullDuplex: Bool?
    /// Whether it comes to terms with the switch about speed and duplex mode.
    package var negotiates: Bool?
    /// What wakes the host, as the sum of `WakeUp`'s bits; `nil` leaves it as it is.
    package var wakeUp: Int?
    /// Whether NetworkManager listens to what the switch says of itself (LLDP).
    package var hearsLLDP: Bool?
    /// The packets that may wait to be sent, 0 to 4294967295; `nil` leaves it as it is.
    package var queueLength: Int?
    /// How often NetworkManager tries to log in to the switch (802.1X); 0 for without end.
    package var loginAttempts: Int?
    /// What it tells the switch so that it is let in; `nil` for nothing.
    package var login: Login?

    package init(mac: MACAddress? = nil, path: String? = nil, sriov: SRIOV? = nil) {
        self.mac = mac
        self.path = path
        self.sriov = sriov
    }
}

extension Topology {
    /// The same topology, in which some NICs are found by other marks than the spec has.
    ///
    /// - Parameter nics: these NICs, by their names in the spec.
    /// - Returns: the topology.
    package func with(nics: [InterfaceName: Ethernet]) -> Topology {
        if nics.isEmpty { return self }
        var interfaces = interfaces
        for (name, nic) in nics {
            if let own = interfaces[name], own.nic != nil { interfaces[name] = own.with(.ethernet(nic)) }
        }
        return with(interfaces, scope)
    }
}
