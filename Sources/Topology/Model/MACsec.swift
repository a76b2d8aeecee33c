package import NetTypes

/// A MACsec interface (IEEE 802.1AE): frames of its parent's wire that only holders of a key can read and make.
///
/// The session keys are agreed on with the neighbours (MKA, IEEE 802.1X), by a key that all of them have.
package struct MACsec: Hashable, Sendable {
    package let parent: InterfaceName
    package let agreement: Agreement
    /// Whether frames are encrypted, and not only protected against changes.
    package var isEncrypted = true
    package var validation = MACsecValidation.strict
    /// The port's number in the identifier of its channel (SCI), 1 to 65534.
    package var port = 1
    /// What encrypts its frames; `nil` for NetworkManager's choice, the kernel.
    package var offload: MACsecOffload?

    /// Where the key comes from that the ends agree on session keys by.
    package enum Agreement: Hashable, Sendable {
        /// All ends have it beforehand (`mode: psk`): its name (CKN), 2 to 64 hexadecimal digits, and the absolute path of the file
        /// with the key (CAK), which is nowhere else in a topology or a profile of a plan.
        case key(name: String, file: String)
        /// It comes of a login at the switch (`mode: eap`).
        indirect case login(Login)
    }

    /// The bytes by which its frames are smaller than its parent's.
    package static let overhead = 32

    package init(parent: InterfaceName, agreement: Agreement) {
        self.parent = parent
        self.agreement = agreement
    }
}
