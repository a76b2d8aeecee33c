/// How macvlans of one parent reach each other (`IFLA_MACVLAN_MODE`, linux/if_link.h).
package enum MACVLANMode: String, Hashable, Sendable, CaseIterable {
    /// By way of the switch, which has to send frames back by the port they came from (IEEE 802.1Qbg).
    case vepa
    /// Directly.
    case bridge
    /// Not at all.
    case `private`
    /// The parent has one macvlan, which takes it over altogether.
    case passthru

    /// NetworkManager's number (`NMSettingMacvlanMode`).
    package var number: UInt32 {
        switch self {
        case .vepa: 1
        case .bridge: 2
        case .private: 3
        case .passthru: 4
        }
    }

    /// The kernel's number (`MACVLAN_MODE_…`).
    package var kernelNumber: UInt32 {
        switch self {
        case .private: 1
        case .vepa: 2
        case .bridge: 4
        case .passthru: 8
        }
    }
}
