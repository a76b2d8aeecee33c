import Foundation
import LabSupport
import Testing

/// A host that runs already, and whose administrator is logged in over what is about to change.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct MigrationTests {
    private static let plain = HistoryTests.installer.replacing(
        "address1=10.0.0.2/24,10.0.0.1", with: "address1=10.0.100.10/24,10.0.100.1")

    private static let bonded = """
        version: 1
        bonds:
          bond0:
            ports: [enp2s0, enp3s0]
            mode: active-backup
            options: {miimon: 100}
            addresses: [10.0.100.10/24]
            gateway: 10.0.100.1
        trunks:
          bond0:
            200: {bridge: br200}
            300: {bridge: br300}
        """

    @Test func `a plain NIC's address moves to a bond under the administrator's feet, back, and for good`() async throws
    {
        let site = Site.trunk(vlans: [100, 200, 300], native: 100)
        try await Lab.with(.uml, site, keyfiles: ["uplink.nmconnection": Self.plain]) { lab in
            try await expect(lab.ext, reaches: "10.0.100.10")
            let before = try await lab.snapshot()
            let session = try await AdministratorSession(from: lab.ext, to: lab.host, address: "10.0.100.10")
            let spec = try await lab.spec(Self.bonded)

            let pinging = try await Pinging(from: lab.ext, to: "10.0.100.10")
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            print("plain NIC to bond: silent for \(try await pinging.longestSilence()) s")
            #expect(apply.stderr.contains("Uplink"), "it says which profile is replaced")
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await session.isAlive(), "the session survives the change")

            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await session.isAlive(), "the session survives the rollback")
            try await lab.expectUnchanged(since: before)

            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await session.isAlive())
            session.end()
            try await lab.expectSettled(spec)
            try await lab.plugGuest("g200", into: "br200", address: "10.0.200.21/24", gateway: "10.0.200.1")
            try await expect(lab.guest("g200"), reaches: "10.0.200.1", "192.0.2.10")
            let profiles = try await lab.host.must("nmcli -g NAME connection")
            #expect(!profiles.contains("Uplink"))
            try await expectKept(Self.plain, in: lab)
        }
    }

    @Test func `a tagged address moves from a NIC's VLAN to a bond's`() async throws {
        let trunk = """
            [connection]
            id=trunk
            uuid=0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c02
            type=ethernet
            interface-name=enp2s0

            [ipv4]
            method=disabled

            [ipv6]
            method=disabled

            """
        let tagged = """
            # management
            [connection]
            id=management
            uuid=0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c03
            type=vlan
            interface-name=enp2s0.100

            [vlan]
            id=100
            parent=enp2s0

            [ipv4]
            method=manual
            address1=10.0.100.10/24,10.0.100.1

            [ipv6]
            method=disabled

            """
        let keyfiles = ["trunk.nmconnection": trunk, "management.nmconnection": tagged]
        try await Lab.with(.uml, .trunk(vlans: [100, 200, 300]), keyfiles: keyfiles) { lab in
            try await expect(lab.ext, reaches: "10.0.100.10")
            let before = try await lab.snapshot()
            let spec = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}}
                trunks:
                  bond0:
                    100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                    200: {bridge: br200}
                absent: [enp2s0.100]
                """)
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await lab.host.run("nm-topology checkpoint rollback").status == 0)
            #expect(try await lab.trial().state == "rolled-back")
            try await lab.expectUnchanged(since: before)
            try await expect(lab.ext, reaches: "10.0.100.10")

            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")
            try await lab.expectSettled(spec)
            try await expectKept(tagged, in: lab)
            try await expectKept(trunk, in: lab)
        }
    }

    @Test func `a change that cuts the administrator off is undone by itself`() async throws {
        let site = Site.trunk(vlans: [100, 200], native: 100)
        try await Lab.with(.uml, site, keyfiles: ["uplink.nmconnection": Self.plain]) { lab in
            try await expect(lab.ext, reaches: "10.0.100.10")
            let before = try await lab.snapshot()
            // The switch strips VLAN 100's tag on these ports, so a tagged answer goes nowhere.
            let spec = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}}
                trunks:
                  bond0:
                    100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
                    200: {bridge: br200}
                """)
            let apply = try await lab.apply(spec, "--timeout 10")
            try #require(apply.status == 0, "\(apply)")
            let start = ContinuousClock.now
            #expect(try await lab.ext.cannotReach("10.0.100.10", for: .seconds(3)))
            #expect(try await lab.ext.reaches("10.0.100.10", within: .seconds(20)), "nobody had to drive there")
            print("cut off: back \(ContinuousClock.now - start) after apply had returned, of which 10 s to answer")
            #expect(try await lab.guardEndsTrial(within: .seconds(20)))
            let trial = try await lab.trial()
            #expect(trial.state == "rolled-back" && trial.cause == "nobody confirmed in time")
            try await lab.expectUnchanged(since: before)
        }
    }

    /// A file that was replaced is kept to the byte.
    private func expectKept(
        _ file: String, in lab: Lab, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let history = try await lab.host.must("cat /var/lib/nm-topology/history/*.json")
        let encoded = Data(file.utf8).base64EncodedString()
        #expect(history.replacing("\\/", with: "/").contains(encoded), sourceLocation: sourceLocation)
    }
}
