/// What a file with a key on the host is worth; never the key.
package enum KeyFile: Hashable, Sendable {
    /// There is a key in it, which has this fingerprint (`MKAKey.fingerprint`).
    case key(fingerprint: String)
    /// It cannot be used, for a reason in words.
    case unusable(String)
}
