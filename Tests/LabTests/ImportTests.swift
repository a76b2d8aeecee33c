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

            let before = try await lab.snapshot()
            let links = try await lab.host.must(Self.links)
            let ping = try await Pinging(from: lab.ext, to: "10.0.100.10")
            let adopt = "nm-topology import live --adopt --confirm manual"
            let first = try await lab.host.run(adopt)
            try #require(first.status == 0, "\(first)")
            try await lab.host.must("nm-topology checkpoint rollback")
            try await lab.expectUnchanged(since: before)
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

    /// Networks at random; `NM_TOPOLOGY_NETWORKS` says how many.
    @Test func `networks made with nmcli at random are specs that change nothing but whose profiles they are`()
        async throws
    {
        let count = ProcessInfo.processInfo.environment["NM_TOPOLOGY_NETWORKS"].flatMap(Int.init) ?? 6
        let first = ProcessInfo.processInfo.environment["NM_TOPOLOGY_FIRST"].flatMap(Int.init) ?? 1
        try await Lab.with(.uml, .trunk(vlans: [100])) { lab in
            for number in first..<(first + count) {
                let network = NMCLINetwork(Fuzzing(UInt64(number)))
                try await expectAdopted(network, number, lab)
            }
        }
    }

    private func expectAdopted(_ network: NMCLINetwork, _ number: Int, _ lab: Lab) async throws {
        let made = try await lab.host.run(network.script, timeout: .seconds(120))
        try #require(made.status == 0, "network \(number): \(made)\n\(network.script)")
        let links = try await lab.host.must(Self.links)
        let adopt = try await lab.host.run("nm-topology import live --adopt --confirm manual", timeout: .seconds(90))
        #expect(adopt.status == 0, "network \(number): \(adopt)\n\(network.script)")
        if adopt.status == 0 {
            let confirm = try await lab.host.run(
                "nm-topology checkpoint confirm; nm-topology import live | nm-topology plan -")
            #expect(confirm.stdout.contains("No changes"), "network \(number): \(confirm)\n\(network.script)")
            let now = try await lab.host.must(Self.links)
            #expect(now == links, "network \(number):\n\(network.script)\n\(links)\n\(now)")
        }
        try await lab.host.must(
            """
            nmcli -g UUID,TYPE connection show | grep -v :loopback | cut -d: -f1 | xargs nmcli connection delete >/dev/null
            for link in $(ls /sys/class/net); do
                case $link in lo | enp* | bonding_masters) ;; *) ip link delete $link 2>/dev/null || true ;; esac
            done
            """)
    }
}
