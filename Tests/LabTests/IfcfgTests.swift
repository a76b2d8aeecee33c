import Foundation
import LabSupport
import Testing

/// Hosts whose profiles NetworkManager's plugin ifcfg-rh keeps, in the order of plugins of RHEL 7 and 8.
@Suite(.explainedByLab, .needs(.native), .needsIfcfg, .turn(.native), .timeLimit(.minutes(5)))
struct IfcfgTests {
    /// As an installer and its administrators left it: comments, a variable that nobody knows, a file without a UUID.
    static let scripts = [
        "ifcfg-enp2s0": """
        # by the installer; ask Maria before you touch it
        TYPE="Ethernet"
        BOOTPROTO=none
        NAME=Uplink
        UUID="0f6d4f0e-6d7c-4c57-9a38-0c6f7b0a1c01"
        DEVICE=enp2s0
        ONBOOT=yes
        IPADDR=10.0.0.2
        PREFIX=24
        GATEWAY=10.0.0.1
        IPV6INIT=no
        X_OWNER=maria   # nobody reads this
        """,
        "route-enp2s0": "# to the old office\nADDRESS0=10.77.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=10.0.0.1\n",
        "ifcfg-enp3s0": "DEVICE=enp3s0\nBOOTPROTO=none\nIPADDR=10.8.0.2\nPREFIX=24\nIPV6INIT=no\n",
        "ifcfg-enp3s0:1": "DEVICE=enp3s0:1\nIPADDR=10.8.0.3\nPREFIX=24\n",
        "rule-enp3s0": "from 10.8.0.2 table 108\n",
        "keys-enp3s0": "IEEE_8021X_PASSWORD=secret\n",
        "ifcfg-lo": "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\nONBOOT=yes\n",
    ]

    private static let spec = """
        version: 1
        bridges:
          br0: {ports: [enp2s0], addresses: [10.0.0.2/24], gateway: 10.0.0.1}
          br2: {ports: [enp3s0]}
        """

    /// Everything in the directory: names, modes, content.
    private static let look = "cd /etc/sysconfig/network-scripts && stat -c '%a %u:%g %n' -- * && sha256sum -- *"

    /// A snapshot without the label of the alias's address, which a key file cannot say, so that a restored profile has it
    /// only when it is activated the next time.
    private static func unlabelled(_ snapshot: [String]) -> [String] {
        snapshot.map { $0.replacing(" enp3s0:1\\", with: " enp3s0\\") }
    }

    /// The order of RHEL 7 and 8, and that of RHEL 9.
    @Test(arguments: ["ifcfg-rh,keyfile", "keyfile,ifcfg-rh"])
    func `a trial leaves the files to the byte, a confirm makes key files of them, and a restore brings them back`(
        plugins: String
    ) async throws {
        try await Lab.with(.native, .flat(nics: 2), ifcfg: IfcfgHost(Self.scripts, plugins: plugins)) { lab in
            try await expect(lab.ext, reaches: "10.0.0.2")
            let before = Self.unlabelled(try await lab.snapshot())
            let scripts = try await lab.host.must(Self.look)
            let list = try await lab.host.must("nm-topology profile list")
            #expect(list.contains(#/Uplink .*ifcfg/#), "\(list)")
            let spec = try await lab.spec(Self.spec)

            // Taken back by somebody, and by the guard because NetworkManager was started again.
            for end in ["nm-topology checkpoint rollback", ". $LAB/daemons; kill_nm TERM; start_nm; nm_ready 30"] {
                let apply = try await lab.apply(spec)
                try #require(apply.status == 0, "\(apply)")
                #expect(try await lab.host.must(Self.look) == scripts, "in the trial")
                try await expect(lab.ext, reaches: "10.0.0.2")
                try await lab.host.must(end)
                #expect(try await lab.guardEndsTrial(within: .seconds(90)))
                #expect(try await lab.host.must(Self.look) == scripts, "after \(end)")
                try await lab.expectUnchanged(since: before, "after \(end)", of: Self.unlabelled)
            }

            try await lab.establish(spec)
            #expect(try await lab.host.must("ls /etc/sysconfig/network-scripts") == "ifcfg-lo\n")
            try await expect(lab.ext, reaches: "10.0.0.2")
            try await lab.expectSettled(spec, boots: false)
            let after = try await lab.snapshot()

            // First a restore that nobody keeps: nothing is on disk.
            let restore = "nm-topology history restore 3 --confirm manual --timeout 60"
            let trial = try await lab.host.run(restore, timeout: .seconds(120))
            try #require(trial.status == 0, "\(trial)")
            #expect(trial.stderr.contains("comes back: /etc/sysconfig/network-scripts/ifcfg-enp2s0"), "\(trial)")
            #expect(try await lab.host.must("ls /etc/sysconfig/network-scripts") == "ifcfg-lo\n")
            try await expect(lab.ext, reaches: "10.0.0.2")
            #expect(try await lab.host.must("ip route").contains("10.77.0.0/16 via 10.0.0.1 dev enp2s0"))
            let rollback = try await lab.host.run("nm-topology checkpoint rollback")
            #expect(rollback.status == 0, "\(rollback)")
            try await lab.expectUnchanged(since: after, "after the restore was taken back")

            let again = try await lab.host.run(
                restore + " && nm-topology checkpoint confirm", timeout: .seconds(120))
            try #require(again.status == 0, "\(again)")
            #expect(try await lab.host.must(Self.look) == scripts, "after the restore")
            try await expect(lab.ext, reaches: "10.0.0.2")
            try await lab.expectUnchanged(since: before, "after the restore", of: Self.unlabelled)
            try await lab.restartNetworkManager()
            try await lab.expectUnchanged(since: before, "after NetworkManager's next start", of: Self.unlabelled)
        }
    }

    @Test func `what somebody saves during a trial goes with it, or becomes a key file with it`() async throws {
        try await Lab.with(.native, .flat(nics: 2), ifcfg: IfcfgHost(Self.scripts)) { lab in
            let scripts = try await lab.host.must(Self.look)
            let before = try await lab.snapshot()
            let spec = try await lab.spec(Self.spec)
            // NetworkManager writes it to ifcfg-br0.
            let save =
                "nmcli connection modify br0 +ipv4.routes '10.66.0.0/16 10.0.0.1'; ls /etc/sysconfig/network-scripts"
            try await lab.apply(spec)
            #expect(try await lab.host.must(save).contains("ifcfg-br0\n"))
            #expect(try await lab.host.run("nm-topology checkpoint rollback").status == 0)
            #expect(try await lab.host.must(Self.look) == scripts)
            try await lab.expectUnchanged(since: before)

            try await lab.apply(spec)
            #expect(try await lab.host.must(save).contains("route-br0\n"))
            let confirm = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(confirm.status == 0, "\(confirm)")
            #expect(try await lab.host.must("ls /etc/sysconfig/network-scripts") == "ifcfg-lo\n")
            let file = try await lab.host.must("cat /etc/NetworkManager/system-connections/br0.nmconnection")
            #expect(file.contains("route1=10.66.0.0/16,10.0.0.1"), "\(file)")
            let drift = try await lab.host.run("nm-topology profile diff")
            #expect(drift.status == 2 && drift.stdout.contains("10.66.0.0/16"), "\(drift)")
        }
    }

    @Test func `after a power cut in a trial, the files are there to the byte, and the old network is up`() async throws
    {
        try await Lab.with(.native, .flat(nics: 2), disk: .kept, ifcfg: IfcfgHost(Self.scripts)) { lab in
            let scripts = try await lab.host.must(Self.look)
            let spec = try await lab.spec(Self.spec)
            try await lab.apply(spec)
            try await lab.powerCut()
            try await lab.bootAgain()
            #expect(try await lab.host.must(Self.look) == scripts)
            try await expect(lab.ext, reaches: "10.0.0.2")
            // And of what somebody saved in it nothing stays.
            let again = try await lab.spec(Self.spec)
            try await lab.apply(again)
            try await lab.host.must("nmcli connection modify br0 +ipv4.routes '10.66.0.0/16 10.0.0.1'; sync")
            try await lab.powerCut()
            try await lab.bootAgain()
            #expect(try await lab.host.must(Self.look) == scripts)
            try await expect(lab.ext, reaches: "10.0.0.2")
        }
    }
}

/// The thread's host with bonds and VLANs, as RHEL 7 and 8 have it.
@Suite(
    .explainedByLab, .needs(Lab.anyKindWithBonds), .needsIfcfg, .turn(Lab.anyKindWithBonds), .timeLimit(.minutes(10)))
struct IfcfgBondTests {
    private static func ifcfg(_ device: String, _ lines: String...) -> (String, String) {
        (
            "ifcfg-\(device)",
            (["DEVICE=\(device)", "BOOTPROTO=none", "ONBOOT=yes", "IPV6INIT=no"] + lines + [""])
                .joined(separator: "\n")
        )
    }

    private static let scripts = Dictionary(uniqueKeysWithValues: [
        ifcfg("enp2s0", "TYPE=Ethernet", "MASTER=bond0", "SLAVE=yes"),
        ifcfg("enp3s0", "TYPE=Ethernet", "MASTER=bond0", "SLAVE=yes"),
        ifcfg("bond0", "TYPE=Bond", "BONDING_MASTER=yes", "BONDING_OPTS=\"mode=802.3ad miimon=100 lacp_rate=fast\""),
        ifcfg("bond0.303", "VLAN=yes", "BRIDGE=br303"),
        ifcfg("br303", "TYPE=Bridge", "STP=no", "IPADDR=10.1.47.2", "PREFIX=24", "GATEWAY=10.1.47.1"),
    ])

    @Test func `bond0 with bond0.303 in br303 gets another VLAN, and becomes key files`() async throws {
        let site = Site.lacpTrunk(vlans: [300, 303])
        try await Lab.with(Lab.anyKindWithBonds, site, ifcfg: IfcfgHost(Self.scripts)) { lab in
            try await expect(lab.gw, reaches: "10.1.47.2")
            let look = "cd /etc/sysconfig/network-scripts && sha256sum -- *"
            let scripts = try await lab.host.must(look)
            let spec = try await lab.spec(
                """
                version: 1
                bonds:
                  bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {lacp_rate: fast}}
                vlans:
                  bond0.300: {parent: bond0, id: 300}
                  bond0.303: {parent: bond0, id: 303}
                bridges:
                  br300: {ports: [bond0.300]}
                  br303: {ports: [bond0.303], stp: false, addresses: [10.1.47.2/24], gateway: 10.1.47.1}

                """)
            let apply = try await lab.apply(spec, "--timeout 120")
            try #require(apply.status == 0, "\(apply)")
            #expect(try await lab.host.must(look) == scripts)
            try await expect(lab.gw, reaches: "10.1.47.2")
            #expect(try await lab.host.run("nm-topology checkpoint rollback").status == 0)
            #expect(try await lab.host.must(look) == scripts)
            try await expect(lab.gw, reaches: "10.1.47.2")
            try await lab.establish(spec, "--timeout 120")
            #expect(try await lab.host.must("ls /etc/sysconfig/network-scripts") == "")
            try await expect(lab.gw, reaches: "10.1.47.2")
            try await lab.expectSettled(spec, boots: false)
            let restore = try await lab.host.run(
                "nm-topology history restore 2 --confirm manual --timeout 120 && nm-topology checkpoint confirm",
                timeout: .seconds(200))
            #expect(restore.status == 0, "\(restore)")
            #expect(try await lab.host.must(look) == scripts)
            try await expect(lab.gw, reaches: "10.1.47.2")
        }
    }
}
