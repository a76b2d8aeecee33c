package import NetTypes

/// A MACsec interface (IEEE 802.1AE): frames of its parent's wire that only holders of a key can read and make.
///
/// The session keys are agreed on with the neighbours (MKA, IEEE 802.1X), by a key that all of them have beforehand.
package struct MACsec: Hashable, Sendable {
    package let parent: InterfaceName
    /// The name of the key (CKN), 2 to 64 hexadecimal digits.
    package let keyName: String
    /// The absolute path of the file with the key (CAK), which is nowhere else in a topology or a profile of a plan.
    package let keyFile: String
    /// Whether frames are encrypted, and not only protected against changes.
    package var isEncrypted = true
    package var validation = MACsecValidation.strict
    /// The port's number in the identifier of its channel (SCI), 1 to 65534.
    package var port = 1

    /// The bytes by which its frames are smaller than its parent's.
    package static let overhead = 32

    package init(parent: InterfaceName, keyName: String, keyFile: String) {
        self.parent = parent
        self.keyName = keyName
        self.keyFile = keyFile
    }
}
