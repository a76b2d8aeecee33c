import LabSupport
import Testing

/// Guests keep their network: a bridge is changed as it runs, or its taps are put back.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct TapTests {
    private func bridge(_ settings: String) -> String {
        FlatHost.bridged().replacing("ports: [enp2s0]", with: settings)
    }

    /// The guest's tap is in the bridge, as the kernel has it.
    private func expectPlugged(_ lab: Lab, _ comment: String) async throws {
        let port = try await lab.host.must("ip -o link show vnet0")
        #expect(port.contains("master br0") && port.contains("state UP"), "\(comment): \(port)")
    }

    @Test func `every bridge property that NetworkManager can reapply is changed without a lost packet`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.establish(try await lab.spec(FlatHost.bridged()))
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.0.21/24", gateway: "10.0.0.1")
            try await expect(lab.guest("vm1"), reaches: "10.0.0.1")
            let index = try await lab.host.must("cat /sys/class/net/br0/ifindex")
            let pinging = try await Pinging(from: lab.ext, to: "10.0.0.21")
            for (settings, file, value) in [
                ("ageing-time: 60", "ageing_time", "6000"), ("priority: 4096", "priority", "4096"),
                ("multicast-snooping: false", "multicast_snooping", "0"), ("", "ageing_time", "30000"),
            ] {
                let more = settings.isEmpty ? "" : ", \(settings)"
                let spec = try await lab.spec(bridge("ports: [enp2s0]\(more)"))
                let plan = try await lab.host.must("nm-topology plan \(spec)")
                #expect(plan.contains("~ br0"), "changed while it runs: \(plan)")
                try await lab.establish(spec)
                #expect(try await lab.host.must("cat /sys/class/net/br0/bridge/\(file)") == value + "\n", "\(settings)")
                try await expectPlugged(lab, settings)
            }
            #expect(try await pinging.longestSilence() < 1)
            #expect(try await lab.host.must("cat /sys/class/net/br0/ifindex") == index, "it is the same bridge")
            try await lab.expectSameAfterBoot()
        }
    }

    @Test
    func `a bridge that has to be brought up again, or made anew, gets its taps back, and so it does at rollback`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.establish(try await lab.spec(FlatHost.bridged()))
            try await lab.plugGuest("vm1", into: "br0", address: "10.0.0.21/24", gateway: "10.0.0.1")
            try await expect(lab.guest("vm1"), reaches: "192.0.2.10")
            let before = try await lab.snapshot()
            // Its MAC address cannot be reapplied.
            let mac = try await lab.spec(bridge("ports: [enp2s0], mac: \"52:54:00:99:00:01\""), "mac")
            let plan = try await lab.host.must("nm-topology plan \(mac)")
            #expect(plan.contains("± br0") && plan.contains("because NetworkManager sets this only"), "\(plan)")
            let apply = try await lab.apply(mac)
            #expect(apply.status == 0, "\(apply)")
            #expect(apply.stderr.contains("vnet0 is plugged into br0 again"), "\(apply)")
            try await expectPlugged(lab, "after apply")
            try await expect(lab.guest("vm1"), reaches: "192.0.2.10")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await expectPlugged(lab, "after rollback")
            try await expect(lab.guest("vm1"), reaches: "192.0.2.10")
            try await lab.expectUnchanged(since: before)

            // The same by the guard, when nobody answers and the tool is gone.
            try await lab.host.must("nm-topology apply \(mac) --confirm manual --timeout 10")
            #expect(try await lab.guardEndsTrial(within: .seconds(60)))
            try await expectPlugged(lab, "after the guard's rollback")
            try await lab.expectUnchanged(since: before)

            // Kept, with a guest that was started meanwhile.
            try await lab.host.must("nm-topology apply \(mac) --confirm manual")
            try await lab.plugGuest("vm2", into: "br0", address: "10.0.0.22/24")
            try await lab.host.must("nm-topology checkpoint confirm")
            try await expectPlugged(lab, "after confirm")
            try await expect(lab.guest("vm2"), reaches: "10.0.0.21")
            try await lab.expectSameAfterBoot()
            try await expect(lab.guest("vm2"), reaches: "10.0.0.21")
        }
    }

    @Test func `a bridge that the spec removes, with a guest in it, is there again after a rollback, guest and all`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.host.must(
                """
                nmcli connection add type bridge ifname br9 con-name br9 ipv4.method manual ipv4.addresses 10.9.0.1/24 \\
                    ipv6.method disabled bridge.stp no bridge.mac-address 52:54:00:00:09:00
                nmcli connection up br9
                """)
            try await lab.plugGuest("vm1", into: "br9", address: "10.9.0.21/24")
            try await expect(lab.guest("vm1"), reaches: "10.9.0.1")
            let before = try await lab.snapshot()
            let spec = try await lab.spec("version: 1\nabsent: [br9]\n")
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.host.run("ip link show br9").status != 0)
            // A guest that comes up during the trial, into another bridge of its own, is left alone.
            try await lab.host.must("nm-topology checkpoint rollback")
            try await expect(lab.guest("vm1"), reaches: "10.9.0.1")
            try await lab.expectUnchanged(since: before)
        }
    }
}
