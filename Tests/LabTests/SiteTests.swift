import LabSupport
import Testing

/// Each world around the host is what its name says, seen with plain ip.
@Suite(
    .explainedByLab, .enabled(if: Lab.anyKindWithBonds.obstacle == nil), .turn(Lab.anyKindWithBonds),
    .timeLimit(.minutes(3)))
struct SiteTests {
    @Test func `a trunk strips the tag of its native VLAN and keeps the others`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .trunk(vlans: [100, 200], native: 100)) { lab in
            try await lab.host.must(
                """
                ip link add link enp2s0 name tagged100 type vlan id 100
                ip link add link enp2s0 name tagged200 type vlan id 200
                ip link set enp2s0 up; ip link set tagged100 up; ip link set tagged200 up
                ip address add 10.0.100.10/24 dev enp2s0
                ip address add 10.0.200.10/24 dev tagged200
                """)
            #expect(try await lab.host.reaches("10.0.100.1"))
            #expect(try await lab.host.reaches("10.0.200.1"))
            try await lab.host.must("ip address flush dev enp2s0; ip address add 10.0.100.10/24 dev tagged100")
            #expect(try await lab.host.cannotReach("10.0.100.1", for: .seconds(2)))
        }
    }

    @Test func `a C-VLAN travels inside an S-VLAN`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .qinq(outer: 1000, inner: 100)) { lab in
            try await lab.host.must(
                """
                ip link add link enp2s0 name s type vlan protocol 802.1ad id 1000
                ip link add link s name c type vlan id 100
                ip link set enp2s0 up; ip link set s up; ip link set c up
                ip address add 10.0.100.10/24 dev c
                ip route add default via 10.0.100.1
                """)
            #expect(try await lab.host.reaches("10.0.100.1"))
            #expect(try await lab.host.reaches("192.0.2.10"))
        }
    }

    @Test func `an access port needs no tag, and a cut cable is a cut cable`() async throws {
        try await Lab.with(Lab.anyKindWithBonds, .access(vlan: 100)) { lab in
            try await lab.host.must("ip link set enp2s0 up; ip address add 10.0.100.10/24 dev enp2s0")
            #expect(try await lab.gw.reaches("10.0.100.10"))
            try await lab.sw.must("ip link set swp2 down")
            #expect(try await lab.gw.cannotReach("10.0.100.10", for: .seconds(2)))
        }
    }
}
