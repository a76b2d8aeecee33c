/// What encrypts the frames of a MACsec (`IFLA_MACSEC_OFFLOAD`, linux/if_link.h).
package enum MACsecOffload: String, Hashable, Sendable, CaseIterable {
    /// The kernel.
    case off
    /// The chip that drives the cable.
    case phy
    /// The NIC.
    case mac

    /// NetworkManager's number (`NMSettingMacsecOffload`), which is also the kernel's (`MACSEC_OFFLOAD_…`).
    package var number: UInt8 {
        switch self {
        case .off: 0
        case .phy: 1
        case .mac: 2
        }
    }
}
