import Host
import NetTypes
import Testing

/// The keys of rules that choose a routing table.
extension VerifiedKey {
    static let rejecting = """
        {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], routes: [{to: 10.8.0.0/16, type: blackhole}]}}}
        """

    private static let ruled = """
        {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24], rules: [
          {from: 10.1.0.0/16, to: 10.2.0.0/16, not: true, iif: lo, oif: enp2s0, fwmark: 0x10/0xff, tos: 0x10, ipproto: tcp,
            sport: 1024-2000, dport: 80, uid-range: 1000-1999, suppress-prefixlength: 0, table: 7, priority: 1000},
          {family: ipv6, type: prohibit, priority: 2000}]}}}
        """

    private static let missing =
        "enp2s0 reapply: the rule “priority 1000 not from 10.1.0.0/16 to 10.2.0.0/16 tos 0x10 ipproto 6 fwmark 0x10/0xff"
        + " sport 1024-2000 dport 80 iif lo oif enp2s0 uidrange 1000-1999 suppress_prefixlength 0 table 7” is missing"

    private static func rule(
        _ key: String, _ spoil: @escaping @Sendable (inout LiveRule) -> Void
    ) -> VerifiedKey {
        VerifiedKey("layer3.rules.\(key)", ruled, [missing]) { spoil(&$0.live.rules[0]) }
    }

    static let rules: [VerifiedKey] = [
        rule("from") { $0.source = IPPrefix("10.1.0.0/15") },
        rule("to") { $0.destination = nil },
        rule("not") { $0.isInverted = false },
        rule("iif") { $0.input = nil },
        rule("oif") { $0.output = "enp3s0" },
        rule("fwmark") { $0.mask = .max },
        rule("tos") { $0.typeOfService = nil },
        rule("ipproto") { $0.ipProtocol = 17 },
        rule("sport") { $0.sourcePorts = 1024...1024 },
        rule("dport") { $0.destinationPorts = nil },
        rule("uid-range") { $0.users = 1000...2000 },
        rule("suppress-prefixlength") { $0.suppressedPrefixLength = nil },
        rule("table") { $0.table = 8 },
        rule("priority") { $0.priority = 1001 },
        VerifiedKey(
            "layer3.rules.type", ruled,
            ["enp2s0 reapply: the rule “priority 2000 from ::/0 type prohibit” is missing"]
        ) { $0.live.rules[1].action = 6 },
        VerifiedKey(
            "layer3.rules.family", ruled,
            ["enp2s0 reapply: the rule “priority 2000 from ::/0 type prohibit” is missing"]
        ) { host in
            var other = LiveRule(isIPv6: false)
            other.priority = 2000
            other.action = 8
            host.live.rules[1] = other
        },
    ]

    // MARK: How addresses are made

    private static let local = "{version: 1, ethernets: {enp2s0: {link-local: [ipv6], addr-gen-mode: eui64}}}"
    private static let token = """
        {version: 1, ethernets: {enp2s0: {accept-ra: true, token: "::10", privacy: prefer-temp-addr}}}
        """

    static let addressing: [VerifiedKey] =
        [
            VerifiedKey("layer3.link-local", local, ["enp2s0 reapply: it has no link-local IPv6 address"]) {
                try $0.changeLink("enp2s0") { $0.addresses = [] }
            },
            VerifiedKey(
                "layer3.addr-gen-mode", local,
                ["enp2s0 activate: its address fe80::1 is not made from a MAC address"]
            ) { host in
                try host.changeLink("enp2s0") { $0.addresses = [try address("fe80::1/64")] }
            },
            VerifiedKey(
                "layer3.token", token, ["enp2s0 reapply: no address with the token ::10 has come by advertisement"]
            ) { host in
                try host.changeLink("enp2s0") { $0.addresses[0] = try dynamic("2001:db8:5::9/64") }
            },
            VerifiedKey("layer3.privacy", token, ["enp2s0 reapply: it has no temporary IPv6 address"]) { host in
                try host.changeLink("enp2s0") { $0.addresses.removeAll { $0.isTemporary == true } }
            },
        ] + uses("dhcp4", "10.6.0.0/16", "10.0.0.1", 16) + uses("dhcp6", "2001:db8:6::/48", "fe80::1", 9)
        + uses("accept-ra", "2001:db8:6::/48", "fe80::1", 9)

    /// What a way of getting addresses from the network is not to bring.
    private static func uses(_ key: String, _ network: String, _ router: String, _ origin: UInt8) -> [VerifiedKey] {
        func spec(_ use: String) -> String { "{version: 1, ethernets: {enp2s0: {\(key): {\(use): false}}}}" }
        @Sendable func route(_ host: inout Host, _ destination: String) throws {
            var route = LiveLink.RouteState(
                destination: try #require(IPPrefix(destination)), via: IPAddress(router), table: 254, metric: 9)
            route.origin = origin
            try host.changeLink("enp2s0") { $0.routes.append(route) }
        }
        return [
            VerifiedKey(
                "layer3.\(key).use-gateway", spec("use-gateway"),
                ["enp2s0 reapply: it has a default route by \(router), which is never to be"]
            ) { try route(&$0, router.contains(":") ? "::/0" : "0.0.0.0/0") },
            VerifiedKey(
                "layer3.\(key).use-routes", spec("use-routes"),
                ["enp2s0 reapply: it has a route to \(network), which nobody asked for"]
            ) { try route(&$0, network) },
            VerifiedKey(
                "layer3.\(key).use-dns", spec("use-dns"),
                ["enp2s0 reapply: NetworkManager has the DNS server \(router) for it, which nobody asked for"]
            ) { $0.live.devices[0].nameServers = [try #require(IPAddress(router))] },
        ]
    }

    private static func address(_ text: String) throws -> LiveLink.AddressState {
        .init(prefix: try #require(IPPrefix(text)), isTentative: false, isDuplicate: false)
    }

    static func dynamic(_ text: String) throws -> LiveLink.AddressState {
        var state = try address(text)
        state.isDynamic = true
        return state
    }
}
