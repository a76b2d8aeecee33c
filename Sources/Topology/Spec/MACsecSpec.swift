import NetTypes

/// A MACsec interface as the `macsecs` section declares it.
struct MACsecSpec: Sendable {
    let parent: Located<InterfaceName>
    let agreement: Agreement
    var encrypt: Located<Bool>?
    var validation: Located<MACsecValidation>?
    var port: Located<Int>?
    var offload: Located<MACsecOffload>?

    /// Where the key comes from, by NetworkManager's words.
    enum Mode: String, CaseIterable, Sendable { case psk, eap }

    enum Agreement: Sendable {
        case key(name: Located<String>, file: Located<String>)
        indirect case login(LoginSpec)
    }

    static let keys = [
        "parent", "mode", "mka-ckn", "mka-cak-file", "802-1x", "encrypt", "validation", "port", "offload", "mtu",
    ]

    /// Reads a MACsec interface; `nil` when one of the keys that it needs cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        let mode = fields.read("mode") { problems.word($0, as: Mode.self) }
        let keyName = fields.read("mka-ckn", problems.keyName)
        let keyFile = fields.read("mka-cak-file") {
            problems.absolutePath($0, example: "/etc/nm-topology/macsec0.cak", ofSecret: true)
        }
        let login = fields.read("802-1x") {
            LoginSpec($0, of: "MACsec \(quoted(name.value))", problems: problems)
        }
        encrypt = fields.read("encrypt", problems.boolean)
        validation = fields.read("validation") { problems.word($0, as: MACsecValidation.self) }
        port = fields.read("port") { problems.integer($0, in: 1...65_534, example: 1) }
        offload = fields.read("offload") { problems.word($0, as: MACsecOffload.self) }
        let isLogin = mode?.value == .eap
        var needed = [("parent", "parent: enp2s0")]
        if isLogin {
            needed.append(("802-1x", "802-1x: {eap: tls, identity: host7.example.com, …}"))
        } else {
            needed += [
                ("mka-ckn", "mka-ckn: \"0011223344556677\", the key's name at all ends"),
                ("mka-cak-file", "mka-cak-file: /etc/nm-topology/\(name.value).cak, root's and of mode 0600"),
            ]
        }
        for (key, example) in needed where fields.lacks(key) && !fields.broken.contains("mode") {
            problems.error(
                .missingKey, "MACsec \(quoted(name.value)) needs `\(key)`\(isLogin ? " with `mode: eap`" : "")",
                at: name.span, help: "write for example `\(example)`")
        }
        let others =
            isLogin
            ? [("mka-ckn", keyName?.span), ("mka-cak-file", keyFile?.span)] : [("802-1x", login?.eap.span)]
        for (key, place) in others {
            guard let place, !fields.broken.contains("mode") else { continue }
            problems.error(
                .loginContradiction, "`\(key)` does not go with `mode: \(isLogin ? "eap" : "psk")`", at: place,
                help: isLogin ? "remove it: the key comes of the login" : "write `mode: eap`, or remove it")
        }
        guard let parent else { return nil }
        self.parent = parent
        if isLogin, let login {
            agreement = .login(login)
        } else if let keyName, let keyFile {
            agreement = .key(name: keyName, file: keyFile)
        } else {
            return nil
        }
    }
}

extension Problems {
    /// Reads the name of a key (CKN) as NetworkManager takes it.
    fileprivate func keyName(_ field: Field) -> Located<String>? {
        guard
            let text = text(
                field.value, at: field.span, "`mka-ckn`", "hexadecimal digits", example: "mka-ckn: \"0011223344556677\""
            )
        else { return nil }
        let digits = text.value.utf8
        if (2...64).contains(digits.count), digits.count.isMultiple(of: 2), text.value.allSatisfy(\.isHexDigit),
            text.value.allSatisfy(\.isASCII)
        {
            return Located(value: text.value.lowercased(), span: text.span)
        }
        error(
            .badValue, "`mka-ckn` must be 2 to 64 hexadecimal digits, an even number of them", at: text.span,
            help: "write the key's name as the other ends have it, in quotes")
        return nil
    }
}
