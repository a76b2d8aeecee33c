import LabSupport
import Testing

/// What cannot be done is said, and leaves the host as it was.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(5)))
struct RefusalTests {
    @Test func `a missing NIC, a foreign checkpoint, the wrong user, no NetworkManager, no bus`() async throws {
        let spec = Fixture.examples + "/active-backup.yaml"
        try await Lab.with(.uml, .access(vlan: 100)) { lab in
            let before = try await lab.snapshot()
            // Without what the kernel's link watch says, up to a second after a carrier came.
            let links = "ip -d link | sed -E 's/NO-CARRIER,|,LOWER_UP| state [A-Z]+//g'"
            let details = try await lab.host.must(links)
            let missing = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp9s0], mode: active-backup}
                """)
            let misfit = try await lab.apply(missing)
            #expect(misfit.status == 65 && misfit.stderr.contains("enp9s0"), "\(misfit)")
            #expect(misfit.stderr.contains("enp3s0"), "it says which NICs there are")

            // Somebody else is at it, as with Cockpit or nmstatectl.
            let manager = "org.freedesktop.NetworkManager /org/freedesktop/NetworkManager"
            let foreign = try await lab.host.must(
                """
                device=$(nmcli -g GENERAL.DBUS-PATH device show enp3s0)
                dbus-send --system --print-reply=literal --dest=\(manager) org.freedesktop.NetworkManager.CheckpointCreate \
                    array:objpath:"$device" uint32:300 uint32:0
                """
            ).filter { !$0.isWhitespace }
            let busy = try await lab.apply(spec)
            #expect(busy.status == 75 && busy.stderr.contains(foreign), "\(busy)")
            let left = try await lab.host.must(
                """
                dbus-send --system --print-reply=literal --dest=\(manager) org.freedesktop.DBus.Properties.Get \
                    string:org.freedesktop.NetworkManager string:Checkpoints
                dbus-send --system --print-reply --dest=\(manager) org.freedesktop.NetworkManager.CheckpointDestroy \
                    objpath:\(foreign) >/dev/null
                """)
            #expect(left.contains(foreign), "the checkpoint is still its owner's")

            let nobody = try await lab.host.run(
                "setpriv --reuid 65534 --regid 65534 --clear-groups nm-topology apply \(spec) --confirm manual")
            #expect(nobody.status == 77 && nobody.stderr.contains("root"), "\(nobody)")
            try await lab.expectUnchanged(since: before)
            #expect(try await lab.host.must(links) == details)

            try await lab.killNetworkManager()
            let absent = try await lab.apply(spec)
            #expect(absent.status == 69 && absent.stderr.contains("systemctl start NetworkManager"), "\(absent)")
            try await lab.host.must("kill $(cat /run/lab/bus.pid)")
            let busless = try await lab.apply(spec)
            #expect(busless.status == 69 && busless.stderr.contains("bus"), "\(busless)")
            #expect(try await lab.host.must(links) == details)
            // Neither is needed to look at what would be.
            #expect(try await lab.host.run("nm-topology validate \(spec)").status == 0)
        }
    }

    @Test func `LACP without a partner on the switch fails, says so, and is undone`() async throws {
        let spec = Fixture.examples + "/kvm-trunk.yaml"
        try await Lab.with(.uml, .trunk(vlans: [100, 200, 300])) { lab in
            let before = try await lab.snapshot()
            let apply = try await lab.apply(spec, "--settle 15")
            #expect(apply.status == 1, "\(apply)")
            #expect(apply.stderr.contains("no LACP partner answers"), "\(apply)")
            #expect(try await lab.trial().state == "rolled-back")
            try await lab.expectUnchanged(since: before)
        }
    }
}
