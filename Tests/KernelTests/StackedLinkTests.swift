import Host
import NetTypes
import Testing

@testable import Kernel

/// What links on other links report of themselves; each test is skipped, with a printed reason, where the kernel cannot
/// make them.
@Suite struct `Asking the kernel about links on other links` {
    private static func details(_ script: String, of name: String) async throws -> (KernelLink, parent: String?) {
        let state = try await inFreshNamespace {
            try shell("ip link add v0 type veth peer name v1\n" + script)
            return try KernelState.read()
        }
        let link = try #require(state.link(named: InterfaceName(name)))
        return (link, link.parentIndex.flatMap { state.links[$0]?.name })
    }

    @Test func `a VXLAN has its ends, its port and its parent`() async throws {
        let (link, parent) = try await Self.details(
            "ip link add vx0 type vxlan id 16777215 local 10.0.0.2 remote 10.0.0.3 dev v0 dstport 4790 ttl 9 nolearning",
            of: "vx0")
        let vxlan = try #require(link.vxlan)
        #expect(vxlan.id == 16_777_215 && vxlan.port == 4790 && vxlan.ttl == 9 && !vxlan.isLearning)
        #expect(vxlan.local == IPAddress("10.0.0.2") && vxlan.remote == IPAddress("10.0.0.3") && parent == "v0")
        let (six, none) = try await Self.details(
            "ip link add vx0 type vxlan id 7 local 2001:db8::2 remote 2001:db8::3 dstport 4789", of: "vx0")
        #expect(six.vxlan?.local == IPAddress("2001:db8::2") && six.vxlan?.remote == IPAddress("2001:db8::3"))
        #expect(six.vxlan?.isLearning == true && none == nil)
    }

    @Test(
        .enabled {
            await canMake("macvlans", "(ip link add v0 type bridge && ip link add link v0 name m0 type macvlan)")
        })
    func `a macvlan has its mode`() async throws {
        let (link, parent) = try await Self.details(
            "ip link add link v0 name m0 type macvlan mode vepa", of: "m0")
        #expect(link.kind == .macvlan && link.macvlan?.isTap == false && parent == "v0")
        #expect(link.macvlan?.mode == .vepa && link.macvlan?.isPromiscuous == true)
        let (alone, _) = try await Self.details(
            "ip link add link v0 name m0 type macvlan mode passthru nopromisc", of: "m0")
        #expect(alone.macvlan?.mode == .passthru && alone.macvlan?.isPromiscuous == false)
    }

    @Test(
        .enabled {
            await canMake("ipvlans", "ip link add v0 type veth peer name v1 && ip link add link v0 name i0 type ipvlan")
        })
    func `an ipvlan has its mode and its flag`() async throws {
        let (link, parent) = try await Self.details("ip link add link v0 name i0 type ipvlan mode l3s vepa", of: "i0")
        #expect(link.kind == .ipvlan && link.ipvlan?.mode == .l3s && link.ipvlan?.flag == .vepa && parent == "v0")
        let (plain, _) = try await Self.details("ip link add link v0 name i0 type ipvlan mode l2", of: "i0")
        #expect(plain.ipvlan?.mode == .l2 && plain.ipvlan?.flag == .bridge)
    }

    @Test(
        .enabled {
            await canMake(
                "HSRs", "ip link add v0 type veth peer name v1 && ip link add h0 type hsr slave1 v0 slave2 v1")
        })
    func `an HSR has its two NICs and its protocol`() async throws {
        let (link, parent) = try await Self.details(
            "ip link add h0 type hsr slave1 v0 slave2 v1 supervision 45 proto 1", of: "h0")
        #expect(link.kind == .hsr && parent == "v0" && link.hsr?.port2Index != nil)
        #expect(link.hsr?.multicastSpec == 45 && link.hsr?.isPRP == true)
    }

    @Test(
        .enabled {
            await canMake(
                "MACsecs", "ip link add v0 type veth peer name v1 && ip link add link v0 s0 type macsec port 3")
        })
    func `a MACsec has its port and what it does with frames`() async throws {
        let (link, parent) = try await Self.details("ip link add link v0 s0 type macsec port 3 encrypt on", of: "s0")
        #expect(link.kind == .macsec && parent == "v0")
        #expect(link.macsec?.port == 3 && link.macsec?.isEncrypted == true && link.macsec?.validation == .strict)
    }

    @Test(.enabled { await canMake("GRE tunnels", "ip link add g0 type gretap local 10.0.0.2 remote 10.0.0.3") })
    func `a GRE tunnel has its ends and its keys`() async throws {
        let (link, parent) = try await Self.details(
            "ip link add g0 type gretap local 10.0.0.2 remote 10.0.0.3 ikey 5 okey 0 ttl 9 dev v0", of: "g0")
        let tunnel = try #require(link.tunnel)
        #expect(tunnel.mode == .gretap && tunnel.ttl == 9 && parent == "v0")
        #expect(tunnel.local == IPAddress("10.0.0.2") && tunnel.remote == IPAddress("10.0.0.3"))
        #expect(tunnel.inputKey == 5 && tunnel.outputKey == 0)
        let (plain, _) = try await Self.details("ip link add g0 type gre remote 10.0.0.3", of: "g0")
        #expect(plain.tunnel?.mode == .gre && plain.tunnel?.local == nil && plain.tunnel?.inputKey == nil)
    }

    @Test(.enabled { await canMake("IPIP tunnels", "ip link add t0 type ipip remote 10.0.0.3") })
    func `an IPIP tunnel has its ends`() async throws {
        let (link, _) = try await Self.details(
            "ip link add t0 type ipip local 10.0.0.2 remote 10.0.0.3 ttl 7", of: "t0")
        #expect(link.tunnel?.mode == .ipip && link.tunnel?.ttl == 7 && link.tunnel?.remote == IPAddress("10.0.0.3"))
    }
}
