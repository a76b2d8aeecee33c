import Foundation
import LabSupport
import Testing

/// Hosts whose NetworkManager keeps profiles in netplan's YAML, as Ubuntu's does.
@Suite(.explainedByLab, .needs(.native), .needsNetplan, .turn(.native), .timeLimit(.minutes(8)))
struct NetplanTests {
    /// As cloud-init, an administrator and NetworkManager itself left it.
    private static let yaml = [
        "50-cloud-init.yaml": """
        # by cloud-init; ask Maria before you touch it
        network:
          version: 2
          renderer: NetworkManager
          ethernets:
            # the uplink
            enp2s0:
              addresses: [10.0.0.2/24]   # fixed
              routes:
                - {to: default, via: 10.0.0.1}
              # to the old office
              # - {to: 10.77.0.0/16, via: 10.0.0.1}

            # the guests' NIC
            "enp3s0":
              addresses:
              - 10.8.0.2/24
            enp9s0: {dhcp4: true}  # not there
          bridges:
            br7: {addresses: [10.77.0.1/24], macaddress: "52:54:00:aa:00:07"}  # stays

        """,
        "60-other.yaml":
            "# routes of Maria's\nnetwork:\n  ethernets:\n    enp2s0:\n      routes: [{to: 10.78.0.0/16, via: 10.0.0.1}]\n",
        "90-NM-\(old).yaml": """
        network:
          version: 2
          bridges:
            br9:
              renderer: NetworkManager
              addresses:
              - "10.9.0.1/24"
              macaddress: "52:54:00:aa:00:09"
              networkmanager:
                uuid: "\(old)"
                name: "nine"

        """,
    ]
    private static let old = "0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c01"

    private static let spec = """
        version: 1
        bridges:
          br0: {ports: [enp2s0], addresses: [10.0.0.2/24], gateway: 10.0.0.1}
          br2: {ports: [enp3s0]}
        absent: [br9]
        """

    /// What is left of the files once the spec is kept.
    private static let left = """
        == /etc/netplan/50-cloud-init.yaml
        # by cloud-init; ask Maria before you touch it
        network:
          version: 2
          renderer: NetworkManager
          ethernets:
            # the uplink
        \("")
            # the guests' NIC
            enp9s0: {dhcp4: true}  # not there
          bridges:
            br7: {addresses: [10.77.0.1/24], macaddress: "52:54:00:aa:00:07"}  # stays
        == /etc/netplan/60-other.yaml
        # routes of Maria's

        """

    /// Everything in the directory: names, modes, content.
    private static let look = "cd /etc/netplan && stat -c '%a %u:%g %n' -- * && sha256sum -- *"
    /// Somebody changes a profile of the trial's, which NetworkManager stores as YAML.
    private static let save = "nmcli connection modify br0 +ipv4.routes '10.66.0.0/16 10.0.0.1'"
    private static let texts = "for f in /etc/netplan/*; do echo \"== $f\"; cat $f; done"
    private static let restart = ". $LAB/daemons; kill_nm TERM; start_nm; nm_ready 30"

    /// A snapshot without the profile of `lo`, which each start of NetworkManager makes anew, and where a bridge without
    /// ports is as good as connected.
    private static func comparable(_ snapshot: [String]) -> [String] {
        snapshot.filter { !$0.contains(":loopback:") }.map {
            $0.replacing("connecting (getting IP configuration)", with: "connected")
        }
    }

    /// What NetworkManager has, and what is active.
    private func profiles(_ lab: Lab) async throws -> String {
        try await lab.host.must("nmcli -g UUID,FILENAME,DEVICE connection show | grep -v :lo$ | sort")
    }

    @Test
    func `a trial leaves the files to the byte, a confirm takes out what is replaced, and a restore brings it back`()
        async throws
    {
        try await Lab.with(.native, .flat(nics: 2), netplan: Self.yaml) { lab in
            try await expect(lab.ext, reaches: "10.0.0.2")
            let before = Self.comparable(try await lab.snapshot())
            let profiles = try await profiles(lab)
            let files = try await lab.host.must(Self.look)
            let spec = try await lab.spec(Self.spec)
            // Taken back by somebody, by the guard because NetworkManager was started again, and after a reload.
            for end in [
                "nm-topology checkpoint rollback", Self.restart,
                "nmcli connection reload; nm-topology checkpoint rollback",
            ] {
                let apply = try await lab.apply(spec)
                try #require(apply.status == 0, "\(apply)")
                #expect(try await lab.host.must(Self.look) == files, "in the trial")
                try await expect(lab.ext, reaches: "10.0.0.2")
                try await lab.host.must(end)
                #expect(try await lab.guardEndsTrial(within: .seconds(90)))
                #expect(try await lab.host.must(Self.look) == files, "after \(end)")
                #expect(try await self.profiles(lab) == profiles, "after \(end)")
                try await lab.expectUnchanged(since: before, "after \(end)", of: Self.comparable)
            }

            try await lab.establish(spec)
            #expect(try await lab.host.must(Self.texts) == Self.left)
            let after = try await self.profiles(lab)
            #expect(
                after.split(separator: "\n").count == 6 && after.contains("/netplan-br7.nmconnection:br7"), "\(after)")
            try await expect(lab.ext, reaches: "10.0.0.2")
            try await lab.expectSettled(spec, asExported: true, imports: false)
            #expect(try await self.profiles(lab) == after, "after a boot")
            try await expect(lab.ext, reaches: "10.0.0.2")

            let kept = try await lab.host.must(Self.look)
            let restore = "nm-topology history restore 4 --confirm manual --timeout 60"
            let trial = try await lab.host.run(restore, timeout: .seconds(120))
            try #require(trial.status == 0, "\(trial)")
            #expect(try await lab.host.must(Self.look) == kept, "in the restore")
            try await expect(lab.ext, reaches: "10.0.0.2")
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            #expect(try await lab.host.must(Self.look) == kept)
            #expect(try await self.profiles(lab) == after)

            let again = try await lab.host.run(
                restore + " && nm-topology checkpoint confirm", timeout: .seconds(120))
            try #require(again.status == 0, "\(again)")
            #expect(try await lab.host.must(Self.look) == files, "after the restore")
            #expect(try await self.profiles(lab) == profiles, "after the restore")
            try await lab.expectUnchanged(since: before, "after the restore", of: Self.comparable)
            try await lab.host.must(Self.restart)
            #expect(try await self.profiles(lab) == profiles, "after NetworkManager's next start")
            try await lab.expectUnchanged(since: before, "after NetworkManager's next start", of: Self.comparable)
        }
    }

    @Test func `what NetworkManager's own timer and somebody's nmcli write during a trial goes with it`() async throws {
        try await Lab.with(.native, .flat(nics: 2), netplan: Self.yaml) { lab in
            let before = Self.comparable(try await lab.snapshot())
            let profiles = try await profiles(lab)
            let files = try await lab.host.must(Self.look)
            let spec = try await lab.spec(Self.spec)
            for end in [
                // It writes a file for each profile that confirming would delete.
                """
                while pkill -KILL -f '[n]m-topology (guard|keeper)'; do sleep 0.1; done
                for n in {1..600}; do ls /etc/netplan/90-NM-*-*.yaml 2>/dev/null | grep -qv \(Self.old) && break; sleep 0.1; done
                sleep 2; ls /etc/netplan; nm-topology checkpoint status || :
                """,
                "\(Self.save); ls /etc/netplan; nm-topology checkpoint rollback",
            ] {
                let apply = try await lab.apply(spec, "--timeout 10")
                try #require(apply.status == 0, "\(apply)")
                let said = try await lab.host.run(end, timeout: .seconds(150))
                #expect(said.stdout.matches(of: #/90-NM-/#).count > 1, "\(said)")
                #expect(try await lab.guardEndsTrial(within: .seconds(90)))
                #expect(try await lab.host.must(Self.look) == files, "after \(end)")
                #expect(try await self.profiles(lab) == profiles, "after \(end)")
                try await lab.expectUnchanged(since: before, "after \(end)", of: Self.comparable)
            }
        }
    }

    @Test
    func `what somebody saves in a trial becomes a key file with it, and the next apply takes over what is YAML later`()
        async throws
    {
        try await Lab.with(.native, .flat(nics: 2), netplan: Self.yaml) { lab in
            let spec = try await lab.spec(Self.spec)
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must("\(Self.save); ls /etc/netplan").matches(of: #/90-NM-/#).count == 2)
            let confirm = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(confirm.status == 0, "\(confirm)")
            #expect(try await lab.host.must(Self.texts) == Self.left)
            let file = try await lab.host.must("cat /etc/NetworkManager/system-connections/br0.nmconnection")
            #expect(file.contains("route1=10.66.0.0/16,10.0.0.1"), "\(file)")
            // NetworkManager stores what was a key file, and then fails an assertion.
            let saved = try await lab.host.must(
                "nmcli connection modify br2 +ipv4.routes '10.67.0.0/16 10.0.0.1' || :; \(Self.restart); ls /etc/netplan"
            )
            #expect(saved.contains("90-NM-"), "\(saved)")
            try await lab.establish(spec)
            #expect(try await lab.host.must(Self.texts) == Self.left)
            try await lab.expectSettled(spec, asExported: false, imports: false)
            let history = try await lab.host.must("nm-topology history show 1")
            #expect(history.contains("/etc/netplan/50-cloud-init.yaml, "), "\(history)")
        }
    }

    @Test func `after a power cut in a trial, the files are there to the byte, and the old network is up`() async throws
    {
        try await Lab.with(.native, .flat(nics: 2), disk: .kept, netplan: Self.yaml) { lab in
            let files = try await lab.host.must(Self.look)
            let profiles = try await profiles(lab)
            for save in ["sync", "\(Self.save); sync"] {
                let apply = try await lab.apply(try await lab.spec(Self.spec))
                try #require(apply.status == 0, "\(apply)")
                try await lab.host.must(save)
                try await lab.powerCut()
                try await lab.bootAgain()
                #expect(try await lab.host.must(Self.look) == files, "after \(save)")
                #expect(try await self.profiles(lab) == profiles, "after \(save)")
                try await expect(lab.ext, reaches: "10.0.0.2")
            }
        }
    }

    /// Where the program dies, before the power fails: with the decision, and amid netplan's files.
    @Test(
        .enabled(if: access("/usr/bin/strace", X_OK) == 0, "strace is not installed"),
        arguments: ["/run/nm-topology/.trial.json.new", "/etc/netplan/.60-other.yaml.new"])
    func `after a power cut in a confirm, the boot has the new network alone`(path: String) async throws {
        try await Lab.with(.native, .flat(nics: 2), disk: .kept, netplan: Self.yaml) { lab in
            let spec = try await lab.spec(Self.spec)
            let apply = try await lab.apply(spec)
            try #require(apply.status == 0, "\(apply)")
            try await lab.host.must(
                """
                pkill -STOP -f '[n]m-topology (guard|keeper)'
                strace -f -o /dev/null -P \(path) -e trace=rename,renameat,renameat2 \
                    -e 'inject=rename,renameat,renameat2:signal=KILL' nm-topology checkpoint confirm || :
                [[ -e /var/lib/nm-topology/commit.json ]]
                """)
            try await lab.powerCut()
            try await lab.bootAgain()
            #expect(try await lab.host.must(Self.texts) == Self.left)
            let profiles = try await profiles(lab)
            #expect(profiles.split(separator: "\n").count == 6, "\(profiles)")
            try await expect(lab.ext, reaches: "10.0.0.2")
            let again = try await lab.apply(try await lab.spec(Self.spec))
            #expect(again.status == 0 && again.stderr.contains("No changes:"), "\(again)")
            let restore = try await lab.host.run(
                "nm-topology history restore 1 --confirm manual --timeout 60 && nm-topology checkpoint confirm",
                timeout: .seconds(120))
            #expect(restore.status == 0, "\(restore)")
            let text = try await lab.host.must("cat /etc/netplan/50-cloud-init.yaml")
            #expect(text == Self.yaml["50-cloud-init.yaml"])
        }
    }

    /// What netplan makes at boot would change beyond what is replaced.
    @Test(arguments: [
        ("network: {renderer: NetworkManager, ethernets: {enp2s0: {addresses: [10.0.0.2/24]}}}\n", "lines of its own"),
        (
            "network:\n  ethernets:\n    enp2s0:\n      renderer: NetworkManager\n      addresses: [10.0.0.2/24]\n",
            "10-globally-managed-devices.conf"
        ),
        (
            """
            network:
              renderer: NetworkManager
              ethernets:
                enp2s0:
                  addresses: [10.0.0.2/24]
                  match: {macaddress: "52:54:00:00:00:02"}
                  set-name: enp2s0

            """, ".link"
        ),
        (
            """
            network:
              renderer: NetworkManager
              ethernets:
                enp2s0:
                  addresses: [10.0.0.2/24]
              vlans:
                enp2s0.5: {id: 5, link: enp2s0}

            """, "fails without them"
        ),
    ])
    func `what cannot be taken out of the files is refused before anything is touched`(
        text: String, why: String
    ) async throws {
        try await Lab.with(.native, .flat(nics: 2), netplan: ["01.yaml": text]) { lab in
            let files = try await lab.host.must(Self.look)
            let profiles = try await profiles(lab)
            let spec = try await lab.spec("{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.2/24]}}}")
            let apply = try await lab.apply(spec)
            #expect(apply.status != 0 && apply.stderr.contains("P012") && apply.stderr.contains(why), "\(apply)")
            #expect(try await lab.host.must(Self.look) == files)
            #expect(try await self.profiles(lab) == profiles)
            #expect(try await lab.host.run("ls /run/nm-topology*/netplan* /run/nm-topology.netplan*").status != 0)
            // What concerns none of these is not.
            let other = try await lab.spec("{version: 1, bridges: {br5: {addresses: [10.5.0.1/24]}}}")
            try await lab.establish(other)
            #expect(try await lab.host.must(Self.look) == files)
        }
    }
}
