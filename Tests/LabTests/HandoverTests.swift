import Foundation
import LabSupport
import Testing

/// Addresses in use move to another interface, and whoever uses them does not notice (10 pings in a second).
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct HandoverTests {
    private static func layer3(_ vlan: Bool) -> String {
        vlan
            ? "addresses: [10.0.100.10/24, \"fd00:100::10/64\"], gateway: 10.0.100.1, gateway6: \"fd00:100::1\""
            : "addresses: [10.0.0.10/24, \"fd00::10/64\"], gateway: 10.0.0.1, gateway6: \"fd00::1\""
    }

    /// Applies one spec, confirms it, applies the other, and expects that no ping in between is lost.
    ///
    /// The host then has what a second apply leaves unchanged. The way back loses nothing either, if the plan promises it.
    private func expectNothingLost(
        _ site: Site, _ addresses: [String], from before: String, to after: String, alsoBack: Bool = true,
        mayPause: Bool = false
    ) async throws {
        try await Lab.with(.uml, site) { lab in
            let head = "version: 1\nprune: true\n"
            try await lab.establish(try await lab.spec(head + before, "before"))
            let spec = try await lab.spec(head + after, "after")
            for address in addresses { try await expect(lab.ext, reaches: address) }
            var pings: [Pinging] = []
            for address in addresses { pings.append(try await Pinging(from: lab.ext, to: address)) }
            try await expectAllDetect(lab)
            let plan = try await lab.host.must("nm-topology plan --steps \(spec)")
            for address in addresses {
                let line = plan.split(separator: "\n").last { $0.hasPrefix("  \(address)/") }
                #expect(line?.hasSuffix("  none") == true || line?.hasSuffix("  0.1 s at most") == true, "\(plan)")
            }
            let isPromised = plan.contains("\n  A rollback moves them back in the same way.\n")
            if Suite.asked == nil { #expect(isPromised == alsoBack, "\(plan)") }
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            for (address, ping) in zip(addresses, pings) {
                let silence = try await ping.longestSilence()
                if mayPause, silence >= 0.15, silence < 3 {
                    withKnownIssue("\(address) was silent for \(silence) s") { #expect(silence < 0.15) }
                } else {
                    #expect(silence < 0.15, "\(address)")
                }
            }
            for address in addresses { try await expect(lab.ext, reaches: address) }
            try await expectAllDetect(lab)

            var back: [Pinging] = []
            for address in addresses { back.append(try await Pinging(from: lab.ext, to: address)) }
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            for (address, ping) in zip(addresses, back) {
                let silence = try await ping.longestSilence()
                #expect(silence < (isPromised ? 0.15 : 6), "\(address), by the rollback")
            }
            try await expectAllDetect(lab)
            for address in addresses { try await expect(lab.ext, reaches: address) }
            try await lab.establish(spec)
            try await lab.expectSettled(spec)
            for address in addresses { try await expect(lab.ext, reaches: address) }

            let number = try await lab.host.must("nm-topology history | tail -n 1 | cut -d' ' -f1")
            var undone: [Pinging] = []
            for address in addresses { undone.append(try await Pinging(from: lab.ext, to: address)) }
            let restore = try await lab.host.run(
                "nm-topology history restore \(number.trimmingCharacters(in: .whitespacesAndNewlines)) --confirm manual"
            )
            #expect(restore.status == 0, "\(restore)")
            for (address, ping) in zip(addresses, undone) {
                let silence = try await ping.longestSilence()
                #expect(silence < (isPromised ? 0.15 : 6), "\(address), by the restore")
            }
            try await expectAllDetect(lab)
        }
    }

    /// Dies in acts from that in which the port leaves the bond to that in which it is back.
    @Test func `whoever dies while a port stands in for its bond, the previous network is back`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            let bond = "ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}"
            let head = "version: 1\nprune: true\n"
            try await lab.establish(
                try await lab.spec(head + "bonds: {bond0: {\(bond), \(Self.layer3(false))}}", "before"))
            let spec = try await lab.spec(
                head + "bonds: {bond0: {\(bond)}}\nbridges: {br0: {ports: [bond0], \(Self.layer3(false))}}", "after")
            let before = try await lab.snapshot()
            let acts = try await lab.host.must(
                "nm-topology plan --json \(spec) | sed -n '/\"acts\" : \\[/,/\\]/p' | grep '^    \"'")
            let all = acts.split(separator: "\n")
            let first = try #require(all.firstIndex { $0.contains("take enp3s0 out of bond0") })
            let last = try #require(all.lastIndex { $0.contains("bring up enp3s0") })
            // In every other act, since a run takes some 10 s; one dies as often as the other.
            for act in stride(from: first, through: last, by: 2) {
                let victim = (act - first) % 4 == 0 ? "tool" : "nm"
                let kill = victim == "tool" ? "kill -KILL $tool" : ". $LAB/daemons; kill_nm KILL; start_nm; nm_ready 30"
                _ = try await lab.host.run(
                    """
                    nm-topology apply \(spec) --confirm manual --timeout 60 --progress json >/tmp/events 2>&1 & tool=$!
                    for ((i = 0; i < 1000; i++)); do
                        grep -q '"event":"act","number":\(act + 1),' /tmp/events && break
                        sleep 0.02
                    done
                    sleep 0.\(act % 4); \(kill); wait $tool
                    """)
                #expect(try await lab.guardEndsTrial(within: .seconds(60)), "\(victim) in \(all[act])")
                for address in ["10.0.0.10", "fd00::10"] { try await expect(lab.ext, reaches: address) }
                #expect(try await lab.snapshot() == before, "\(victim) died in \(all[act])")
            }
        }
    }

    /// Expects that every link detects duplicate IPv6 addresses, and that new links will.
    private func expectAllDetect(_ lab: Lab) async throws {
        let values = try await lab.host.must(
            "shopt -s nullglob; grep -H . /proc/sys/net/ipv6/conf/{default,enp*,bond*,br*}/accept_dad")
        #expect(values.split(separator: "\n").allSatisfy { $0.hasSuffix(":1") }, "\(values)")
    }

    @Test func `from a VLAN on a NIC to a VLAN on a bond of that NIC and an idle one`() async throws {
        try await expectNothingLost(
            .trunk(vlans: [100]), ["10.0.100.10", "fd00:100::10"],
            from: "vlans: {enp4s0.100: {parent: enp4s0, id: 100, \(Self.layer3(true))}}",
            to: """
                bonds: {bond0: {ports: [enp4s0, enp5s0], mode: active-backup, options: {miimon: 100}}}
                vlans: {bond0.100: {parent: bond0, id: 100, \(Self.layer3(true))}}
                """)
    }

    @Test func `from a NIC to a bridge over it`() async throws {
        try await expectNothingLost(
            .flat(), ["10.0.0.10", "fd00::10"], from: "ethernets: {enp2s0: {\(Self.layer3(false))}}",
            to: "bridges: {br0: {ports: [enp2s0], \(Self.layer3(false))}}", alsoBack: false)
    }

    @Test func `from a bond to a bridge over it, by way of one of the bond's ports`() async throws {
        let bond = "ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}"
        try await expectNothingLost(
            .flat(), ["10.0.0.10", "fd00::10"], from: "bonds: {bond0: {\(bond), \(Self.layer3(false))}}",
            to: "bonds: {bond0: {\(bond)}}\nbridges: {br0: {ports: [bond0], \(Self.layer3(false))}}", alsoBack: false)
    }

    @Test func `of a bond whose mode changes, by way of one of its ports`() async throws {
        func bond(_ mode: String) -> String {
            "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: \(mode), options: {miimon: 100}, \(Self.layer3(false))}}"
        }
        try await expectNothingLost(
            .flat(), ["10.0.0.10", "fd00::10"], from: bond("active-backup"), to: bond("balance-tlb"), alsoBack: false)
    }

    @Test func `from one NIC to another`() async throws {
        // On a fast machine, 2 of 9 runs were silent for 1.1 and 1.8 s, before apply waited for the kernel to notice the
        // carrier, which takes it up to a second. That this was the cause has not been seen.
        try await expectNothingLost(
            .flat(), ["10.0.0.10", "fd00::10"],
            from: "ethernets: {enp2s0: {\(Self.layer3(false))}, enp3s0: {}}",
            to: "ethernets: {enp2s0: {}, enp3s0: {\(Self.layer3(false))}}", mayPause: true)
    }
}
