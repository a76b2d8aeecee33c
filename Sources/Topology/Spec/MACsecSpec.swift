import NetTypes

/// A MACsec interface as the `macsecs` section declares it.
struct MACsecSpec: Sendable {
    let parent: Located<InterfaceName>
    let keyName: Located<String>
    let keyFile: Located<String>
    var encrypt: Located<Bool>?
    var validation: Located<MACsecValidation>?
    var port: Located<Int>?

    static let keys = ["parent", "mka-ckn", "mka-cak-file", "encrypt", "validation", "port", "mtu"]

    /// Reads a MACsec interface; `nil` when one of the keys that it needs cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        let keyName = fields.read("mka-ckn", problems.keyName)
        let keyFile = fields.read("mka-cak-file") {
            problems.absolutePath($0, example: "/etc/nm-topology/macsec0.cak", ofSecret: true)
        }
        encrypt = fields.read("encrypt", problems.boolean)
        validation = fields.read("validation") { problems.word($0, as: MACsecValidation.self) }
        port = fields.read("port") { problems.integer($0, in: 1...65_534, example: 1) }
        for (key, example) in [
            ("parent", "parent: enp2s0"), ("mka-ckn", "mka-ckn: \"0011223344556677\", the key's name at all ends"),
            ("mka-cak-file", "mka-cak-file: /etc/nm-topology/\(name.value).cak, root's and of mode 0600"),
        ] where fields.lacks(key) {
            problems.error(
                .missingKey, "MACsec \(quoted(name.value)) needs `\(key)`", at: name.span,
                help: "write for example `\(example)`")
        }
        guard let parent, let keyName, let keyFile else { return nil }
        self.parent = parent
        self.keyName = keyName
        self.keyFile = keyFile
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
