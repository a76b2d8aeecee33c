import LabSupport
import Testing

/// A host that somebody changes behind nm-topology's back: the plan says what and how, and apply puts it back.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct DriftTests {
    private static let byHand = "changed since it was applied (by hand?)"

    /// NICs by their MAC addresses, under names that the host does not have.
    private static let spec = """
        version: 1
        ethernets:
          lan0: {mac: "52:54:00:00:00:02"}
          lan1: {mac: "52:54:00:00:00:03"}
        bonds:
          bond0: {ports: [lan0, lan1], mode: active-backup, options: {miimon: 100}}
        trunks:
          bond0:
            100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
            200: {bridge: br200}
            300: {bridge: br300}
        """

    @Test func `what was changed by hand is told, and put back`() async throws {
        try await Lab.with(.uml, .trunk(vlans: [100, 200, 300])) { lab in
            let spec = try await lab.spec(Self.spec)
            try await lab.establish(spec)
            try await expect(lab.ext, reaches: "10.0.100.10")

            // Ports of one bond, and the VLANs on it, all have one MAC address now: the permanent one tells them apart.
            let macs = try await lab.host.must("cat /sys/class/net/{enp2s0,enp3s0,bond0.100}/address | sort -u")
            #expect(macs == "52:54:00:00:00:02\n")
            #expect(try await lab.host.must("nm-topology plan \(spec)").hasPrefix("No changes:"))

            try await drift(
                "nmcli connection modify br200 bridge.stp yes bridge.forward-delay 4", spec, lab,
                says: Self.byHand, "forward-delay: 4 → 15 (default)")
            let list = try await lab.host.must("nm-topology profile list")
            #expect(list.contains("nm-topology") && !list.contains("by hand"), "\(list)")
            try await drift(
                "nmcli connection delete br300", spec, lab,
                says: "its profile was deleted since it was applied (by hand?)")
            try await drift(
                "ip addr add 10.99.0.1/24 dev bond0.100", spec, lab, says: Self.byHand,
                "because it has the address 10.99.0.1/24, which nobody asked for")
            try await drift("nmcli device disconnect enp3s0", spec, lab, says: Self.byHand)

            // NetworkManager itself plugs a port in again; which of the two comes first does not matter.
            try await lab.host.must("ip link set enp3s0 nomaster")
            let plan = try await lab.host.must("nm-topology plan \(spec)")
            #expect(plan.hasPrefix("No changes:") || plan.contains(Self.byHand), "\(plan)")
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            if !apply.stderr.contains("No changes:") {
                #expect(try await lab.host.run("nm-topology checkpoint confirm").status == 0)
            }
            #expect(try await lab.host.must("cat /sys/class/net/bond0/bonding/slaves") != "enp2s0\n")
            try await expect(lab.ext, reaches: "10.0.100.10")
        }
    }

    /// Changes something, expects the plan to say it, and has it put back.
    private func drift(
        _ change: String, _ spec: String, _ lab: Lab, says words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await lab.host.must(change)
        let plan = try await lab.host.must("nm-topology plan \(spec)")
        for word in words { #expect(plan.contains(word), "\(plan)", sourceLocation: sourceLocation) }
        try await lab.establish(spec, sourceLocation: sourceLocation)
        let after = try await lab.host.must("nm-topology plan \(spec)")
        #expect(after.hasPrefix("No changes:"), "\(after)", sourceLocation: sourceLocation)
        let profiles = try await lab.host.run("nm-topology profile diff")
        #expect(
            profiles.status == 0 && profiles.stdout == "No differences.\n", "\(profiles)",
            sourceLocation: sourceLocation)
    }
}
