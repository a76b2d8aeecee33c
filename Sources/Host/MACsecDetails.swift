package import NetTypes

/// What a MACsec link reports of itself (`IFLA_MACSEC_…`).
package struct MACsecDetails: Hashable, Sendable, Codable {
    /// Whether its frames are encrypted, and not only protected against changes.
    package var isEncrypted = false
    /// What becomes of frames without protection; `nil` for a value that this program does not know.
    package var validation: MACsecValidation?
    /// The port in the identifier of its channel (SCI).
    package var port = 0

    /// A MACsec of which nothing is known yet.
    package init() {}
}
