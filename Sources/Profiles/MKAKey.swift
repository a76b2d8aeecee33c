import GLib

/// A key for MKA (CAK, IEEE 802.1X), as NetworkManager takes it.
///
/// It is read where it is needed, and is in no plan, record or output.
package struct MKAKey: Sendable {
    /// 32 hexadecimal digits.
    package let text: String

    /// Reads a key from the bytes of its file; `nil` for anything but 32 hexadecimal digits.
    ///
    /// - Parameter bytes: the file's content; blanks and ends of lines do not count.
    package init?(_ bytes: [UInt8]) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let text = String(decoding: bytes.filter { !blank.contains($0) }, as: UTF8.self)
        guard text.utf8.count == 32, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        self.text = text.lowercased()
    }

    /// What tells whether a profile has this key: it is in the profile, for everybody to read, and a key of 128 random
    /// bits cannot be found by it.
    package var fingerprint: String { String(Digest.sha256Hex("nm-topology key \(text)").prefix(32)) }
}

extension Profile {
    /// The path of the file with the profile's key; `nil` for a profile without one.
    package var keyFile: String? { Self.note(Tag.keyFile, in: settings) }

    /// A note of nm-topology's in a profile (`user.data`).
    package static func note(_ name: String, in settings: Settings) -> String? {
        guard case .stringMap(let data)? = settings["user"]?["data"] else { return nil }
        return data[name]
    }

    /// The same profile with the note that tells which key it has.
    package func noting(keyFingerprint: String) -> Profile {
        guard case .stringMap(var data)? = settings["user"]?["data"] else { return self }
        data[Tag.key] = keyFingerprint
        var settings = settings
        settings["user"]?["data"] = .stringMap(data)
        return Profile(recorded: interface, uuid: uuid.text, settings: settings)
    }

    /// The same profile with its key, for NetworkManager, or for an export that asks for it.
    package func with(_ key: MKAKey) -> Profile {
        var settings = settings
        settings["macsec"]?["mka-cak"] = .string(key.text)
        return Profile(recorded: interface, uuid: uuid.text, settings: settings)
    }
}
