import NetTypes

/// What the spec says of a way in which addresses come from the network: `dhcp4`, `dhcp6` or `accept-ra`, as a mapping.
struct AddressingSpec: Sendable {
    var clientID: Located<String>?
    var duid: Located<String>?
    var iaid: Located<String>?
    var hostname: Located<String>?
    var sendsHostname: Located<Bool>?
    var timeout: Located<Int>?
    var usesDNS: Located<Bool>?
    var usesRoutes: Located<Bool>?
    var usesGateway: Located<Bool>?

    /// The keys of both kinds of DHCP and of router advertisements.
    private static let uses = ["timeout", "use-dns", "use-routes", "use-gateway"]
    static let keys: [String: [String]] = [
        "dhcp4": ["client-id", "iaid", "hostname", "send-hostname"] + uses,
        "dhcp6": ["duid", "iaid", "hostname", "send-hostname"] + uses,
        "accept-ra": uses,
    ]

    init() {}

    /// Reads `true`, `false`, or a mapping, which means `true`.
    ///
    /// - Parameters:
    ///   - key: `dhcp4`, `dhcp6` or `accept-ra`.
    ///   - fields: where it stands.
    ///   - problems: takes what cannot be read.
    /// - Returns: whether addresses come this way, and what else is said of it.
    static func read(
        _ key: String, _ fields: inout Fields, problems: Problems
    ) -> (isOn: Located<Bool>?, spec: AddressingSpec) {
        var spec = AddressingSpec()
        let isOn = fields.read(key) { field -> Located<Bool>? in
            guard case .mapping = field.value.content else { return problems.boolean(field) }
            guard
                var inner = Fields(
                    field.value, of: "`\(key)`", known: keys[key] ?? [], example: "\(key): {use-dns: false}",
                    problems: problems)
            else { return nil }
            spec = AddressingSpec(&inner, problems: problems)
            return inner.broken.isEmpty ? Located(value: true, span: field.key.span) : nil
        }
        return (isOn, spec)
    }

    private init(_ fields: inout Fields, problems: Problems) {
        clientID = fields.read("client-id", problems.clientID)
        duid = fields.read("duid", problems.duid)
        iaid = fields.read("iaid", problems.iaid)
        hostname = fields.read("hostname", problems.hostname)
        sendsHostname = fields.read("send-hostname", problems.boolean)
        timeout = fields.read("timeout") { problems.integer($0, in: 1...2_147_483_647, example: 60) }
        usesDNS = fields.read("use-dns", problems.boolean)
        usesRoutes = fields.read("use-routes", problems.boolean)
        usesGateway = fields.read("use-gateway", problems.boolean)
    }
}

/// A word of the spec for a family.
enum FamilyWord: String, CaseIterable {
    case ipv4, ipv6
    var value: IPFamily { self == .ipv4 ? .v4 : .v6 }
}

/// The spec's words for how IPv6 addresses are made: NetworkManager's.
enum AddressGenerationWord: String, CaseIterable {
    case eui64
    case stablePrivacy = "stable-privacy"
    var value: AddressGeneration { self == .eui64 ? .eui64 : .stablePrivacy }
}

/// The spec's words for temporary addresses: NetworkManager's.
enum AddressPrivacyWord: String, CaseIterable {
    case disabled
    case preferPublic = "prefer-public-addr"
    case preferTemporary = "prefer-temp-addr"

    var value: AddressPrivacy {
        switch self {
        case .disabled: .disabled
        case .preferPublic: .preferPublic
        case .preferTemporary: .preferTemporary
        }
    }
}

/// The spec's words for mDNS and LLMNR: NetworkManager's.
enum NameDiscoveryWord: String, CaseIterable {
    case no, resolve, yes

    var value: NameDiscovery {
        switch self {
        case .no: .off
        case .resolve: .resolve
        case .yes: .on
        }
    }
}

extension Located {
    /// The same place with another value.
    func map<Other: Sendable>(_ transform: (Value) -> Other) -> Located<Other> {
        Located<Other>(value: transform(value), span: span)
    }
}

extension Problems {
    /// Reads a list of families.
    func families(_ key: String, _ fields: inout Fields) -> [Located<IPFamily>] {
        guard let field = fields[key] else { return [] }
        return fields.readList(key, example: "\(key): [ipv4]", problems: self) { node in
            word(Field(key: field.key, value: node), as: FamilyWord.self)?.map(\.value)
        }
    }

    /// Reads the interface's part of IPv6 addresses.
    func token(_ field: Field) -> Located<IPAddress>? {
        guard let address = address(field.value, at: field.span, "`token`", example: "token: \"::10\"") else {
            return nil
        }
        let half: UInt128 = 1 << 64
        guard address.value.family == .v6, address.value.bits < half, address.value.bits > 0 else {
            error(
                .badValue, "\(address.value) is not the interface's part of an IPv6 address", at: address.span,
                help: "write its last 64 bits, for example `token: \"::10\"`")
            return nil
        }
        return address
    }

    /// Reads an option of resolv.conf(5), as NetworkManager knows them.
    func dnsOption(_ node: SpecNode) -> Located<String>? {
        let plain = [
            "debug", "edns0", "inet6", "ip6-bytestring", "ip6-dotint", "no-check-names", "no-ip6-dotint", "no-reload",
            "no-tld-query", "rotate", "single-request", "single-request-reopen", "trust-ad", "use-vc",
        ]
        let numbered = ["ndots", "timeout", "attempts"]
        guard
            let text = text(node, "an option", "an option of resolv.conf", example: "options: [rotate, \"timeout:2\"]")
        else { return nil }
        let parts = text.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1, plain.contains(parts[0]) { return text }
        if parts.count == 2, numbered.contains(parts[0]), let number = Int(parts[1]), (0...30).contains(number) {
            return text
        }
        let meant = Suggestion.closest(to: parts[0], among: plain + numbered)
        error(
            .badValue, "\(quoted(text.value)) is not an option of resolv.conf", at: text.span,
            help: numbered.contains(parts[0])
                ? "write it with its number, for example `\"\(parts[0]):2\"`"
                : meant.map { "did you mean `\($0)`?" }
                    ?? "the options are \((plain + numbered.map { "\($0):N" }).map { "`\($0)`" }.joined(separator: ", "))"
        )
        return nil
    }

    fileprivate func clientID(_ field: Field) -> Located<String>? {
        guard
            let text = text(
                field.value, at: field.span, "`client-id`", "an identifier", example: "client-id: mac")
        else { return nil }
        if text.value.isEmpty || text.value.utf8.count > 255 {
            error(
                .badValue, "`client-id` must be 1 to 255 bytes long", at: text.span,
                help: "write `mac`, `perm-mac`, `duid`, `ipv6-duid`, `stable`, bytes as `01:52:54:…`, or a text")
            return nil
        }
        return text
    }

    fileprivate func duid(_ field: Field) -> Located<String>? {
        let words = ["lease", "ll", "llt", "stable-ll", "stable-llt", "stable-uuid"]
        guard let text = text(field.value, at: field.span, "`duid`", "an identifier", example: "duid: stable-uuid")
        else {
            return nil
        }
        if words.contains(text.value) || (2...130).contains(Self.bytes(text.value) ?? 0) { return text }
        let meant = Suggestion.closest(to: text.value, among: words).map { "did you mean `\($0)`?" }
        error(
            .badValue, "\(quoted(text.value)) is not a DUID", at: text.span,
            help: meant ?? "write \(words.map { "`\($0)`" }.joined(separator: ", ")), or bytes as `00:03:00:01:…`")
        return nil
    }

    fileprivate func iaid(_ field: Field) -> Located<String>? {
        let words = ["mac", "perm-mac", "ifname", "stable"]
        guard let text = text(field.value, at: field.span, "`iaid`", "an identifier", example: "iaid: mac") else {
            return nil
        }
        if words.contains(text.value) || Self.bytes(text.value) == 4 || UInt32(text.value) != nil { return text }
        let meant = Suggestion.closest(to: text.value, among: words).map { "did you mean `\($0)`?" }
        error(
            .badValue, "\(quoted(text.value)) is not an IAID", at: text.span,
            help: meant
                ?? "write \(words.map { "`\($0)`" }.joined(separator: ", ")), a number, or four bytes as `00:00:00:01`")
        return nil
    }

    /// How many bytes a text such as `00:03:0a` has; `nil` for any other text.
    private static func bytes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.allSatisfy { $0.utf8.count == 2 && UInt8($0, radix: 16) != nil } ? parts.count : nil
    }

    fileprivate func hostname(_ field: Field) -> Located<String>? {
        guard let text = text(field.value, at: field.span, "`hostname`", "a host name", example: "hostname: kvm1")
        else {
            return nil
        }
        let labels = text.value.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                && label.utf8.allSatisfy {
                    $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                }
        }
        if isName, text.value.utf8.count <= 253 { return text }
        error(
            .badValue, "\(quoted(text.value)) is not a host name", at: text.span,
            help: "write letters, digits and hyphens, for example `hostname: kvm1`")
        return nil
    }
}
