import LabSupport
import Testing

/// MACsec: frames pass encrypted, and nobody but root sees the key.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(8)))
struct MACsecTests {
    private static let keys = ["5ec4e7c0ffee5ec4e7c0ffee5ec4e7c0", "7ea5ec4e7c0ffee5ec4e7c0ffee5ec4e"]
    private static let file = "/etc/nm-topology/macsec0.cak"

    private static func write(_ key: String, mode: String = "600") -> String {
        "mkdir -p /etc/nm-topology; install -m \(mode) /dev/null \(file); echo \(key) >\(file)"
    }

    /// The other end, with a wpa_supplicant of its own on the far end of enp2s0.
    private static func otherEnd(_ key: String) -> String {
        """
        cd /tmp; [[ ! -e far.pid ]] || { kill $(<far.pid); while [[ -e far.pid ]]; do sleep 0.1; done; }
        ip -n sw link set swp2 nomaster
        cat >far.conf <<CONF
        eapol_version=3
        ap_scan=0
        network={
         key_mgmt=NONE
         eapol_flags=0
         macsec_policy=1
         mka_cak=\(key)
         mka_ckn=0011223344556677
        }
        CONF
        ip netns exec sw wpa_supplicant -i swp2 -D macsec_linux -c far.conf -B -P /tmp/far.pid -f far.log
        until m=$(ip -n sw -o link show type macsec | sed 's/^[0-9]*: \\([^:@]*\\).*/\\1/') && [[ -n $m ]]; do sleep 0.2; done
        ip -n sw address replace 10.7.0.1/24 dev $m; ip -n sw link set $m up
        """
    }

    @Test func `a ping passes encrypted, keys change in a trial, and no output has one`() async throws {
        try await Lab.with(.uml, .flat()) { lab in
            let spec = "/tmp/macsec.yaml"
            try await lab.host.must("cp \(Fixture.examples)/macsec.yaml \(spec)")
            let before = try await lab.snapshot()
            let secrecy = Secrecy(lab)
            // Nothing is touched without a key that is root's alone.
            let none = try await secrecy.run("nm-topology plan \(spec)", expecting: 65)
            #expect(none.stderr.contains("P017") && none.stderr.contains("cannot read it: No such file"))
            let place = try await lab.host.must(
                "awk '{ if (c = index($0, \"mka-cak-file\")) print NR \":\" c }' \(spec) | tail -n 1")
            #expect(none.stderr.contains("macsec.yaml:\(place.dropLast()): P017"), "\(none) \(place)")
            try await lab.host.must(Self.write(Self.keys[0], mode: "644"))
            let open = try await secrecy.run("nm-topology apply \(spec) --confirm manual", expecting: 65)
            #expect(open.stderr.contains("it belongs to user 0 and has mode 644"), "\(open)")
            try await lab.expectUnchanged(since: before)
            try await lab.host.must(Self.write(Self.keys[0]))
            guard try await lab.host.run("command -v wpa_supplicant").status == 0 else {
                let apply = try await secrecy.run("nm-topology apply \(spec) --confirm manual", expecting: 65)
                #expect(apply.stderr.contains("P019") && apply.stderr.contains("`wpasupplicant`"), "\(apply)")
                return try await lab.expectUnchanged(since: before)
            }

            try await lab.host.must(Site.supplicant)
            try await lab.host.must(Self.otherEnd(Self.keys[0]))
            try await secrecy.run("nm-topology apply \(spec) --confirm manual -v")
            try await expect(lab.host, reaches: "10.7.0.1")
            try await secrecy.run("nm-topology checkpoint rollback -v")
            try await lab.expectUnchanged(since: before)

            try await secrecy.run("nm-topology apply \(spec) --confirm manual")
            try await secrecy.run("nm-topology checkpoint confirm -v --json")
            try await expect(lab.host, reaches: "10.7.0.1")
            let link = try await lab.host.must("ip -d link show macsec0")
            #expect(link.contains("encrypt on") && link.contains("mtu 1468"), "\(link)")
            let empty = try await secrecy.run("nm-topology plan \(spec)")
            #expect(empty.stdout.contains("No changes:"), "\(empty)")
            try await secrecy.talk(about: "macsec0", spec)
            #expect(secrecy.said.contains("Note: the key of macsec0 is not in its profile"))

            // Another key at both ends: a change of its own, which a rollback undoes.
            try await lab.host.must(Self.write(Self.keys[1]))
            let plan = try await secrecy.run("nm-topology plan \(spec) --steps")
            #expect(plan.stdout.contains("mka-cak-file: another → the one in \(Self.file)"), "\(plan)")
            try await lab.host.must(Self.otherEnd(Self.keys[1]))
            try await secrecy.run("nm-topology apply \(spec) --confirm manual -v")
            try await expect(lab.host, reaches: "10.7.0.1")
            try await lab.host.must(Self.otherEnd(Self.keys[0]))
            try await secrecy.run("nm-topology checkpoint rollback")
            #expect(try await secrecy.secret("macsec.mka-cak", of: "macsec0") == Self.keys[0])
            try await expect(lab.host, reaches: "10.7.0.1")

            // A boot makes the same of it.
            try await lab.host.must(Self.write(Self.keys[0]))
            try await lab.boot()
            try await expect(lab.host, reaches: "10.7.0.1")
            try await secrecy.expectNone(of: Self.keys)

            // Only an export that asks for it has it.
            for format in ["keyfile", "nmcli", "json"] {
                let export = "nm-topology profile export \(spec) --format \(format)"
                #expect(try await lab.host.must("\(export) --secrets").contains(Self.keys[0]))
                #expect(
                    try await lab.host.must("\(export) --live --secrets".replacing(spec, with: "")).contains(
                        Self.keys[0]))
            }
        }
    }
}
