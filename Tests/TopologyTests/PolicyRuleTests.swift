import Testing
import Topology

/// Forms of the rules of policy routing and addressing that `docs/rules.md` does not show.
struct PolicyRuleTests {
    private func found(_ body: String) -> [String] {
        summary("version: 1\nethernets: {enp2s0: {\(body)}}\n").map { String($0.split(separator: " ")[0]) }
    }

    private func rule(_ body: String) -> [String] { found("rules: [{\(body)}]") }

    @Test(arguments: [
        ("from: 10.0.0.0/8, table: main, priority: 1", [String]()),
        ("to: \"2001:db8::1\", table: 254, priority: 1", []),
        ("family: ipv4, table: main, priority: 4294967295", []),
        ("table: main, priority: 1", ["T016"]), ("from: 10.0.0.0/8, priority: 1", ["T016"]),
        ("from: 10.0.0.0/8, table: main", ["T016"]), ("priority: 1", ["T016"]), ("", ["T016"]),
        ("from: 10.0.0.0/8, table: main, priority: 0", ["T013"]), ("from: 10.0.0.0/8, table: 0, priority: 1", ["T013"]),
        ("from: 10.0.0.1/8, table: main, priority: 1", ["T082"]),
        ("from: 10.0.0.0/8, to: \"::/0\", table: main, priority: 1", ["T075"]),
        ("from: 10.0.0.0/8, family: ipv6, table: main, priority: 1", ["T075"]),
        ("from: 10.0.0.0/33, table: main, priority: 1", ["T013"]), ("from: here, table: main, priority: 1", ["T012"]),
        ("form: 10.0.0.0/8, table: main, priority: 1", ["T010"]),
        ("ip-from: 10.0.0.0/8, table: main, priority: 1", ["T010"]),
        ("family: ipv4, fwmark: 0x, table: main, priority: 1", ["T012"]),
        ("family: ipv4, fwmark: 1/2/3, table: main, priority: 1", ["T012"]),
        ("family: ipv4, fwmark: -1, table: main, priority: 1", ["T012"]),
        ("family: ipv4, fwmark: 0x1ffffffff, table: main, priority: 1", ["T012"]),
        ("family: ipv4, fwmark: 0x1/0, table: main, priority: 1", ["T086"]),
        ("family: ipv4, tos: 0x11, table: main, priority: 1", ["T013"]),
        ("family: ipv4, tos: high, table: main, priority: 1", ["T012"]),
        ("family: ipv4, ipproto: tpc, table: main, priority: 1", ["T012"]),
        ("family: ipv4, ipproto: 256, table: main, priority: 1", ["T013"]),
        ("family: ipv4, sport: 0, table: main, priority: 1", ["T013"]),
        ("family: ipv4, sport: 9-8, table: main, priority: 1", ["T013"]),
        ("family: ipv4, sport: 1-2-3, table: main, priority: 1", ["T012"]),
        ("family: ipv4, dport: http, table: main, priority: 1", ["T012"]),
        ("family: ipv4, suppress-prefixlength: 33, table: main, priority: 1", ["T013"]),
        ("family: ipv6, suppress-prefixlength: 33, table: main, priority: 1", []),
        ("family: ipv4, type: throw, priority: 1", ["T012"]), ("family: 4, table: main, priority: 1", ["T012"]),
        ("family: ipv4, iif: all, table: main, priority: 1", ["T015"]),
    ])
    func `rules are judged one by one`(body: String, expected: [String]) {
        #expect(rule(body) == expected)
    }

    @Test func `an interface without addresses can have rules, a port cannot`() {
        #expect(summary("version: 1\nbridges: {br0: {ports: [enp2s0]}}\nethernets: {enp2s0: {rules: []}}\n").count == 1)
        let port = """
            version: 1
            bridges: {br0: {ports: [enp2s0]}}
            ethernets: {enp2s0: {rules: [{from: 10.0.0.0/8, table: main, priority: 1}]}}

            """
        #expect(summary(port).map { $0.prefix(4) } == ["T037"])
    }

    @Test(arguments: [
        ("{to: 10.20.0.0/16, type: blackhole}", [String]()), ("{to: 0.0.0.0/0, type: unreachable, metric: 9000}", []),
        ("{to: default, type: blackhole}", ["T016"]), ("{to: 10.20.0.0/16, type: nat}", ["T012"]),
        ("{to: 10.20.0.0/16, type: prohibit, src: 10.0.1.10}", ["T085"]),
        ("{to: 10.20.0.0/16, via: 10.7.0.1}", ["T083"]), ("{to: 10.20.0.0/16, via: 10.7.0.1, on-link: true}", []),
        ("{to: 10.20.0.0/16, via: 10.7.0.1, on-link: false}", ["T083"]),
        ("{to: 10.20.0.0/16, src: \"2001:db8::1\"}", ["T075"]), ("{to: 10.20.0.0/16, src: 224.0.0.1}", ["T012"]),
        ("{to: \"2001:db8::/32\", scope: link}", ["T075"]), ("{to: 10.20.0.0/16, scope: links}", ["T012"]),
        ("{to: 10.20.0.0/16, mtu: 67}", ["T013"]), ("{to: 10.20.0.0/16, advmss: 0}", ["T013"]),
        ("{to: 10.20.0.0/16, via: [10.0.1.1]}", ["T018"]),
    ])
    func `routes are judged one by one`(route: String, expected: [String]) {
        #expect(found("addresses: [10.0.1.10/24], routes: [\(route)]") == expected)
    }

    @Test(arguments: [
        ("dhcp4: {}", [String]()), ("dhcp4: {client-id: mac, use-dns: false, timeout: 30}", []),
        ("dhcp4: {duid: ll}", ["T010"]), ("dhcp6: {client-id: mac}", ["T010"]), ("dhcp4: []", ["T011"]),
        ("dhcp4: {timeout: 0}", ["T013"]), ("dhcp4: {hostname: \"a b\"}", ["T012"]),
        ("dhcp4: {client-id: \"\"}", ["T012"]),
        ("dhcp6: {duid: stable-uid}", ["T012"]), ("dhcp6: {duid: \"00:03\"}", []),
        ("dhcp6: {iaid: \"00:03\"}", ["T012"]),
        ("dhcp4: {use-gateway: false}, addresses: [10.0.0.2/24], gateway: 10.0.0.1", ["T080"]),
        ("link-local: [ipv4], dns: {servers: [10.0.0.1]}", ["T074"]),
        ("link-local: [ipv4], gateway: 169.254.0.1", ["T074"]),
        ("link-local: [ipv4, ipv6]", []), ("link-local: ipv4", ["T011"]), ("link-local: [ipv5]", ["T012"]),
        ("accept-ra: true, token: 10.0.0.1", ["T012"]), ("accept-ra: true, token: \"2001:db8::1\"", ["T012"]),
        ("token: \"::1\", dhcp6: true", ["T102"]), ("dad-timeout: 30, link-local: [ipv6]", ["T102"]),
        ("addresses: [10.0.0.2/24], dns: {options: [rotat]}", ["T012"]),
        ("addresses: [10.0.0.2/24], dns: {options: [timeout]}", ["T012"]),
        ("addresses: [10.0.0.2/24], dns: {mdns: \"on\"}", ["T012"]), ("dns: {llmnr: \"no\"}", ["T074"]),
        ("addresses: [10.0.0.2/24], wait-for-carrier: 0", ["T013"]),
    ])
    func `addressing is judged key by key`(body: String, expected: [String]) {
        #expect(found(body) == expected)
    }
}
