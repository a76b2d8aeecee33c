package import NetTypes

extension MACsecSpec: KindSpec {
    static let words = KindWords(
        section: "macsecs", noun: "MACsec", plural: "MACsecs", sample: "macsec0", synonyms: ["macsec", "mac-sec"],
        link: .macsec)

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        MACsecSpec(&fields, name: name, problems: problems).map { .macsec($0) }
    }

    var parents: [Located<InterfaceName>] { [parent] }
    var mtuFollows: [Located<InterfaceName>] { [parent] }
    var overhead: Int { MACsec.overhead }
    var exit: Exit { .sameAs(parent) }

    var assembled: Interface.Kind {
        var macsec = MACsec(parent: parent.value, agreement: agreement.assembled)
        macsec.isEncrypted = encrypt?.value ?? true
        macsec.validation = validation?.value ?? .strict
        macsec.port = port?.value ?? 1
        macsec.offload = offload?.value
        return .macsec(macsec)
    }
}

extension MACsecSpec.Agreement {
    fileprivate var assembled: MACsec.Agreement {
        switch self {
        case .key(let name, let file): .key(name: name.value, file: file.value)
        case .login(let login): .login(login.assembled)
        }
    }
}

extension MACsec: KindInTopology {
    package var parents: [InterfaceName] { [parent] }
    package var overhead: Int { Self.overhead }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .macsec(self) }
}
