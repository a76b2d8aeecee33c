import LabSupport
import Testing

/// What the spec leaves open, and a boot makes otherwise than a running host has it: a trial ends with what a boot makes.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct BootDefaultTests {
    private static let bonded = """
        version: 1
        bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, mtu: 9000}}
        trunks: {bond0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}, 200: {bridge: br200}}}
        """

    @Test
    func `a bond that loses its MTU and its first port has what the next boot gives it, and a rollback undoes it`()
        async throws
    {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200])) { lab in
            try await lab.establish(try await lab.spec(Self.bonded))
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            let links =
                "cd /sys/class/net; grep . {bond0,bond0.100,bond0.200,br200,enp3s0}/{address,mtu} | tr '\\n' ' '"
            let before = try await lab.host.must(links)
            #expect(before.contains("bond0/mtu:9000 bond0.100/address:52:54:00:00:00:02 bond0.100/mtu:9000"))

            let spec = try await lab.spec(
                Self.bonded.replacing(", mtu: 9000", with: "").replacing("enp2s0, ", with: "") + "\nprune: true\n",
                "shrunk")
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.contains("Warning H024: bond0 gets the MAC address 52:54:00:00:00:03 of enp3s0"), "\(plan)")
            let pings = [
                try await Pinging(from: lab.ext, to: "10.0.100.10"),
                // The switch learns where a guest is when the guest says something.
                try await Pinging(from: lab.guest("g200"), to: "192.0.2.10"),
            ]
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            for ping in pings { #expect(try await ping.longestSilence() < 1) }
            let after = try await lab.host.must(links)
            #expect(!after.contains(":9000") && !after.contains("52:54:00:00:00:02"), "\(after)")

            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(links) == before)
            try await expect(lab.ext, reaches: "10.0.100.10")

            try await lab.establish(spec)
            try await lab.expectSettled(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await expect(lab.guest("g200"), reaches: "192.0.2.10")
        }
    }

    @Test func `a bond made of NICs that are found by MAC address has the address that a boot gives it`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                ethernets: {a: {mac: "52:54:00:00:00:05"}, b: {mac: "52:54:00:00:00:04"}}
                bonds: {bond0: {ports: [a, b], mode: active-backup}}
                trunks: {bond0: {100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}}}
                """)
            try await lab.establish(spec)
            #expect(try await lab.host.must("cat /sys/class/net/bond0/address") == "52:54:00:00:00:04\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectSettled(spec)
        }
    }

    @Test func `an address by DHCP is the one that the bond will have after a boot`() async throws {
        try #require(Site.hasDHCP, "dnsmasq is not installed; see lab/install")
        try await Lab.with(.uml, .trunk(vlans: [100]).withDHCP(vlan: 100)) { lab in
            let spec = """
                version: 1
                bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}
                trunks: {bond0: {100: {dhcp4: true}}}
                """
            try await lab.establish(try await lab.spec(spec))
            let shrunk = try await lab.spec(spec.replacing("enp2s0, ", with: "") + "\nprune: true\n", "shrunk")
            try await lab.establish(shrunk)
            try await lab.expectSettled(shrunk)
        }
    }

    @Test func `a VLAN with an address on a bond that is a bridge's port comes up at a boot`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            let spec = try await lab.spec(
                """
                version: 1
                bonds: {bond0: {ports: [enp4s0, enp5s0], mode: active-backup}}
                vlans: {v100: {parent: bond0, id: 100, addresses: [10.0.100.116/24], gateway: 10.0.100.1}}
                bridges: {br0: {ports: [bond0]}}
                """)
            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.116")
            try await lab.expectSettled(spec)
            try await expect(lab.ext, reaches: "10.0.100.116")
        }
    }
}

/// The same where no bond is needed.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct MTUDefaultTests {
    @Test func `a NIC that loses its MTU, and the bridge above it, have the standard one; a rollback gives it back`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let large = FlatHost.bridged("ethernets: {enp2s0: {mtu: 9000}}")
            try await lab.establish(try await lab.spec(large))
            let mtus = "cat /sys/class/net/{enp2s0,br0}/mtu"
            #expect(try await lab.host.must(mtus) == "9000\n9000\n")
            let spec = try await lab.spec(FlatHost.bridged("ethernets: {enp2s0: {}}"), "standard")
            try await lab.apply(spec)
            #expect(try await lab.host.must(mtus) == "1500\n1500\n")
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must(mtus) == "9000\n9000\n")
            try await lab.establish(spec)
            try await lab.expectSettled(spec)

            // One that somebody has left, or an earlier version, is seen for what software has made.
            try await lab.host.must("ip link set br0 mtu 1400")
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.contains("its MTU is 1400, and a boot makes it 1500"), "\(plan)")
            try await lab.establish(spec)
            #expect(try await lab.host.must(mtus) == "1500\n1500\n")
            try await lab.expectSameAfterBoot()
        }
    }
}
