import LabSupport
import Testing

/// Other profiles' secrets stay where NetworkManager keeps them, and nobody but root sees a trial's files.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct SecretTests {
    private static let secrets = ["S3cret-dot1x", "S3cret-wifi"]

    /// A port with 802.1X, which the spec takes over, and a Wi-Fi network, which it does not know.
    private static let keyfiles = FlatHost.keyfiles.merging([
        "dot1x.nmconnection": """
        [connection]
        id=dot1x
        uuid=8a1f60c3-7d0d-4b1c-9d7e-000000000003
        type=ethernet
        autoconnect=false
        interface-name=enp3s0

        [ethernet]

        [802-1x]
        # comments stay, too
        eap=peap;
        identity=host7
        password=\(secrets[0])
        phase2-auth=mschapv2

        [ipv4]
        method=disabled

        [ipv6]
        method=disabled

        """,
        "office.nmconnection": """
        [connection]
        id=office
        uuid=8a1f60c3-7d0d-4b1c-9d7e-000000000004
        type=wifi
        autoconnect=false

        [wifi]
        ssid=office

        [wifi-security]
        key-mgmt=wpa-psk
        psk=\(secrets[1])

        [ipv4]
        method=auto

        """,
    ]) { $1 }

    @Test func `no secret of a profile in any output, and files for root alone`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: Self.keyfiles, logLevel: "TRACE") { lab in
            let before = try await lab.snapshot()
            let takesOver = "ethernets: {enp3s0: {addresses: [10.9.9.2/24]}}\n"
            _ = try await lab.spec(FlatHost.bridged(takesOver))
            let secrecy = Secrecy(lab)
            func expectOnlyRootCanRead() async throws {
                let modes = try await lab.host.must(
                    """
                    cd /; stat -c '%a %U %n' run/nm-topology var/lib/nm-topology var/lib/nm-topology/history
                    find run/nm-topology var/lib/nm-topology -type f | xargs stat -c '%a %U %F' | sed 's/ empty//' | sort -u
                    """)
                #expect(
                    modes == """
                        700 root run/nm-topology
                        700 root var/lib/nm-topology
                        700 root var/lib/nm-topology/history
                        600 root regular file

                        """)
            }

            try await secrecy.run("nm-topology apply /tmp/spec.yaml --confirm manual -v")
            try await expectOnlyRootCanRead()
            try await secrecy.talk(about: "enp3s0", "/tmp/spec.yaml")
            try await secrecy.run("nm-topology checkpoint rollback -v")
            try await lab.expectUnchanged(since: before)
            let back = try await secrecy.secret("802-1x.password", of: "dot1x")
            #expect(back == Self.secrets[0], "NetworkManager still has the secret")

            // The same with a reason to roll back by itself, and kept.
            let failing = FlatHost.bridged(
                gateway: "10.0.0.9", takesOver + "checks: [{ping: 192.0.2.10, within: 3}]")
            _ = try await lab.spec(failing, "failing")
            try await secrecy.run("nm-topology apply /tmp/failing.yaml --confirm manual -v", expecting: 1)
            try await lab.expectUnchanged(since: before)
            try await secrecy.run("nm-topology apply /tmp/spec.yaml --confirm manual -v")
            try await secrecy.run("nm-topology checkpoint confirm -v --json")
            try await secrecy.talk(about: "enp3s0", "/tmp/spec.yaml")
            try await expectOnlyRootCanRead()

            #expect(secrecy.said.contains("dot1x"), "the profile is named")
            #expect(secrecy.said.contains("the check ping 192.0.2.10 failed"))
            try await secrecy.expectNone(of: Self.secrets)
            // It is nowhere else either (what is written in /etc, /var and /tmp of a lab lies in /run/lab).
            let elsewhere = try await lab.host.must(
                """
                grep -rlD skip -e \(Self.secrets[0]) -e \(Self.secrets[1]) /run /etc/NetworkManager 2>/dev/null |
                    grep -v -e ^/run/lab/scratch/ -e ^/run/lab/jobs/ -e ^/etc/NetworkManager/system-connections/ || :
                """)
            #expect(elsewhere == "", "the trial's shadow of the profile is gone with the trial")
        }
    }

    @Test func `a state directory or file that is a symbolic link is refused, and what it points to stays`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            let before = try await lab.snapshot()
            try await lab.host.must("mkdir -m 755 /tmp/elsewhere; echo mine >/tmp/elsewhere/file")
            for path in ["/run/nm-topology", "/var/lib/nm-topology", "/var/lib/nm-topology/history"] {
                try await lab.host.must("rm -rf \(path); mkdir -p $(dirname \(path)); ln -s /tmp/elsewhere \(path)")
                let apply = try await lab.apply(spec)
                #expect(apply.status == 73 && apply.stderr.contains("\(path): it is no directory"), "\(apply)")
                #expect(apply.stderr.contains("remove it once you know who made it"))
                try await lab.host.must("rm \(path)")
            }
            try await lab.host.must(
                "nm-topology checkpoint status; ln -s /tmp/elsewhere/file /run/nm-topology/trial.json")
            let reading = try await lab.apply(spec)
            #expect(reading.status == 73 && reading.stderr.contains("/run/nm-topology/trial.json"), "\(reading)")
            try await lab.host.must("cd /run/nm-topology; rm trial.json; rm lock; ln -s /tmp/elsewhere/file lock")
            let locking = try await lab.apply(spec)
            #expect(locking.status == 73 && locking.stderr.contains("/run/nm-topology/lock"), "\(locking)")
            // Under the temporary name, too: it is replaced, not written through.
            try await lab.host.must("cd /run/nm-topology; rm lock; ln -s /tmp/elsewhere/file .trial.json.new")
            let apply = try await lab.apply(spec)
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before)
            let untouched = try await lab.host.must(
                "stat -c '%a' /tmp/elsewhere; ls -A /tmp/elsewhere; cat /tmp/elsewhere/file")
            #expect(untouched == "755\nfile\nmine\n")

            // Opened to others by somebody, they are closed again.
            try await lab.host.must("chmod 777 /run/nm-topology /var/lib/nm-topology; nm-topology checkpoint status")
            #expect(try await lab.host.must("stat -c %a /run/nm-topology /var/lib/nm-topology") == "700\n700\n")
        }
    }

    @Test func `whoever is not root is told so, with what to do, and learns nothing`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            let spec = try await lab.spec(FlatHost.bridged())
            try await lab.host.must("nm-topology apply \(spec) --confirm manual; chmod 644 \(spec)")
            let before = try await lab.snapshot()
            for command in [
                "apply \(spec) --confirm manual", "plan \(spec)", "checkpoint status", "checkpoint confirm",
                "checkpoint rollback", "checkpoint extend", "history", "history show", "recover",
                "profile export --live",
            ] {
                let nobody = try await lab.host.run(
                    "setpriv --reuid 65534 --regid 65534 --clear-groups nm-topology \(command)")
                #expect(nobody.status == 77, "\(nobody)")
                #expect(
                    nobody.stderr.contains("this needs root") && nobody.stderr.contains("sudo nm-topology"), "\(nobody)"
                )
                #expect(nobody.stdout == "")
            }
            // Nor can they end the trial behind its back: the bus and NetworkManager see to that.
            #expect(try await lab.trial().state == "pending")
            try await lab.expectUnchanged(since: before)
        }
    }
}
