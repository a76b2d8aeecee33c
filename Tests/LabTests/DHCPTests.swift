import Foundation
import LabSupport
import Testing

/// Addresses that a server gives out.
@Suite(
    .explainedByLab, .needs(.uml), .enabled(if: Site.hasDHCP, "dnsmasq is not installed; see lab/install"), .turn(.uml),
    .timeLimit(.minutes(5)))
struct DHCPTests {
    /// What NetworkManager and installers make of a NIC.
    private static let wired = """
        [connection]
        id=Wired connection 1
        uuid=0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c11
        type=ethernet
        interface-name=enp2s0
        # left by the installer

        [ipv4]
        method=auto

        [ipv6]
        method=disabled

        """

    @Test func `the address that the NIC has by DHCP goes with it into the bond, and back, and is restored later`()
        async throws
    {
        let site = Site.trunk(vlans: [100, 200], native: 100).withDHCP(vlan: 100)
        try await Lab.with(.uml, site, keyfiles: ["Wired connection 1.nmconnection": Self.wired]) { lab in
            let address = try #require(try await Self.address(of: "enp2s0", in: lab))
            try await expect(lab.ext, reaches: address)
            let spec = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}, dhcp4: true}
                trunks:
                  bond0: {200: {bridge: br200}}
                """)
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.contains("the profile “Wired connection 1” of enp2s0 is replaced"), "\(plan)")

            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            // The bond has the MAC address of its first port, so the server knows it again.
            #expect(try await Self.address(of: "bond0", in: lab) == address)
            try await expect(lab.ext, reaches: address)
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await Self.address(of: "enp2s0", in: lab) == address)
            try await expect(lab.ext, reaches: address)

            try await lab.establish(spec)
            try await expect(lab.ext, reaches: address)
            try await lab.expectSettled(spec)

            let restore = try await lab.host.run(
                "nm-topology history restore 2 --confirm manual && nm-topology checkpoint confirm",
                timeout: .seconds(150))
            #expect(restore.status == 0, "\(restore)")
            #expect(try await Self.address(of: "enp2s0", in: lab) == address)
            try await expect(lab.ext, reaches: address)
            let files = try await lab.host.must("cd /etc/NetworkManager/system-connections; ls; cat *")
            #expect(files == "Wired connection 1.nmconnection\n" + Self.wired)
            #expect(try await lab.host.run("ip link show bond0").status != 0)
            try await lab.expectSameAfterBoot()
        }
    }

    @Test func `dhcp: management by DHCP and advertisements, storage without its router`() async throws {
        let site = Site(
            """
            nics enp2s0 enp3s0
            trunk swp2 100 200 400
            trunk swp3 100 200 400
            router 100 10.0.100.1/24 fd00:100::1/64
            router 200 10.0.200.1/24
            router 400 10.0.144.1/24
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            dhcp 100 10.0.100.50 10.0.100.99
            dhcp 400 10.0.144.50 10.0.144.99
            """)
        try await Lab.with(.uml, site) { lab in
            let spec = Fixture.examples + "/dhcp.yaml"
            try await lab.establish(spec)
            let management = try #require(try await Self.address(of: "bond0.100", in: lab))
            let storage = try #require(try await Self.address(of: "bond0.400", in: lab))
            #expect(management.hasPrefix("10.0.100.") && storage.hasPrefix("10.0.144."))
            try await expect(lab.ext, reaches: management)
            try await expect(lab.host, reaches: "192.0.2.10", "10.0.144.1")
            let routes = try await lab.host.must("ip route show default")
            #expect(routes.split(separator: "\n").count == 1 && routes.contains("dev bond0.100"), "\(routes)")
            #expect(try await lab.host.must("ip -6 addr show dev bond0.100 scope global").contains("fd00:100:"))
            try await lab.expectSettled(spec)
        }
    }

    /// The IPv4 address of an interface, once it has one.
    private static func address(of interface: String, in lab: Lab) async throws -> String? {
        let text = try await lab.host.run(
            """
            for ((i = 0; i < 120; i++)); do
                a=$(ip -4 -o addr show dev \(interface) scope global 2>/dev/null)
                [[ $a =~ inet\\ ([0-9.]+)/ ]] && echo "${BASH_REMATCH[1]}" && exit
                sleep 0.25
            done
            exit 1
            """
        ).stdout
        let address = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return address.isEmpty ? nil : address
    }
}
