/// What becomes of frames that come without protection, or with a wrong one (`IFLA_MACSEC_VALIDATION`, linux/if_link.h).
package enum MACsecValidation: String, Hashable, Sendable, CaseIterable {
    /// They are let in unchecked.
    case disable
    /// They are counted, and let in.
    case check
    /// They are dropped.
    case strict

    /// NetworkManager's number (`NMSettingMacsecValidation`), which is also the kernel's (`MACSEC_VALIDATE_…`).
    package var number: UInt8 {
        switch self {
        case .disable: 0
        case .check: 1
        case .strict: 2
        }
    }
}
