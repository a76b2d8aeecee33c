/// At which layer ipvlans of one parent are told apart (`IFLA_IPVLAN_MODE`, linux/if_link.h).
package enum IPVLANMode: String, Hashable, Sendable, CaseIterable {
    /// In their network, with ARP, broadcasts and multicasts.
    case l2
    /// By routing in the host, without broadcasts and multicasts.
    case l3
    /// As `l3`, by way of the host's packet filter.
    case l3s

    /// NetworkManager's number (`NMSettingIpvlanMode`).
    package var number: UInt32 { kernelNumber + 1 }

    /// The kernel's number (`IPVLAN_MODE_…`).
    package var kernelNumber: UInt32 {
        switch self {
        case .l2: 0
        case .l3: 1
        case .l3s: 2
        }
    }
}

/// How ipvlans of one parent reach each other (`IFLA_IPVLAN_FLAGS`, linux/if_link.h).
package enum IPVLANFlag: String, Hashable, Sendable, CaseIterable {
    /// Directly.
    case bridge
    /// Not at all.
    case `private`
    /// By way of the switch, which has to send frames back by the port they came from (IEEE 802.1Qbg).
    case vepa

    /// The kernel's number (`IPVLAN_F_…`).
    package var kernelNumber: UInt16 {
        switch self {
        case .bridge: 0
        case .private: 1
        case .vepa: 2
        }
    }
}
