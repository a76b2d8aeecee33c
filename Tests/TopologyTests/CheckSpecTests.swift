import NetTypes
import Testing
import Topology

/// The spec's `checks`, as they are written and as they are refused.
struct CheckSpecTests {
    private func text(_ check: String) -> String {
        "version: 1\nbridges: {br0: {ports: [enp2s0], addresses: [10.0.100.10/24]}}\nchecks: [\(check)]\n"
    }

    @Test(arguments: [
        ("{ping: 10.0.100.1}", "ping 10.0.100.1"), ("{ping: \"2001:db8::1\", from: br0}", "ping 2001:db8::1 from br0"),
        ("{tcp: 10.0.100.53:53, from: 10.0.100.10}", "tcp 10.0.100.53:53 from 10.0.100.10"),
        ("{tcp: \"[2001:db8::53]:53\"}", "tcp [2001:db8::53]:53"),
        ("{http: \"http://10.0.100.80\"}", "http://10.0.100.80:80/"),
        ("{http: \"http://10.0.100.80:8080/health?full=1\"}", "http://10.0.100.80:8080/health?full=1"),
        ("{http: \"http://[2001:db8::80]/x\"}", "http://[2001:db8::80]:80/x"),
        ("{resolve: example.net}", "resolve example.net"),
        ("{arp: 10.0.100.1, on: br0}", "arp 10.0.100.1 on br0"),
        ("{arp: 10.0.100.1, on: br0, from: 10.0.100.10}", "arp 10.0.100.1 on br0 from 10.0.100.10"),
    ])
    func `a check is one of five kinds, from where it is said`(check: String, means: String) throws {
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: text(check))])
        #expect(topology.checks.map(\.description) == [means])
        #expect(topology.checks.first?.within == 10)
        #expect(topology.checks.first?.count == 1)
    }

    @Test func `how long and how often is kept, and the order`() throws {
        let several = text("{ping: 10.0.100.1, within: 30, count: 5}, {ping: 10.0.100.2, count: 20}")
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: several)])
        #expect(topology.checks.map(\.within) == [30, 10])
        #expect(topology.checks.map(\.count) == [5, 20])
    }

    @Test(arguments: [
        ("{}", "a check needs one of `ping`, `tcp`, `http`, `resolve`, `arp`"),
        ("{within: 5}", "a check needs one of `ping`, `tcp`, `http`, `resolve`, `arp`"),
        ("{ping: 10.0.100.1, tcp: 10.0.100.1:22}", "this is more than one check: `ping` and `tcp`"),
        ("{ping: 10.0.100.1, on: br0}", "`on` belongs to `arp`"),
        ("{arp: 10.0.100.1}", "`arp` needs `on`, the interface to ask on"),
        ("{arp: \"2001:db8::1\", on: br0}", "ARP is for IPv4, and 2001:db8::1 is IPv6"),
        ("{arp: 10.0.100.1, on: br0, from: br0}", "`arp` is sent through its `on`; its `from` is an address"),
        ("{resolve: example.net, from: br0}", "`resolve` takes no `from`: the resolver decides how it asks"),
        ("{ping: 10.0.100.1, from: \"2001:db8::1\"}", "2001:db8::1 is IPv6, and 10.0.100.1 is IPv4"),
        ("{tcp: \"[2001:db8::1]:22\", from: 10.0.0.1}", "10.0.0.1 is IPv4, and 2001:db8::1 is IPv6"),
        ("{ping: 10.0.100.1, count: 21}", "21 times in a row need 11 s, and it has 10 s"),
        ("{ping: 10.0.100.1, count: 3, within: 1}", "3 times in a row need 2 s, and it has 1 s"),
    ])
    func `what makes no sense together is said`(check: String, message: String) {
        let found = diagnose(text(check))
        #expect(found.map(\.message) == [message])
        #expect(found.allSatisfy { $0.severity == .error && $0.help != nil })
    }

    @Test(arguments: [
        "{ping: gateway}", "{ping: 10.0.100.1/24}", "{tcp: 10.0.100.53}", "{tcp: 10.0.100.53:0}",
        "{tcp: 10.0.100.53:65536}", "{tcp: 10.0.100.53:053}", "{tcp: \"2001:db8::53\"}", "{tcp: \"[10.0.0.1:53\"}",
        "{http: 10.0.100.80}", "{http: \"https://10.0.100.80/\"}", "{http: \"http://example.net/\"}",
        "{http: \"http://10.0.100.80/a b\"}", "{http: \"http://10.0.100.80/\\r\\nX: y\"}", "{http: \"http://\"}",
        "{resolve: \"\"}", "{resolve: \"a b\"}", "{resolve: \"a\\0b\"}",
        "{ping: 10.0.100.1, within: 0}", "{ping: 10.0.100.1, within: 601}", "{ping: 10.0.100.1, count: 0}",
        "{ping: 10.0.100.1, count: 101, within: 600}",
        "{ping: 10.0.100.1, retries: 3}", "ping", "{ping: [10.0.100.1]}",
    ])
    func `a bad value has its place and help`(check: String) {
        let found = diagnose(text(check))
        #expect(found.count == 1, "\(found.map(\.message))")
        #expect(found.first?.severity == .error)
        #expect(found.first?.excerpt?.location.line == 3)
        #expect(found.first?.help != nil)
    }
}
