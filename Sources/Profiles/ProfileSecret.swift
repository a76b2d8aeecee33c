import GLib

/// A key or a password that NetworkManager needs in a profile.
///
/// It is read where it is needed, and is in no plan, record or output.
package struct ProfileSecret: Sendable {
    package let place: Place
    /// The property's value.
    package let text: String

    /// The property of a profile that is a secret; a profile has one at most.
    package enum Place: Hashable, Sendable {
        /// A key for MKA (CAK, IEEE 802.1X): 32 hexadecimal digits.
        case mkaKey
        /// The password of a private key.
        case privateKeyPassword
        /// The password of a login.
        case password

        /// NetworkManager's name of the setting on D-Bus.
        package var setting: String { self == .mkaKey ? "macsec" : "802-1x" }

        /// NetworkManager's name of the property on D-Bus, in keyfiles and in nmcli.
        package var property: String {
            switch self {
            case .mkaKey: "mka-cak"
            case .privateKeyPassword: "private-key-password"
            case .password: "password"
            }
        }

        /// What a file has to hold, in words.
        package var expectation: String {
            self == .mkaKey ? "32 hexadecimal digits" : "a password, on one line"
        }
    }

    /// Reads a secret from the bytes of its file; `nil` for anything but `place.expectation`.
    ///
    /// - Parameters:
    ///   - bytes: the file's content; blanks and ends of lines do not count in a key, nor does the end of a password's line.
    ///   - place: where it goes.
    package init?(_ bytes: [UInt8], for place: Place) {
        self.place = place
        if place == .mkaKey {
            let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
            let text = String(decoding: bytes.filter { !blank.contains($0) }, as: UTF8.self)
            guard text.utf8.count == 32, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
            self.text = text.lowercased()
        } else {
            var line = bytes[...]
            if line.last == 0x0A { line.removeLast() }
            if line.last == 0x0D { line.removeLast() }
            guard let text = String(validating: line, as: UTF8.self), !text.isEmpty,
                text.unicodeScalars.allSatisfy({ $0.value > 31 })
            else { return nil }
            self.text = text
        }
    }

    /// What tells whether a profile has this secret.
    ///
    /// That of a key is in the profile, for everybody to read: a key of 128 random bits cannot be found by it. A password can,
    /// so that its fingerprint is never kept.
    package var fingerprint: String { String(Digest.sha256Hex("nm-topology key \(text)").prefix(32)) }

    /// What tells whether a file with certificates or a private key has the same content as before.
    package static func fingerprint(of bytes: [UInt8]) -> String {
        Digest.sha256(bytes).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Profile {
    /// The path of the file with the profile's secret; `nil` for a profile without one.
    package var keyFile: String? { Self.note(Tag.keyFile, in: settings) }

    /// The property for the profile's secret.
    package var secretPlace: ProfileSecret.Place? { Self.secretPlace(in: settings) }

    /// The property for the secret of a profile with these settings; `nil` where they need none.
    package static func secretPlace(in settings: Settings) -> ProfileSecret.Place? {
        if let macsec = settings["macsec"], macsec["mode"] != .int32(1) { return .mkaKey }
        guard case .strings(let methods)? = settings["802-1x"]?["eap"] else { return nil }
        return methods == ["tls"] ? .privateKeyPassword : .password
    }

    /// A note of nm-topology's in a profile (`user.data`).
    package static func note(_ name: String, in settings: Settings) -> String? {
        guard case .stringMap(let data)? = settings["user"]?["data"] else { return nil }
        return data[name]
    }

    /// The same profile with a note of what is in files that it needs.
    package func noting(_ note: String, _ fingerprint: String) -> Profile {
        guard case .stringMap(var data)? = settings["user"]?["data"] else { return self }
        data[note] = fingerprint
        var settings = settings
        settings["user"]?["data"] = .stringMap(data)
        return Profile(recorded: interface, uuid: uuid.text, settings: settings)
    }

    /// The same profile with its secret, for NetworkManager, or for an export that asks for it.
    package func with(_ secret: ProfileSecret) -> Profile {
        var settings = settings
        settings[secret.place.setting]?[secret.place.property] = .string(secret.text)
        return Profile(recorded: interface, uuid: uuid.text, settings: settings)
    }
}
