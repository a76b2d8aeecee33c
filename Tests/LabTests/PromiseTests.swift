import LabSupport
import Testing

/// What was judged is what stays: each of these ended in a host that was cut off, or otherwise than was said.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct PromiseTests {
    private static let files = "/etc/NetworkManager/system-connections"

    @Test func `a check cannot succeed over a port that confirming takes away`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let check = "checks: [{ping: 10.0.0.1, count: 2, within: 4}]"
            try await lab.establish(try await lab.spec(FlatHost.bridged(check)))
            // enp3s0 has a link, and leads nowhere.
            try await lab.sw.must("ip link set swp3 nomaster")
            let moved = FlatHost.bridged(check).replacing("[enp2s0]", with: "[enp3s0], mac: \"52:54:00:aa:00:01\"")
            let apply = try await lab.host.run(
                "nm-topology apply \(try await lab.spec(moved, "moved")) --confirm checks --timeout 20")
            #expect(apply.status == 1 && apply.stderr.contains("the check ping 10.0.0.1 failed"), "\(apply)")
            try await expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.must("ls -A \(Self.files)") == "br0.nmconnection\nenp2s0.nmconnection\n")
        }
    }

    @Test func `during a trial NetworkManager does not know what confirming deletes, and cannot save it`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, disk: .kept, keyfiles: FlatHost.keyfiles) { lab in
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must("nmcli -g NAME connection").contains("uplink") == false)
            for change in ["modify uplink ipv4.dns 192.0.2.53", "up uplink", "delete uplink"] {
                #expect(try await lab.host.run("nmcli connection \(change)").status != 0, "\(change)")
            }
            #expect(try await lab.host.must("cat \(Self.files)/uplink.nmconnection") == FlatHost.uplink)
            try await lab.powerCut()
            try await lab.bootAgain()
            try await expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.must("cat \(Self.files)/uplink.nmconnection") == FlatHost.uplink)
        }
    }

    @Test(arguments: ["power", "rollback"])
    func `what somebody saves of the trial with nmcli does not outlive it, but the change itself does`(
        _ end: String
    ) async throws {
        try await Lab.with(.native, FlatHost.site, disk: .kept, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.establish(try await lab.spec(FlatHost.bridged()))
            let before = try await lab.host.must("cat \(Self.files)/br0.nmconnection")
            let changed = FlatHost.bridged("ethernets: {enp3s0: {addresses: [10.8.0.1/24]}}")
                .replacing("10.0.0.2/24]", with: "10.0.0.2/24, 10.0.9.9/24]")
            let apply = try await lab.apply(try await lab.spec(changed, "more"))
            #expect(apply.status == 0, "\(apply)")
            // nmcli saves the whole profile as it is in memory: the trial's, with the one change.
            try await lab.host.must("nmcli connection modify br0 ipv4.dns-options rotate")
            try await lab.host.must("nmcli connection modify enp3s0 ipv4.dns-options rotate")
            #expect(try await lab.host.must("cat \(Self.files)/br0.nmconnection").contains("10.0.9.9"))
            if end == "power" {
                try await lab.powerCut()
                try await lab.bootAgain()
            } else {
                try await lab.host.must("nm-topology checkpoint rollback")
            }
            try await expect(lab.ext, reaches: "10.0.0.2")
            let after = try await lab.host.must("cat \(Self.files)/br0.nmconnection")
            #expect(after.contains("dns-options=rotate") && !after.contains("10.0.9.9"), "\(after)")
            #expect(
                after.split(separator: "\n").filter { $0 != "dns-options=rotate;" } == before.split(separator: "\n"))
            #expect(try await lab.host.must("ls -A \(Self.files)") == "br0.nmconnection\nenp2s0.nmconnection\n")
        }
    }

    @Test(arguments: [25, 5])
    func `another program's checkpoint, taken during the trial, does not bring the trial's network back`(
        _ seconds: Int
    ) async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            // DESTROY_ALL ends ours.
            try await lab.host.must(
                """
                gdbus call --system --dest org.freedesktop.NetworkManager --object-path /org/freedesktop/NetworkManager \
                    --method org.freedesktop.NetworkManager.CheckpointCreate '[]' \(seconds) 1
                """)
            #expect(try await lab.guardEndsTrial(within: .seconds(40)))
            let left = try await lab.host.must(
                "busctl --system get-property org.freedesktop.NetworkManager /org/freedesktop/NetworkManager "
                    + "org.freedesktop.NetworkManager Checkpoints")
            #expect(left == "ao 0\n")
            try await Task.sleep(for: .seconds(seconds + 2))
            try await expect(lab.ext, reaches: "10.0.0.2")
            try await lab.expectUnchanged(since: before)
        }
    }

    @Test func `what is no longer as it was judged once it is permanent is undone`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let before = try await lab.snapshot()
            let spec = try await lab.spec(FlatHost.bridged("checks: [{ping: 10.0.0.1, count: 1, within: 3}]"))
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            // At the moment of the decision the switch lets go of the port.
            let saboteur = try await lab.host.start(
                """
                touch /tmp/watching
                until [[ -e /var/lib/nm-topology/commit.json ]]; do :; done
                ip -n sw link set swp2 nomaster
                """)
            try await lab.host.must("until [[ -e /tmp/watching ]]; do sleep 0.05; done")
            let confirm = try await lab.host.run("nm-topology checkpoint confirm", timeout: .seconds(120))
            #expect(try await saboteur.wait().succeeded)
            #expect(confirm.status == 1, "\(confirm)")
            #expect(confirm.stderr.contains("was confirmed, but then the host was not what had been judged"))
            #expect(confirm.stderr.contains("the check ping 10.0.0.1 failed"), "\(confirm)")
            try await lab.sw.must("ip link set swp2 master br0")
            try await expect(lab.ext, reaches: "10.0.0.2")
            let history = try await lab.host.must("nm-topology history")
            #expect(history.contains("restore of"), "\(history)")
            // The file was removed and is back, to the byte.
            let times = #/ \d{4}-\d\d-\d\d \S+ \+0000/#
            try await lab.expectUnchanged(since: before.map { $0.replacing(times, with: "") }) { lines in
                lines.map { $0.replacing(times, with: "") }
            }
        }
    }

    @Test func `a profile that is a symbolic link comes back although its file was removed meanwhile`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.host.must(
                """
                mkdir -p /etc/profiles; cd \(Self.files); mv uplink.nmconnection /etc/profiles/real
                ln -s /etc/profiles/real uplink.nmconnection; nmcli connection reload
                """)
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must("rm /etc/profiles/real")
            let end = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(end.status == 0, "\(end)")
            try await expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.must("cat \(Self.files)/uplink.nmconnection") == FlatHost.uplink)
        }
    }

    @Test(.enabled(if: Site.hasDHCP, "dnsmasq is not installed; see lab/install"))
    func `temporary IPv6 addresses make no good rollback undetermined`() async throws {
        let site = FlatHost.site.withDHCP(vlan: 0)
        try await Lab.with(.native, site, keyfiles: FlatHost.keyfiles) { lab in
            try await lab.host.must(
                "nmcli connection modify uplink ipv6.method auto ipv6.ip6-privacy 2; nmcli connection up uplink")
            #expect(
                try await lab.host.run(
                    "for ((i = 0; i < 60; i++)); do ip -6 addr show enp2s0 | grep -q temporary && exit; sleep 0.25; done; exit 1"
                ).succeeded)
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            let end = try await lab.host.run("nm-topology checkpoint rollback", timeout: .seconds(90))
            #expect(end.status == 0, "\(end)")
        }
    }

    @Test func `rules and routes of a replaced profile are back before a rollback is called one`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let look = "ip rule; ip route show table all | grep 10.66 | sed 's/ metric [0-9]*//'"
            try await lab.host.must(
                """
                nmcli connection modify uplink ipv4.routing-rules 'priority 77 from 10.0.0.2 table 66' \
                    ipv4.routes '10.66.0.0/16 10.0.0.1'
                nmcli connection up uplink
                """)
            let before = try await lab.host.must(look)
            #expect(before.contains("77:") && before.contains("10.66.0.0/16"), "\(before)")
            let apply = try await lab.apply(try await lab.spec(FlatHost.bridged()))
            #expect(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look + " || :") != before)
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must(look) == before)
        }
    }
}
