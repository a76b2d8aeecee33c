import Foundation
import LabSupport
import Testing

/// A bridge gets another name, and its guests go to the new one with its uplink.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(4)))
struct RenamingTests {
    private static let head = "version: 1\nprune: true\n"

    private static func bridge(_ name: String) -> String {
        head + "bridges: {\(name): {ports: [enp2s0], addresses: [10.0.0.10/24], gateway: 10.0.0.1}}\n"
    }

    private func expectGuests(_ lab: Lab, in bridge: String, _ when: String) async throws {
        let ports = try await lab.host.must("ls /sys/class/net/\(bridge)/brif")
        #expect(Set(ports.split(separator: "\n")) == ["enp2s0", "vnet0", "vnet1"], "\(when)")
        try await expect(lab.guest("vm1"), reaches: "10.0.0.1", "10.0.0.10", "10.0.0.22")
        try await expect(lab.ext, reaches: "10.0.0.10", "10.0.0.22")
        // What was set on a port by hand goes with it.
        let hairpin = try await lab.host.must("cat /sys/class/net/vnet1/brport/hairpin_mode")
        #expect(hairpin.hasPrefix("1"), "\(when)")
    }

    @Test func `forth, back by the rollback, forth and back by a restore`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            try await lab.establish(try await lab.spec(Self.bridge("br0"), "before"))
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.0.21/24", gateway: "10.0.0.1")
            try await lab.plugGuest("vm2", into: "br0", address: "10.0.0.22/24", gateway: "10.0.0.1")
            try await lab.host.must("bridge link set dev vnet1 hairpin on")
            try await expectGuests(lab, in: "br0", "before")
            let before = try await lab.snapshot()
            let spec = try await lab.spec(Self.bridge("br1"), "after")
            let plan = try await lab.host.must("nm-topology plan --steps \(spec)")
            #expect(plan.contains("H033") && !plan.contains("H031"), "\(plan)")
            #expect(plan.contains("move enp2s0, vnet0, vnet1 from br0 to br1"), "\(plan)")

            let pinging = try await Pinging(from: lab.guest("vm1"), to: "10.0.0.1")
            let moves = try await lab.host.start("exec ip -o monitor link")
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            moves.signal(15)
            // Moved as it runs: a tap that is set down drops what the guest sends.
            let ups = try await moves.wait().stdout.split(separator: "\n").filter { $0.contains(" vnet0") }
            #expect(!ups.isEmpty && ups.allSatisfy { $0.contains(",UP") }, "\(ups.joined(separator: "\n"))")
            let silence = try await pinging.longestSilence()
            print("renamed bridge: a guest is silent for \(silence) s")
            // On a busy machine a second becomes several; a guest that is not moved stays silent.
            #expect(silence < 10, "the guest is cut off for about a second")
            try await expectGuests(lab, in: "br1", "in the trial")

            let back = try await Pinging(from: lab.guest("vm1"), to: "10.0.0.1")
            let monitor = try await lab.host.start("exec ip -o monitor link")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            monitor.signal(15)
            // Moved while both bridges are there, not only plugged in again at the end.
            let events = try await monitor.wait().stdout.split(separator: "\n")
            let comes = events.firstIndex { $0.contains(" vnet0") && $0.contains("master br0") }
            let goes = events.firstIndex { $0.hasPrefix("Deleted") && $0.contains(": br1:") }
            #expect(try #require(comes) < #require(goes), "\(events.joined(separator: "\n"))")
            let silenceBack = try await back.longestSilence()
            print("renamed bridge, rolled back: a guest is silent for \(silenceBack) s")
            #expect(silenceBack < 10, "the guest is cut off for about a second, by the rollback too")
            try await expectGuests(lab, in: "br0", "after the rollback")
            #expect(try await lab.snapshot() == before)

            try await lab.establish(spec)
            try await expectGuests(lab, in: "br1", "confirmed")
            let again = try await lab.host.must("nm-topology plan \(spec)")
            #expect(again.contains("No changes"), "\(again)")
            let number = try await lab.host.must("nm-topology history | tail -n 1 | cut -d' ' -f1")
            let restore = try await lab.host.run(
                "nm-topology history restore \(number.trimmingCharacters(in: .whitespacesAndNewlines)) --confirm manual"
            )
            #expect(restore.status == 0, "\(restore)")
            try await expectGuests(lab, in: "br0", "restored")
        }
    }

    /// Dies a few times about the moment in which the guests move: before, between the uplink and the guests, and after.
    @Test func `whoever dies while the guests move, they are back in their bridge`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            try await lab.establish(try await lab.spec(Self.bridge("br0"), "before"))
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.0.21/24", gateway: "10.0.0.1")
            try await lab.plugGuest("vm2", into: "br0", address: "10.0.0.22/24", gateway: "10.0.0.1")
            try await lab.host.must("bridge link set dev vnet1 hairpin on")
            let spec = try await lab.spec(Self.bridge("br1"), "after")
            for (victim, wait) in [("tool", 0.0), ("tool", 0.1), ("tool", 0.3), ("nm", 0.1)] {
                let kill = victim == "tool" ? "kill -KILL $tool" : ". $LAB/daemons; kill_nm KILL; start_nm; nm_ready 30"
                _ = try await lab.host.run(
                    """
                    nm-topology apply \(spec) --confirm manual --timeout 60 --progress json >/tmp/events 2>&1 & tool=$!
                    for ((i = 0; i < 1000; i++)); do grep -q '"text":"move enp2s0, vnet0' /tmp/events && break; sleep 0.02; done
                    sleep \(wait); \(kill); wait $tool
                    """)
                #expect(try await lab.guardEndsTrial(within: .seconds(60)), "\(victim) after \(wait) s")
                try await expectGuests(lab, in: "br0", "\(victim) died after \(wait) s")
                #expect(try await lab.host.run("ip link show br1").status != 0)
                let status = try await lab.host.must("nm-topology checkpoint status")
                #expect(status.contains(#/The change ended at step \d+ of \d+: /#), "\(status)")
            }
        }
    }

    @Test func `a guest goes with its uplink only, not where that changes its VLAN`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200])) { lab in
            let spec = Self.head + "trunks: {enp4s0: {100: {bridge: br100}}}\n"
            try await lab.establish(try await lab.spec(spec, "before"))
            try await lab.plugGuest("vm1", into: "br100", address: "10.0.100.21/24", gateway: "10.0.100.1")
            let other = try await lab.spec(spec.replacing("100", with: "200"), "other")
            let plan = try await lab.host.must("nm-topology plan \(other)")
            #expect(plan.contains("H031") && !plan.contains("H033"), "\(plan)")
            let apply = try await lab.apply(other)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.run("ls /sys/class/net/vnet0/brport").status != 0)
            try await lab.host.must("nm-topology checkpoint rollback")
            try await expect(lab.guest("vm1"), reaches: "10.0.100.1")
        }
    }
}
