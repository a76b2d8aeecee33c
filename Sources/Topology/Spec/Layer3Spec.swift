import NetTypes

/// Layer 3 of an interface, as the spec gives it.
struct Layer3Spec: Sendable {
    var addresses: [Located<IPPrefix>] = []
    var dhcp4: Located<Bool>?
    var dhcp6: Located<Bool>?
    var acceptRA: Located<Bool>?
    var gateway: Located<IPAddress>?
    var gateway6: Located<IPAddress>?
    var routes: [RouteSpec] = []
    var rules: [RoutingRuleSpec] = []
    var dnsServers: [Located<IPAddress>] = []
    var dnsSearch: [Located<String>] = []
    var dnsPriority: Located<Int>?
    var routeMetric: Located<Int>?
    var neverDefault: Located<Bool>?
    /// What is said of DHCP, DHCPv6 and router advertisements besides that they are used.
    var dhcp4Options = AddressingSpec()
    var dhcp6Options = AddressingSpec()
    var raOptions = AddressingSpec()
    /// The families that have an address for this link only, besides what else they have.
    var linkLocal: [Located<IPFamily>] = []
    /// The families without which the interface does not count as up.
    var required: [Located<IPFamily>] = []
    var addressGeneration: Located<AddressGeneration>?
    var privacy: Located<AddressPrivacy>?
    var token: Located<IPAddress>?
    var duplicateTimeout: Located<Int>?
    var dnsOptions: [Located<String>] = []
    var mdns: Located<NameDiscovery>?
    var llmnr: Located<NameDiscovery>?
    var carrierTimeout: Located<Int>?
    var zone: Located<String>?
    var multipath: Located<Int>?
    /// The first layer-3 key that the spec gives, readable or not; a key that is `false` does not count.
    var first: Located<String>?
    /// Keys that could not be read.
    var broken: Set<String> = []

    static let keys = [
        "addresses", "dhcp4", "dhcp6", "accept-ra", "gateway", "gateway6", "routes", "rules", "dns",
        "route-metric", "never-default", "link-local", "required", "addr-gen-mode", "privacy", "token", "dad-timeout",
        "wait-for-carrier", "zone", "mptcp",
    ]

    static let dnsKeys = ["servers", "search", "priority", "options", "mdns", "llmnr"]

    init() {}

    init(_ fields: inout Fields, problems: Problems) {
        first = Self.keys.compactMap { fields[$0] }.filter { !$0.isNo }.map(\.key).min { $0.span < $1.span }
        addresses = fields.readList(
            "addresses", example: "addresses: [10.0.100.10/24]", problems: problems, problems.prefix)
        (dhcp4, dhcp4Options) = AddressingSpec.read("dhcp4", &fields, problems: problems)
        (dhcp6, dhcp6Options) = AddressingSpec.read("dhcp6", &fields, problems: problems)
        (acceptRA, raOptions) = AddressingSpec.read("accept-ra", &fields, problems: problems)
        linkLocal = problems.families("link-local", &fields)
        required = problems.families("required", &fields)
        addressGeneration = fields.read("addr-gen-mode") {
            problems.word($0, as: AddressGenerationWord.self)?.map(\.value)
        }
        privacy = fields.read("privacy") { problems.word($0, as: AddressPrivacyWord.self)?.map(\.value) }
        token = fields.read("token", problems.token)
        duplicateTimeout = fields.read("dad-timeout") { problems.integer($0, in: 0...30_000, example: 3000) }
        carrierTimeout = fields.read("wait-for-carrier") { problems.integer($0, in: 1...600, example: 30) }
        zone = fields.read("zone", problems.zone)
        multipath = fields.read("mptcp", problems.multipath)
        gateway = fields.read("gateway") { problems.gateway($0, family: .v4) }
        gateway6 = fields.read("gateway6") { problems.gateway($0, family: .v6) }
        routes = fields.readList("routes", example: "routes: [{to: 10.20.0.0/16, via: 10.0.100.1}]", problems: problems)
        {
            RouteSpec($0, problems: problems)
        }
        rules = fields.readList(
            "rules", example: "rules: [{from: 10.0.200.0/24, table: 200, priority: 1000}]", problems: problems
        ) { RoutingRuleSpec($0, problems: problems) }
        routeMetric = fields.read("route-metric") { problems.integer($0, in: 0...4_294_967_295, example: 100) }
        neverDefault = fields.read("never-default", problems.boolean)
        if let dns = fields["dns"] {
            if var inner = Fields(
                dns.value, of: "`dns`", known: Self.dnsKeys, example: "dns: {servers: [10.0.100.53]}",
                problems: problems)
            {
                dnsServers = inner.readList("servers", example: "servers: [10.0.100.53]", problems: problems) {
                    problems.address($0, "a DNS server", example: "servers: [10.0.100.53]")
                }
                dnsSearch = inner.readList(
                    "search", example: "search: [example.net]", problems: problems, problems.domain)
                dnsOptions = inner.readList(
                    "options", example: "options: [rotate]", problems: problems, problems.dnsOption)
                mdns = inner.read("mdns") { problems.word($0, as: NameDiscoveryWord.self)?.map(\.value) }
                llmnr = inner.read("llmnr") { problems.word($0, as: NameDiscoveryWord.self)?.map(\.value) }
                dnsPriority = inner.read("priority") {
                    problems.integer($0, in: -2_147_483_648...2_147_483_647, example: 10)
                }
            } else {
                broken.insert("dns")
            }
        }
        broken.formUnion(fields.broken.intersection(Self.keys))
    }

    /// Whether the spec gives any layer 3.
    var isGiven: Bool { first != nil }

    /// The static addresses of a family.
    func addresses(_ family: IPFamily) -> [Located<IPPrefix>] { addresses.filter { $0.value.family == family } }

    /// Whether addresses of a family come from the network.
    func isAutomatic(_ family: IPFamily) -> Bool {
        switch family {
        case .v4: dhcp4?.value == true
        case .v6: dhcp6?.value == true || acceptRA?.value == true
        }
    }

    /// Whether the family has addresses, or would have if everything could be read.
    func isEnabled(_ family: IPFamily) -> Bool {
        if !addresses(family).isEmpty || isAutomatic(family) || hasLinkLocal(family) { return true }
        return !broken.isDisjoint(with: ["addresses", family == .v4 ? "dhcp4" : "dhcp6", "accept-ra", "link-local"])
    }

    /// Whether the spec asks for an address for this link only.
    func hasLinkLocal(_ family: IPFamily) -> Bool { linkLocal.contains { $0.value == family } }

    /// Whether the family has an address for this link, and no other.
    func isLinkLocalOnly(_ family: IPFamily) -> Bool {
        hasLinkLocal(family) && addresses(family).isEmpty && !isAutomatic(family)
            && broken.isDisjoint(with: ["addresses", family == .v4 ? "dhcp4" : "dhcp6", "accept-ra"])
    }

    /// What is said of the ways by which addresses of a family come from the network.
    func automaticOptions(_ family: IPFamily) -> [AddressingSpec] {
        family == .v4 ? [dhcp4Options] : [raOptions, dhcp6Options]
    }

    /// Where the spec says that no default gateway is taken from the network, or at all; `nil` where it may be.
    func refusesGateway(_ family: IPFamily) -> Span? {
        if let neverDefault, neverDefault.value { return neverDefault.span }
        return automaticOptions(family).compactMap(\.usesGateway).first { !$0.value }?.span
    }

    func gateway(_ family: IPFamily) -> Located<IPAddress>? { family == .v4 ? gateway : gateway6 }
}

extension Field {
    fileprivate var isNo: Bool {
        if case .scalar("false", _) = value.content { true } else { false }
    }
}

extension Problems {
    fileprivate func gateway(_ field: Field, family: IPFamily) -> Located<IPAddress>? {
        let key = field.key.value
        let example = "\(key): \(family == .v4 ? "10.0.100.1" : "2001:db8:100::1")"
        guard let address = address(field.value, at: field.span, "`\(key)`", example: example) else { return nil }
        if address.value.family != family {
            error(
                .wrongFamily, "`\(key)` takes an \(family.label) address, and \(address.value) is not one",
                at: address.span, help: "write `\(family == .v4 ? "gateway6" : "gateway"): \(address.value)`")
            return nil
        }
        if address.value.isMulticast || address.value.isUnspecified || address.value.isLoopback {
            error(.badValue, "\(address.value) cannot be a gateway", at: address.span)
            return nil
        }
        return address
    }

    /// Reads the name of one of firewalld's zones (firewalld.zone(5)).
    fileprivate func zone(_ field: Field) -> Located<String>? {
        guard let text = text(field.value, at: field.span, "`zone`", "the name of a zone", example: "zone: internal")
        else { return nil }
        let isName =
            (1...17).contains(text.value.utf8.count)
            && text.value.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2f, 0x5f: true
                default: false
                }
            }
        if isName { return text }
        error(
            .badValue, "\(quoted(text.value)) is not the name of a zone", at: text.span,
            help: "write at most 17 letters, digits, `-`, `_` and `/`, as `firewall-cmd --get-zones` shows them")
        return nil
    }

    /// Reads what Multipath TCP does with an interface's addresses.
    ///
    /// Source: `verify()` in NetworkManager's nm-setting-connection.c.
    fileprivate func multipath(_ field: Field) -> Located<Int>? {
        guard let flags = flags(field, MultipathUse.words) else { return nil }
        let (signal, fullmesh) = (16, 128)
        if flags.value & MultipathUse.disabled != 0 {
            if flags.value == MultipathUse.disabled { return flags }
            error(
                .badValue, "`disabled` goes with nothing else", at: flags.span,
                help: "write `mptcp: disabled`, or leave it out")
            return nil
        }
        if flags.value & signal != 0, flags.value & fullmesh != 0 {
            error(
                .badValue, "the kernel refuses `signal` together with `fullmesh`", at: flags.span,
                help: "keep one of them")
            return nil
        }
        return Located(value: flags.value | MultipathUse.enabled, span: flags.span)
    }

    /// Reads a DNS search domain; `~` before it marks a routing-only domain of NetworkManager and systemd-resolved.
    fileprivate func domain(_ node: SpecNode) -> Located<String>? {
        guard let text = text(node, "a search domain", "a domain name", example: "search: [example.net]") else {
            return nil
        }
        let name = text.value.hasPrefix("~") ? text.value.dropFirst() : text.value[...]
        let labels = (name.hasSuffix(".") ? name.dropLast() : name).split(
            separator: ".", omittingEmptySubsequences: false)
        let isRoot = name == "."
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy {
                    $0 == 0x2d || $0 == 0x5f || $0 >= 0x80 || Character(Unicode.Scalar($0)).isLetter
                        || Character(Unicode.Scalar($0)).isNumber
                }
        }
        if isRoot || (isName && name.utf8.count <= 253) { return text }
        error(
            .badValue, "\(quoted(text.value)) is not a domain name", at: text.span,
            help: "write for example `example.net`")
        return nil
    }
}
