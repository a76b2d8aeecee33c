package import NetTypes

/// What a MACsec link reports of itself (`IFLA_MACSEC_…`).
package struct MACsecDetails: Hashable, Sendable, Codable {
    /// Whether its frames are encrypted, and not only protected against changes.
    package var isEncrypted = false
    /// Whether its frames are protected at all, as they are once wpa_supplicant has begun to agree on keys; `nil` if not known.
    package var isProtected: Bool?
    /// What becomes of frames without protection; `nil` for a value that this program does not know.
    package var validation: MACsecValidation?
    /// The port in the identifier of its channel (SCI).
    package var port = 0
    /// What encrypts its frames; `nil` where the kernel does not tell.
    package var offload: MACsecOffload?

    /// A MACsec of which nothing is known yet.
    package init() {}
}
