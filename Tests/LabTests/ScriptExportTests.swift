import LabSupport
import Testing

/// `profile export --format nmcli`, run where NetworkManager listens.
@Suite(.explainedByLab, .timeLimit(.minutes(8)))
struct ScriptExportTests {
    /// What must not change while the script only adds: all that is active, and all that the kernel has.
    ///
    /// Without the carrier, which a lab that has just booted may notice late.
    private static let network = """
        nmcli -t -f UUID,DEVICE connection show --active | sort
        ip -o link | sed 's/^[0-9]*: //; s/qdisc.*//; s/NO-CARRIER,//; s/,LOWER_UP//'; ip -o -4 address; ip -4 route
        """

    /// Compares the files in /etc with the exported ones.
    ///
    /// Without what nmcli cannot write (`[user]`), and what NetworkManager notes at an activation.
    private static let differences = """
        \(Lab.meaning)
        content() { meaning "$1" | grep -Ev ' nm-topology\\.| timestamp='; }
        for f in /tmp/exported/*; do
            diff <(content "$f") <(content "/etc/NetworkManager/system-connections/${f##*/}") || echo "${f##*/}"
        done
        """

    private func check(_ lab: Lab, spec: String, reached: [String]) async throws {
        let before = try await lab.host.must(Self.network)
        try await lab.host.must(
            """
            nm-topology profile export --format nmcli \(spec) >/tmp/profiles.sh
            nm-topology profile export \(spec) --output /tmp/exported
            bash /tmp/profiles.sh
            """)
        // NetworkManager activates what may come up by itself within 2 s.
        try await Task.sleep(for: .seconds(5))
        #expect(try await lab.host.must(Self.network) == before, "it activates nothing")

        let up = try await lab.host.run("bash /tmp/profiles.sh up", timeout: .seconds(240))
        #expect(up.status == 0, "\(up)")
        for address in reached { try await LabTests.expect(lab.ext, reaches: address) }
        let idle = try await lab.host.must(
            """
            for f in /tmp/exported/*; do
                c=${f##*/} && c=${c%.nmconnection}
                [[ $(nmcli -g GENERAL.STATE connection show "$c") == activated ]] || echo "$c"
            done
            """)
        #expect(idle == "", "everything is up: \(idle)")
        let differences = try await lab.host.must(Self.differences)
        #expect(differences == "", "\(differences)")
    }

    @Test(.needs(.native), .turn(.native))
    func `the script adds a bridge and changes nothing, and up moves the address to it`() async throws {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await check(lab, spec: try await lab.spec(FlatHost.bridged()), reached: ["10.0.0.2"])
            // Letting a profile loose that is active changes nothing on its device.
            let quiet = try await lab.host.must(
                """
                ip -o link | sed 's/^[0-9]*: //' | sort >/tmp/links
                timeout 5 ip monitor link address route >/tmp/heard &
                for c in br0 enp2s0; do nmcli connection modify $c connection.autoconnect yes; done
                wait $! || :
                ip -o link | sed 's/^[0-9]*: //' | sort | diff /tmp/links - && cat /tmp/heard
                """)
            #expect(quiet == "", "\(quiet)")
        }
    }

    @Test(.needs(.uml), .turn(.uml))
    func `a bond with VLANs and bridges: nothing comes up before up, and then all of it`() async throws {
        try await Lab.with(.uml, .lacpTrunk(vlans: [100, 200, 300])) { lab in
            try await check(
                lab, spec: Fixture.examples + "/guest-vlan-address.yaml", reached: ["10.0.100.10", "10.1.44.2"])
        }
    }
}
