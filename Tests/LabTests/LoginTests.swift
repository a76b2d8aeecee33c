import LabSupport
import Testing

/// 802.1X: a switch port that lets nobody in before a login, with hostapd as the switch and its RADIUS server.
@Suite(
    .explainedByLab, .needs(.uml), .enabled(if: Site.hasAuthenticator, "hostapd is not installed; see lab/install"),
    .turn(.uml), .timeLimit(.minutes(8)))
struct LoginTests {
    private static let passwords = ["Pa55-of-the-host", "Pa55-that-is-new", "Pa55-that-is-wrong", "Pa55-of-the-key"]
    private static let folder = "/etc/nm-topology"
    private static let file = "\(folder)/host7.password"

    private static func write(_ password: String, to file: String = file, mode: String = "600") -> String {
        "mkdir -p \(folder); install -m \(mode) /dev/null \(file); printf '%s\\n' '\(password)' >\(file); "
    }

    /// A CA, and what it vouches for: the server and the host, whose key is encrypted.
    private static let certificates = """
        cd /tmp
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=ca -keyout ca.key -out ca.pem
        for name in radius.example.com host7.example.com; do
            openssl req -newkey rsa:2048 -nodes -subj /CN=$name -addext subjectAltName=DNS:$name -keyout $name.key -out $name.csr
            openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3000 -copy_extensions copy -out $name.pem
        done
        mkdir -p \(folder); cp ca.pem \(folder)/switch-ca.pem; cp host7.example.com.pem \(folder)/host7.pem
        openssl pkcs8 -topk8 -in host7.example.com.key -passout pass:\(passwords[3]) -out \(folder)/host7.key
        chmod 600 \(folder)/host7.key
        """

    /// The switch begins anew.
    ///
    /// Its port is in the bridge while hostapd has authorized it, and is in no network otherwise.
    private static func switchKnows(_ password: String) -> String {
        """
        cd /tmp
        for pid in hostapd.pid gate.pid; do
            [[ ! -e $pid ]] || { kill $(<$pid); while kill -0 $(<$pid); do sleep 0.1; done; rm $pid; }
        done 2>/dev/null
        ip -n sw link set swp2 nomaster
        cat >users <<'USERS'
        "host7.example.com" TLS
        * PEAP
        "host7" MSCHAPV2 "\(password)" [2]
        USERS
        cat >hostapd.conf <<'CONF'
        interface=swp2
        driver=wired
        logger_stdout=-1
        logger_stdout_level=1
        ieee8021x=1
        use_pae_group_addr=1
        eap_server=1
        eap_user_file=/tmp/users
        ca_cert=/tmp/ca.pem
        server_cert=/tmp/radius.example.com.pem
        private_key=/tmp/radius.example.com.key
        CONF
        : >hostapd.log
        ip netns exec sw hostapd -B -P /tmp/hostapd.pid -f hostapd.log hostapd.conf
        cat >gate <<'GATE'
        tail -n +1 -F /tmp/hostapd.log 2>/dev/null | while read -r line; do
            case $line in
                *unauthorizing\\ port*) ip -n sw link set swp2 nomaster ;;
                *authorizing\\ port*) ip -n sw link set swp2 master br0 ;;
            esac
        done
        GATE
        setsid bash gate </dev/null >/dev/null 2>&1 & echo $! >gate.pid
        """
    }

    private static let addresses = "addresses: [10.0.0.10/24]"

    private static let byCertificate = """
        version: 1
        ethernets:
          enp2s0:
            802-1x:
              eap: tls
              identity: host7.example.com
              ca-cert: \(folder)/switch-ca.pem
              client-cert: \(folder)/host7.pem
              private-key: \(folder)/host7.key
              private-key-password-file: \(folder)/host7.key.password
              domain-suffix-match: radius.example.com
            \(addresses)
        """

    private static let byPassword = """
        version: 1
        ethernets:
          enp2s0:
            802-1x:
              eap: peap
              identity: host7
              anonymous-identity: somebody
              ca-cert: \(folder)/switch-ca.pem
              password-file: \(file)
              domain-suffix-match: example.com
              auth-timeout: 5
            \(addresses)
        """

    @Test func `the host logs in by certificate and by password, and a wrong password brings the old network back`()
        async throws
    {
        try await Lab.with(.uml, .flat()) { lab in
            let certificate = try await lab.spec(Self.byCertificate, "certificate")
            let password = try await lab.spec(Self.byPassword, "password")
            let before = try await lab.snapshot()
            let secrecy = Secrecy(lab)
            func expectRefused(_ spec: String, _ words: String...) async throws {
                let plan = try await secrecy.run("nm-topology plan \(spec)", expecting: 65)
                for word in words + ["P017"] { #expect(plan.stderr.contains(word), "\(plan)") }
            }
            // Nothing is touched without the files, and secrets that are root's alone.
            try await expectRefused(
                certificate, "\(Self.folder)/switch-ca.pem", "\(Self.folder)/host7.key", "No such file")
            try await lab.host.must(Self.certificates, timeout: .seconds(60))
            try await expectRefused(certificate, "its password cannot be used: ")
            try await lab.host.must(Self.write(Self.passwords[3], to: "\(Self.folder)/host7.key.password"))
            try await lab.host.must(Self.write(Self.passwords[0], mode: "644"))
            try await expectRefused(password, "it belongs to user 0 and has mode 644")
            try await lab.host.must(Self.write(""))
            try await expectRefused(password, "it does not hold a password, on one line")
            try await lab.host.must("chmod 640 \(Self.folder)/host7.key")
            try await expectRefused(certificate, "its private key cannot be used", "mode 640")
            try await lab.host.must("chmod 600 \(Self.folder)/host7.key")
            try await lab.host.must("grep -v password-file \(certificate) >/tmp/no.yaml")
            try await expectRefused("/tmp/no.yaml", "it is encrypted, and the spec has no `private-key-password-file`")
            try await lab.expectUnchanged(since: before)

            try await lab.host.must(Site.supplicant)
            try await lab.host.must(Self.switchKnows(Self.passwords[0]))
            try await lab.host.must("ip address add 10.0.0.11/24 dev enp2s0; ip link set enp2s0 up")
            #expect(try await !lab.host.reaches("10.0.0.1", within: .seconds(2)), "the port is closed")
            try await lab.host.must("ip address del 10.0.0.11/24 dev enp2s0")

            try await secrecy.run("nm-topology apply \(certificate) --confirm manual -v")
            try await expect(lab.host, reaches: "10.0.0.1")
            #expect(try await lab.host.must("cat /tmp/hostapd.log").contains("EAP-SUCCESS 52:54:00:00:00:02"))
            try await secrecy.run("nm-topology checkpoint rollback -v")
            #expect(try await !lab.host.reaches("10.0.0.1", within: .seconds(2)))
            try await lab.host.must(Self.write(Self.passwords[0]))
            try await secrecy.run("nm-topology apply \(password) --confirm manual")
            try await secrecy.run("nm-topology checkpoint confirm -v --json")
            try await expect(lab.host, reaches: "10.0.0.1")
            let empty = try await secrecy.run("nm-topology plan \(password)")
            #expect(empty.stdout.contains("No changes:"), "\(empty)")
            try await secrecy.talk(about: "enp2s0", password, certificate)
            #expect(secrecy.said.contains("Note: the password of enp2s0 is not in its profile"))

            // A wrong password: the switch refuses, and the old network is back.
            try await lab.host.must(Self.write(Self.passwords[2]))
            let changed = try await secrecy.run("nm-topology plan \(password) --steps")
            #expect(changed.stdout.contains("password-file: another → the one in \(Self.file)"), "\(changed)")
            let failed = try await secrecy.run("nm-topology apply \(password) --confirm manual", expecting: 1)
            #expect(failed.stderr.contains("did not come up: the switch has not let it in by 802.1X"), "\(failed)")
            try await expect(lab.host, reaches: "10.0.0.1")

            // Another password on both sides, which a rollback undoes.
            try await lab.host.must(Self.write(Self.passwords[1]))
            try await lab.host.must(Self.switchKnows(Self.passwords[1]))
            try await secrecy.run("nm-topology apply \(password) --confirm manual -v")
            try await expect(lab.host, reaches: "10.0.0.1")
            try await lab.host.must(Self.switchKnows(Self.passwords[0]))
            try await secrecy.run("nm-topology checkpoint rollback")
            #expect(try await secrecy.secret("802-1x.password", of: "enp2s0") == Self.passwords[0])
            try await expect(lab.host, reaches: "10.0.0.1")

            // The same kept, which a restore undoes.
            try await lab.host.must(Self.switchKnows(Self.passwords[1]))
            try await secrecy.run("nm-topology apply \(password) --confirm manual")
            try await secrecy.run("nm-topology checkpoint confirm")
            try await expect(lab.host, reaches: "10.0.0.1")
            try await lab.host.must(Self.switchKnows(Self.passwords[0]))
            try await secrecy.run("nm-topology history restore 5 --confirm manual")
            try await secrecy.run("nm-topology checkpoint confirm")
            #expect(try await secrecy.secret("802-1x.password", of: "enp2s0") == Self.passwords[0])
            try await expect(lab.host, reaches: "10.0.0.1")

            // What somebody else writes into the profile shows.
            try await lab.host.must(Self.write(Self.passwords[0]))
            try await lab.host.must("nmcli connection modify enp2s0 802-1x.password \(Self.passwords[2])")
            let drift = try await secrecy.run("nm-topology plan \(password) --steps")
            #expect(drift.stdout.contains("password-file: another → the one in"), "\(drift)")
            try await lab.host.must("nmcli connection modify enp2s0 802-1x.password \(Self.passwords[0])")

            // A boot makes the same of it.
            try await lab.host.must(Self.switchKnows(Self.passwords[0]))
            try await lab.boot()
            try await expect(lab.host, reaches: "10.0.0.1")
            try await secrecy.expectNone(of: Self.passwords)

            // Only an export that asks for it has it.
            for format in ["keyfile", "nmcli", "json"] {
                let export = "nm-topology profile export --secrets --format \(format)"
                #expect(try await lab.host.must("\(export) \(password)").contains(Self.passwords[0]))
                #expect(try await lab.host.must("\(export) --live").contains(Self.passwords[0]))
                #expect(try await lab.host.must("\(export) \(certificate)").contains(Self.passwords[3]))
            }

            // A new certificate in the same file is a change, and the host logs in with it.
            func establish() async throws {
                try await secrecy.run("nm-topology apply \(certificate) --confirm manual")
                try await secrecy.run("nm-topology checkpoint confirm")
                try await expect(lab.host, reaches: "10.0.0.1")
                let empty = try await secrecy.run("nm-topology plan \(certificate)")
                #expect(empty.stdout.contains("No changes:"), "\(empty)")
            }
            try await establish()
            try await lab.host.must("echo >>\(Self.folder)/host7.pem")
            let renewed = try await secrecy.run("nm-topology plan \(certificate) --steps")
            #expect(
                renewed.stdout.contains("client-cert: another → the one in \(Self.folder)/host7.pem"), "\(renewed)")
            try await establish()

            // The key of a MACsec comes of such a login; Debian's hostapd then agrees on none, so nobody is reached by it.
            let keyed = Self.byPassword.replacing(
                "ethernets:\n  enp2s0:", with: "macsecs:\n  macsec0:\n    parent: enp2s0\n    mode: eap"
            )
            .replacing("10.0.0.10/24", with: "10.7.0.2/24")
            let macsec = try await lab.spec(keyed + "\nethernets: {enp2s0: {}}", "macsec")
            try await secrecy.run("nm-topology apply \(macsec) --confirm manual -v")
            let link = try await lab.host.must("ip -d link show macsec0")
            #expect(link.contains("protect on") && link.contains("encrypt on"), "\(link)")
            #expect(try await secrecy.run("nm-topology show").stdout.contains("macsec0"))
            try await secrecy.run("nm-topology checkpoint rollback")
            try await expect(lab.host, reaches: "10.0.0.1")

            // Where nobody answers, diagnosis names the NIC that waits.
            try await lab.host.must("kill $(</tmp/hostapd.pid); nmcli -w 1 connection up enp2s0 || true")
            #expect(try await lab.host.must("nm-topology show").contains("802.1X tls: not let in"))
            let diagnosis = try await lab.host.run("nm-topology diagnose")
            #expect(diagnosis.stdout.contains("[D024]: enp2s0 waits for the switch to let it in"), "\(diagnosis)")
        }
    }
}
