import NetTypes
import Topology

extension Login {
    /// The rows of NetworkManager's setting `802-1x`; a secret is only in what goes to NetworkManager, and in an export that asks
    /// for it.
    static let rows = Setting(
        "802-1x", .functions,
        [
            row("eap", .texts),
            row("identity", .text),
            row("anonymous-identity", .text),
            row("ca-cert", .path),
            row("client-cert", .path),
            row("private-key", .path),
            row("private-key-password", .text, word: "private-key-password-file"),
            // 4 where there is none: otherwise NetworkManager does not go on without it.
            row("private-key-password-flags", .uint32, usual: .uint32(0)),
            row("phase2-auth", .text),
            row("password", .text, word: "password-file"),
            row("domain-suffix-match", .text),
            row("optional", .flag, usual: .bool(false), needs: NMVersion(1, 22)),
            row("auth-timeout", .int32, usual: .int32(0)),
        ])

    private static func row(
        _ name: String, _ form: Property.Form, usual: SettingValue? = nil, word: String? = nil, needs: NMVersion? = nil
    ) -> Property {
        Property(
            name, form, usual: usual, change: .activate, word: "802-1x \(word ?? name)", nothing: "none", needs: needs,
            isOfNIC: true)
    }

    /// The properties of `802-1x`.
    var properties: [String: SettingValue] {
        var properties: [String: SettingValue] = [
            "eap": .strings([method.rawValue]), "identity": .string(identity),
        ]
        properties["anonymous-identity"] = anonymousIdentity.map { .string($0) }
        properties["ca-cert"] = authorities.map { SettingValue(path: $0) }
        properties["client-cert"] = certificate.map { SettingValue(path: $0) }
        properties["private-key"] = privateKey.map { SettingValue(path: $0) }
        if method == .tls, secretFile == nil { properties["private-key-password-flags"] = .uint32(4) }
        properties["phase2-auth"] = inner.map { .string($0.rawValue) }
        properties["domain-suffix-match"] = serverDomain.map { .string($0) }
        if isOptional { properties["optional"] = .bool(true) }
        properties["auth-timeout"] = timeout.map { .int32(Int32(clamping: $0)) }
        return properties
    }

    /// What the profile tells nm-topology of it.
    var notes: [String: String] {
        var notes = [Profile.Tag.login: Profile.Tag.specVersion]
        notes[Profile.Tag.keyFile] = secretFile
        return notes
    }
}

extension Login {
    /// Reads a profile: what `properties` makes, the other way round.
    init?(reading settings: Settings) {
        let own = settings.reader("802-1x")
        guard let method = own.texts("eap").first.flatMap(Method.init(rawValue:)), let identity = own.text("identity")
        else { return nil }
        self.init(method: method, identity: identity)
        anonymousIdentity = own.text("anonymous-identity")
        authorities = settings["802-1x"]?["ca-cert"]?.path
        certificate = settings["802-1x"]?["client-cert"]?.path
        privateKey = settings["802-1x"]?["private-key"]?.path
        inner = own.text("phase2-auth").flatMap(Inner.init(rawValue:))
        secretFile = Profile.note(Profile.Tag.keyFile, in: settings)
        serverDomain = own.text("domain-suffix-match")
        isOptional = own.flag("optional") ?? false
        timeout = own.number("auth-timeout").flatMap { $0 == 0 ? nil : $0 }
    }
}
