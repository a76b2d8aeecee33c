import LabSupport
import Testing

/// Issue: what was changed behind NetworkManager's back was "as the spec says", and what it never did, too.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(8)))
struct VerificationTests {
    private static let filtering = """
        version: 1
        bridges:
          br0:
            {vlan-filtering: true, vlans: [100], stp: true, forward-delay: 2, hello-time: 1, max-age: 10,
             group-forward-mask: 16384, multicast-querier: true, mac: "52:54:00:aa:00:01",
             ports: [{enp4s0: {vlans: [100, 200], path-cost: 7}}]}
        vlans:
          br0.100: {parent: br0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1}

        """

    @Test func `a VLAN that the bridge lost is said, and put back without a new bridge`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            let spec = try await lab.spec(Self.filtering)
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1")
            let index = try await lab.host.must("cat /sys/class/net/br0/ifindex")
            try await lab.host.must("bridge vlan del vid 100 dev br0 self")
            #expect(try await lab.host.cannotReach("10.0.100.1", for: .seconds(1)))
            let plan = try await lab.host.run("nm-topology plan \(spec)")
            #expect(plan.stdout.contains("because VLAN 100 is not on the bridge itself"), "\(plan)")
            let diagnosis = try await lab.host.run("nm-topology diagnose")
            #expect(diagnosis.stdout.contains("problem[D043]: br0 is not as the spec says"), "\(diagnosis)")
            try await lab.establish(spec)
            try await expect(lab.host, reaches: "10.0.100.1")
            #expect(try await lab.host.must("cat /sys/class/net/br0/ifindex") == index)
            try await lab.expectSettled(spec)
            #expect(try await !lab.host.run("nm-topology diagnose").stdout.contains("D043"))
        }
    }

    @Test func `what a port has too much or otherwise is said, and put back by the port alone`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            let spec = try await lab.spec(Self.filtering)
            try await lab.establish(spec)
            try await lab.host.must(
                """
                bridge vlan add vid 55 dev enp4s0; bridge vlan del vid 200 dev enp4s0
                ip link set enp4s0 type bridge_slave cost 9
                ip link set br0 type bridge mcast_snooping 0 forward_delay 900
                ip link set br0 type bridge group_fwd_mask 0 hello_time 200 mcast_querier 0
                """)
            let plan = try await lab.host.run("nm-topology plan \(spec)")
            for text in [
                "VLAN 55 is on its bridge port, which nobody asked for", "VLAN 200 is not on its bridge port",
                "its path cost is 9, not 7", "multicast snooping is off", "its forward delay is 9.0 s, not 2 s",
                "its group-forward-mask is 0, not 16384", "its hello time is 2.0 s, not 1 s",
                "it asks for no multicast members",
            ] {
                #expect(plan.stdout.contains("because \(text)"), "\(plan)")
            }
            try await lab.establish(spec)
            try await lab.expectSettled(spec)
        }
    }

    @Test func `a bond's options and a route are the kernel's, and a priority map that does not arrive fails`()
        async throws
    {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100])) { lab in
            let text = """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, mtu: 2000, options: {lacp_rate: fast, updelay: 200}}
                vlans:
                  v100:
                    {parent: bond0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1, route-metric: 50,
                     dns: {servers: [10.0.100.1], search: [example.net]}}

                """
            let spec = try await lab.spec(text)
            try await lab.establish(spec)
            try await lab.expectSettled(spec)
            try await lab.host.must(
                """
                ip link set bond0 type bond miimon 200 xmit_hash_policy layer3+4; ip link set bond0 mtu 1600
                nmcli device modify v100 +ipv4.routes "10.5.0.0/16 10.0.100.9" +ipv4.dns 10.0.100.7
                """)
            let plan = try await lab.host.run("nm-topology plan \(spec)")
            for text in [
                "its MTU is 1600, not 2000", "its miimon is 200, not 100", "its updelay is 400, not 200",
                "its xmit_hash_policy is layer3+4, not layer2", "it has a route to 10.5.0.0/16, which nobody asked for",
                "NetworkManager has the DNS server 10.0.100.7 for it, which nobody asked for",
            ] {
                #expect(plan.stdout.contains("because \(text)"), "\(plan)")
            }
            try await lab.establish(spec)
            try await lab.expectSettled(spec)

            let mapped = try await lab.spec(
                text.replacing("id: 100,", with: #"id: 100, ingress-priority-map: ["2:5"],"#), "mapped")
            let apply = try await lab.apply(mapped)
            let map = try await lab.host.must("ip -d link show v100")
            if map.contains("ingress-qos-map { 2:5 }") {
                #expect(apply.status == 0, "\(apply)")
            } else {
                #expect(apply.status != 0 && apply.stderr.contains("its ingress-priority-map is empty, not 2:5"))
                #expect(try await lab.trial().state != "pending", "\(apply)")
            }
        }
    }
}
