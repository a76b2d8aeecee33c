import Foundation
import LabSupport
import Testing

/// Hosts that somebody set up with nmcli become specs, and then nm-topology's own.
@Suite(.explainedByLab, .needs(.uml), .turn(.uml), .timeLimit(.minutes(10)))
struct ImportTests {
    /// A bond, its VLANs, a bridge for guests; the profiles name each other by interface and by UUID, as nmcli and nmtui do.
    private static let byHand = """
        add() { nmcli connection add "$@" >/dev/null; }
        add type bond con-name 'Bond 0' ifname bond0 bond.options mode=active-backup,miimon=100 ipv4.method disabled ipv6.method disabled
        add type ethernet con-name first ifname enp2s0 master "$(nmcli -g connection.uuid connection show 'Bond 0')" slave-type bond
        add type ethernet con-name second ifname enp3s0 master bond0 slave-type bond
        add type bridge con-name bridge ifname br100 bridge.stp no ipv4.method manual ipv4.addresses 10.0.100.10/24 \
            ipv4.gateway 10.0.100.1 ipv6.method link-local
        add type vlan con-name v100 dev bond0 id 100 ifname bond0.100 master br100 slave-type bridge
        for profile in 'Bond 0' first second bridge v100; do nmcli --wait 20 connection up "$profile" >/dev/null; done
        ip link add docker0 type bridge
        ip link set docker0 up
        until ping -c 1 -W 1 10.0.100.1 >/dev/null; do :; done
        """

    /// What tells a link that stayed from one that went down or was made again.
    private static let links = """
        cd /sys/class/net; for link in *; do
            echo "$link $(cat $link/ifindex $link/carrier_changes | tr '\\n' ' ')"
        done
        """

    /// A snapshot without the VLANs of br100's port, which have no effect as long as br100 does not filter by them.
    ///
    /// NetworkManager 1.58 removes them when the port's profile is reapplied, and puts them back when filtering is turned on.
    private static func withoutIdleVLANs(_ snapshot: [String]) -> [String] {
        snapshot.filter { !$0.hasPrefix("bond0.100  ") || !$0.hasSuffix("1 PVID Egress Untagged") }
    }

    @Test func `a host made with nmcli is taken over without a packet lost, given back, and taken over for good`()
        async throws
    {
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            try await lab.host.must(Self.byHand)
            try await expect(lab.ext, reaches: "10.0.100.10")
            let spec = try await lab.host.must("nm-topology import live")
            #expect(
                spec.hasSuffix(
                    """
                    version: 1
                    bonds:
                      bond0:
                        ports: [enp2s0, enp3s0]
                        mode: active-backup
                        options: {miimon: 100}
                    # br100: the spec also sets `ipv6.addr-gen-mode`
                    trunks:
                      bond0:
                        100: {bridge: br100, addresses: [10.0.100.10/24], link-local: [ipv6], gateway: 10.0.100.1}
                    unmanaged: [docker0]

                    """), "\(spec)")

            let before = Self.withoutIdleVLANs(try await lab.snapshot())
            let links = try await lab.host.must(Self.links)
            let ping = try await Pinging(from: lab.ext, to: "10.0.100.10")
            let adopt = "nm-topology import live --adopt --confirm manual"
            let first = try await lab.host.run(adopt)
            try #require(first.status == 0, "\(first)")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before, of: Self.withoutIdleVLANs)
            try await lab.host.must("mkdir -p /etc/nm-topology")
            let second = try await lab.host.run(adopt + " --output /etc/nm-topology/host.yaml")
            try #require(second.status == 0, "\(second)")
            try await lab.host.must("nm-topology checkpoint confirm")
            #expect(try await ping.longestSilence() < 0.15)
            #expect(try await lab.host.must(Self.links) == links)

            #expect(try await lab.host.must("nm-topology plan").contains("No changes"))
            let owners = try await lab.host.must("nm-topology profile list --json")
            #expect(!owners.contains(#""owner" : "other""#), "\(owners)")
            // The files of these profiles stay theirs.
            let files = try await lab.host.must("ls /etc/NetworkManager/system-connections")
            #expect(files.split(separator: "\n").count == 5 && files.contains("Bond 0.nmconnection"), "\(files)")

            // Later changes of a profile that was taken over are changes of it, and no second one.
            try await lab.host.must(
                "sed -i 's#10.0.100.10/24#10.0.100.10/24, 10.0.100.11/24#' /etc/nm-topology/host.yaml")
            try await lab.establish("")
            try await expect(lab.ext, reaches: "10.0.100.11")
            #expect(try await lab.host.must(Self.links) == links)
            try await lab.boot()
            try await expect(lab.ext, reaches: "10.0.100.10")
            #expect(try await lab.host.must("nm-topology plan").contains("No changes"))
        }
    }

    @Test(.turn(.native)) func `what had never come from the network, no later apply waits for`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(
                """
                nmcli connection add type ethernet ifname enp2s0 con-name lan ipv4.method manual \
                    ipv4.addresses 10.0.0.10/24 ipv6.method auto
                nmcli connection up lan
                mkdir -p /etc/nm-topology
                nm-topology import live --adopt --confirm manual --output /etc/nm-topology/host.yaml
                nm-topology checkpoint confirm
                echo 'bridges: {br9: {}}' >>/etc/nm-topology/host.yaml
                """)
            #expect(try await lab.host.must("cat /etc/nm-topology/host.yaml").contains("accept-ra: true"))
            let apply = try await lab.host.run("nm-topology apply --confirm manual --settle 5")
            #expect(apply.status == 0, "\(apply)")
            try await lab.host.must("nm-topology checkpoint confirm")

            // A NIC whose own addresses are new is waited for.
            let other = try await lab.host.run(
                """
                sed -i 's#10.0.0.10/24#10.0.0.11/24#' /etc/nm-topology/host.yaml
                nm-topology apply --confirm manual --settle 5
                """)
            #expect(other.status == 1 && other.stderr.contains("has come by advertisement"), "\(other)")
        }
    }

    /// The hosts of the thread, and networks at random; `NM_TOPOLOGY_NETWORKS` says how many.
    @Test func `hosts made with nmcli, and at random, are specs that change nothing but whose profiles they are`()
        async throws
    {
        let count = Self.networks ?? 1
        let first = ProcessInfo.processInfo.environment["NM_TOPOLOGY_FIRST"].flatMap(Int.init) ?? 1
        let site = Site(
            """
            nics \((2...9).map { "enp\($0)s0" }.joined(separator: " "))
            \((2...9).map { "trunk swp\($0) 100" }.joined(separator: "\n"))
            router 100 10.0.100.1/24 fd00:100::1/64
            ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64
            """)
        try await Lab.with(.uml, Site.hasDHCP ? site.withDHCP(vlan: 100) : site) { lab in
            if first == 1 {
                for (index, profiles) in NMCLIHosts.all.enumerated() {
                    try await expectAdopted(NMCLINetwork.script(profiles), [], "host \(index + 1)", lab)
                }
            }
            for number in first..<(first + count) {
                let network = NMCLINetwork(Fuzzing(UInt64(number)))
                try await expectAdopted(network.script, network.beyondSpec, "network \(number)", lab)
            }
        }
    }

    private static let networks = ProcessInfo.processInfo.environment["NM_TOPOLOGY_NETWORKS"].flatMap(Int.init)

    /// The hosts of lab/faults, before the change of its sweep and after it; that with bonds where time is given.
    @Test(.turn(.native), arguments: networks == nil ? [Lab.Kind.native] : [.native, .uml])
    func `the hosts of the fault sweep are taken over before and after their change`(kind: Lab.Kind) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = [
            "-c", "work=$1 kind=$2; mkdir -p $work; . \(Fixture.repository)/lab/faults-world; make_world", "bash",
            folder,
            kind.rawValue,
        ]
        try shell.run()
        shell.waitUntilExit()
        let profiles = folder + "/disk/system-connections"
        let names = try FileManager.default.contentsOfDirectory(atPath: profiles)
        let keyfiles = try names.map { ($0, try String(contentsOfFile: "\(profiles)/\($0)", encoding: .utf8)) }
        let site = Site(try String(contentsOfFile: folder + "/site", encoding: .utf8))
        let change = "faults\(kind == .uml ? "-uml" : "").yaml"
        try await Lab.with(kind, site, keyfiles: Dictionary(uniqueKeysWithValues: keyfiles)) { lab in
            try await lab.host.write("/tmp/change.yaml", try Fixture.text("lab/\(change)"))
            let links = try await lab.host.must(Self.links)
            let first = try await lab.host.run("nm-topology import live --adopt --confirm manual")
            #expect(first.status == 0, "\(first)")
            try await lab.host.must("nm-topology checkpoint rollback")
            #expect(try await lab.host.must(Self.links) == links)
            try await lab.establish("/tmp/change.yaml")
            let changed = try await lab.host.must(Self.links)
            let second = try await lab.host.run("nm-topology import live --adopt --confirm manual")
            #expect(second.status == 0, "\(second)")
            _ = try await lab.host.run("nm-topology checkpoint confirm")
            #expect(try await lab.host.must(Self.links) == changed)
            let plan = try await lab.host.run("nm-topology import live | nm-topology plan -")
            #expect(plan.stdout.contains("No changes"), "\(plan)")
        }
    }

    /// Makes a host by a script and takes it over; each of `beyondSpec` is a piece of a warning that import has to give.
    private func expectAdopted(_ script: String, _ beyondSpec: [String], _ name: String, _ lab: Lab) async throws {
        let start = ContinuousClock.now
        let made = try await lab.host.run(script, timeout: .seconds(120))
        #expect(made.status == 0 && made.stdout == "", "\(name): \(made)\n\(script)")
        if made.status == 0 {
            let links = try await lab.host.must(Self.links)
            let adopt = try await lab.host.run(
                "nm-topology import live --adopt --confirm manual", timeout: .seconds(90))
            #expect(adopt.status == 0, "\(name): \(adopt)\n\(script)")
            let warnings = adopt.stderr.split(separator: "\n").filter { $0.hasPrefix("warning[I") }
            #expect(
                warnings.count == beyondSpec.count && beyondSpec.allSatisfy(adopt.stderr.contains),
                "\(name): \(warnings) instead of \(beyondSpec)\n\(script)")
            if adopt.status == 0 {
                let confirm = try await lab.host.run(
                    "nm-topology checkpoint confirm; nm-topology import live | nm-topology plan -")
                #expect(confirm.stdout.contains("No changes"), "\(name): \(confirm)\n\(script)")
                let now = try await lab.host.must(Self.links)
                #expect(now == links, "\(name):\n\(script)\n\(links)\n\(now)")
            }
        }
        print("\(name): \(ContinuousClock.now - start)")
        try await lab.host.must(
            """
            nmcli -g UUID,TYPE connection show | grep -v :loopback | cut -d: -f1 | xargs nmcli connection delete >/dev/null
            for link in $(ls /sys/class/net); do
                case $link in lo | enp* | bonding_masters) ;; *) ip link delete $link 2>/dev/null || true ;; esac
            done
            """)
    }
}
