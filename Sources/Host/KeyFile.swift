/// What a file on the host that a profile needs is worth; never what is in it.
package enum KeyFile: Hashable, Sendable {
    /// There is a secret in it, which has this fingerprint (`ProfileSecret.fingerprint`).
    case key(fingerprint: String)
    /// It is there, and is no secret that a profile has; the fingerprint of what is in it.
    case present(fingerprint: String)
    /// It cannot be used, for a reason in words.
    case unusable(String)
}
