import NetTypes

/// The login of a NIC or MACsec at its switch, as `802-1x` declares it.
struct LoginSpec: Sendable {
    let eap: Located<Login.Method>
    let identity: Located<String>
    var anonymousIdentity: Located<String>?
    /// The files by the key that names each.
    var files: [String: Located<String>] = [:]
    var phase2: Located<Login.Inner>?
    var domain: Located<String>?
    var optional: Located<Bool>?
    var timeout: Located<Int>?
    private(set) var broken: Set<String> = []

    private static let paths = ["ca-cert", "client-cert", "private-key", "private-key-password-file", "password-file"]

    static let keys =
        ["eap", "identity", "anonymous-identity"] + paths
        + ["phase2-auth", "domain-suffix-match", "optional", "auth-timeout"]

    /// The keys that each method cannot do without.
    private static func needs(_ method: Login.Method) -> [(key: String, example: String)] {
        switch method {
        case .tls:
            [
                ("client-cert", "client-cert: /etc/nm-topology/host7.pem"),
                ("private-key", "private-key: /etc/nm-topology/host7.key"),
            ]
        case .peap, .ttls: [("password-file", "password-file: /etc/nm-topology/host7.password")]
        }
    }

    /// Reads a login; `nil` when something that it needs is missing or cannot be read.
    init?(_ field: Field, of owner: String, problems: Problems) {
        let place = "`802-1x` of \(owner)"
        guard
            var fields = Fields(
                field.value, of: place, known: Self.keys,
                example: "802-1x: {eap: tls, identity: host7.example.com, …}", problems: problems)
        else { return nil }
        let eap = fields.read("eap") { problems.word($0, as: Login.Method.self) }
        let identity = fields.read("identity") { problems.name($0, example: "host7.example.com") }
        anonymousIdentity = fields.read("anonymous-identity") { problems.name($0, example: "anonymous") }
        domain = fields.read("domain-suffix-match") { problems.name($0, example: "radius.example.com") }
        for key in Self.paths {
            let isSecret = key != "ca-cert" && key != "client-cert"
            files[key] = fields.read(key) { field in
                problems.absolutePath(field, example: "/etc/nm-topology/host7.\(key)", ofSecret: isSecret)
            }
        }
        phase2 = fields.read("phase2-auth") { problems.word($0, as: Login.Inner.self) }
        optional = fields.read("optional", problems.boolean)
        timeout = fields.read("auth-timeout") { problems.integer($0, in: 1...2_147_483_647, example: 25) }
        var missing = [("eap", "eap: tls"), ("identity", "identity: host7.example.com")]
        if let eap { missing += Self.needs(eap.value) }
        for (key, example) in missing where fields.lacks(key) {
            let why = key == "eap" || key == "identity" ? "" : " with `eap: \(eap?.value.rawValue ?? "")`"
            problems.error(
                .missingKey, "\(place) needs `\(key)`\(why)", at: field.key.span, help: "write for example `\(example)`"
            )
        }
        guard let eap, let identity else { return nil }
        self.eap = eap
        self.identity = identity
        broken = fields.broken
    }

    var assembled: Login {
        var login = Login(method: eap.value, identity: identity.value)
        login.anonymousIdentity = anonymousIdentity?.value
        login.authorities = files["ca-cert"]?.value
        login.certificate = files["client-cert"]?.value
        login.privateKey = files["private-key"]?.value
        login.secretFile = (files["password-file"] ?? files["private-key-password-file"])?.value
        if eap.value != .tls { login.inner = phase2?.value ?? .mschapv2 }
        login.serverDomain = domain?.value
        login.isOptional = optional?.value ?? false
        login.timeout = timeout?.value
        return login
    }
}

extension Problems {
    /// Reads a name that is sent as it is.
    fileprivate func name(_ field: Field, example: String) -> Located<String>? {
        let key = "`\(field.key.value)`"
        guard
            let text = text(field.value, at: field.span, key, "a name", example: "\(field.key.value): \(example)")
        else { return nil }
        if !text.value.isEmpty, text.value.utf8.count < 256, text.value.isPrintable { return text }
        error(
            .badValue, "\(key) must be a name of 1 to 255 bytes without control characters", at: text.span,
            help: "write for example `\(field.key.value): \(example)`")
        return nil
    }

    /// Reads the path of a file on the host.
    ///
    /// What is no path where that of a secret belongs may be the secret, so that it is not repeated.
    func absolutePath(_ field: Field, example: String, ofSecret isSecret: Bool) -> Located<String>? {
        let key = field.key.value
        let example = "\(key): \(example)"
        guard let text = text(field.value, at: field.span, "`\(key)`", "the path of a file", example: example) else {
            return nil
        }
        // NetworkManager takes longer ones for something else in a keyfile.
        if text.value.hasPrefix("/"), text.value.utf8.count <= 500, text.value.isPrintable { return text }
        let found = isSecret ? "" : ", found \(quoted(text.value))"
        error(
            .badValue, "`\(key)` must be the absolute path of a file of the host\(found)", at: text.span,
            help: "write for example `\(example)`\(isSecret ? "; the secret itself is never in a spec" : "")")
        return nil
    }
}

extension String {
    /// Whether the text has no control characters.
    fileprivate var isPrintable: Bool { unicodeScalars.allSatisfy { $0.value > 31 && $0.value != 127 } }
}
