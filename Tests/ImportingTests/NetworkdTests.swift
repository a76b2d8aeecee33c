import LabSupport
import Testing
import Topology

@testable import Importing

@Suite struct `systemd-networkd's files` {
    /// Reads files by their names; a notice's file does not matter here.
    private func read(_ files: [(String, String)]) throws -> (imported: Imported, spec: String) {
        let imported = try ImportFormat.networkd.read(files.map { ImportFile(name: $0.0, text: $0.1) })
        let lines = try imported.spec(head: []).split(separator: "\n", omittingEmptySubsequences: false)
        return (imported, lines.filter { !$0.hasPrefix("#") && $0 != "version: 1" }.joined(separator: "\n"))
    }

    @Test func `the thread's host: a bond with LACP, its VLAN, and a bridge for guests`() throws {
        let (imported, spec) = try read([
            (
                "10-bond0.netdev",
                "[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMode=802.3ad\nMIIMonitorSec=100ms\nLACPTransmitRate=fast\n"
            ),
            ("10-bond0.network", "[Match]\nName=bond0\n[Network]\nVLAN=bond0.303\nLinkLocalAddressing=no\n"),
            (
                "20-ports.network",
                "[Match]\nName=enp2s0 enp3s0\n[Link]\nRequiredForOnline=no\n[Network]\nBond=bond0\n"
            ),
            ("30-v.netdev", "[NetDev]\nName=bond0.303\nKind=vlan\n[VLAN]\nId=303\n"),
            ("30-v.network", "[Match]\nName=bond0.303\n[Network]\nBridge=br303\n[Bridge]\nCost=5\n"),
            (
                "40-br.netdev",
                "[NetDev]\nName=br303\nKind=bridge\nMACAddress=52:54:00:00:03:03\n[Bridge]\nForwardDelaySec=4\n"
            ),
            (
                "40-br.network",
                """
                [Match]
                Name=br303
                [Network]
                Address=10.1.44.5/24
                DNS=10.1.44.53
                Domains=example.com
                IPv6AcceptRA=no
                LinkLocalAddressing=no
                [Route]
                Gateway=10.1.44.1
                [Route]
                Destination=10.9.0.0/16
                Gateway=10.1.44.9
                Metric=7
                [RoutingPolicyRule]
                From=10.1.44.0/24
                Table=200
                Priority=900
                """
            ),
        ])
        #expect(
            spec == """
                bonds:
                  bond0:
                    ports: [enp2s0, enp3s0]
                    mode: 802.3ad
                    options: {lacp_rate: fast, miimon: 100}
                vlans:
                  bond0.303: {parent: bond0, id: 303}
                bridges:
                  br303:
                    ports: [{bond0.303: {path-cost: 5}}]
                    forward-delay: 4
                    mac: "52:54:00:00:03:03"
                    addresses: [10.1.44.5/24]
                    gateway: 10.1.44.1
                    routes: [{to: 10.9.0.0/16, via: 10.1.44.9, metric: 7}]
                    rules: [{from: 10.1.44.0/24, table: 200, priority: 900}]
                    dns: {servers: [10.1.44.53], search: [example.com]}

                """, "\(spec)")
        #expect(imported.notices.allSatisfy { $0.code == .otherWords }, "\(imported.notices)")
    }

    @Test func `addresses from the network, as networkd asks for them where a file says nothing more`() throws {
        let (_, spec) = try read([
            ("a.network", "[Match]\nName=eth0\n[Network]\nDHCP=yes\n[DHCPv4]\nRouteMetric=50\nUseDNS=no\n"),
            ("b.network", "[Match]\nName=eth1\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\nLinkLocalAddressing=no\n"),
            (
                "c.network",
                "[Match]\nPermanentMACAddress=52:54:00:00:00:09\n[Network]\nAddress=fd00::9/64\nIPv6AcceptRA=no\n"
            ),
        ])
        #expect(spec.contains("eth1: {dhcp4: true}"), "\(spec)")
        #expect(spec.contains(#"c: {mac: "52:54:00:00:00:09", addresses: ['fd00::9/64']"#), "\(spec)")
        for part in ["dhcp4: true", "accept-ra: true", "addr-gen-mode: eui64", "route-metric: 50"] {
            #expect(spec.contains(part), "\(part): \(spec)")
        }
    }

    @Test func `what no spec has is told with its place, and the first file that matches counts`() throws {
        let (imported, spec) = try read([
            ("1.network", "[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nIPMasquerade=ipv4\n"),
            ("2.network", "[Match]\nName=eth0\n[Network]\nAddress=10.0.0.2/24\n"),
            ("3.network", "[Match]\nName=en*\n[Network]\nDHCP=yes\n"),
            ("4.netdev", "[NetDev]\nName=wg0\nKind=wireguard\n"),
            ("5.network", "[Match]\nName=docker0\n[Link]\nUnmanaged=yes\n"),
        ])
        let notices = imported.notices.map { "\($0.code.rawValue) \($0.place.map { "\($0)" } ?? "") \($0.text)" }
        for part in [
            "I001 1.network:5:1 `IPMasquerade` in [Network] has no equal in a spec",
            "I006 2.network:1:1 for `eth0`, 1.network comes first", "I006 3.network:2:1 3.network is left out",
            "I006 4.netdev:3:1 `wg0` is left out",
        ] {
            #expect(notices.contains { $0.hasPrefix(part) }, "\(part): \(notices)")
        }
        #expect(spec.contains("unmanaged: [docker0]") && !spec.contains("10.0.0.2"))
    }

    @Test(arguments: [
        ("100ms", 1000.0, "100"), ("2", 1000, "2000"), ("15s", 1, "15"), ("1min", 1, "60"), ("500us", 1000, "1"),
    ])
    func `spans of time have units`(text: String, unit: Double, expected: String) {
        #expect(NetworkdImport.time(text, in: unit) == expected)
        #expect(NetworkdImport.time("soon", in: unit) == nil)
    }

    @Test func `a bond's times are milliseconds, a bridge's seconds, and the preferred port is the one that says so`()
        throws
    {
        let (_, spec) = try read([
            (
                "b.netdev",
                "[NetDev]\nName=b0\nKind=bond\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\nUpDelaySec=2\n"
            ),
            ("p.network", "[Match]\nName=eth0\n[Network]\nBond=b0\n"),
            ("q.network", "[Match]\nName=eth1\n[Network]\nBond=b0\nPrimarySlave=yes\n"),
            ("r.netdev", "[NetDev]\nName=br0\nKind=bridge\n[Bridge]\nAgeingTimeSec=5min\nSTP=yes\n"),
        ])
        #expect(
            spec.contains("primary: eth1") && spec.contains("miimon: 100") && spec.contains("updelay: 2000"), "\(spec)")
        #expect(spec.contains("stp: true") && !spec.contains("ageing"), "300 s is what it is anyway: \(spec)")
    }

    @Test func `what a port has beside its controller, and a second gateway, are told`() throws {
        let (imported, spec) = try read([
            ("b.netdev", "[NetDev]\nName=br0\nKind=bridge\n"),
            (
                "p.network",
                """
                [Match]
                Name=eth0
                [Network]
                Bridge=br0
                Address=10.0.0.2/24
                DHCP=yes
                DNS=10.0.0.53
                [RoutingPolicyRule]
                From=10.0.0.0/24
                """
            ),
            ("r.network", "[Match]\nName=br0\n[Network]\nAddress=10.0.0.3/24\nGateway=10.0.0.1\nGateway=10.0.0.9\n"),
        ])
        let notices = imported.notices.map { "\($0.code.rawValue) \($0.place.map { "\($0)" } ?? "") \($0.text)" }
        for part in [
            "I003 p.network:5:1 `Address=10.0.0.2/24` is left out, since `eth0` is a port",
            "I003 p.network:6:1 `DHCP=yes`",
            "I003 p.network:7:1 `DNS=10.0.0.53`", "I003 p.network:9:1 `From=10.0.0.0/24`",
            "I003 r.network:6:1 the gateway 10.0.0.9 is left out, since 10.0.0.1 is one already",
        ] {
            #expect(notices.contains { $0.hasPrefix(part) }, "\(part): \(notices)")
        }
        #expect(spec.contains("gateway: 10.0.0.1\n") && !spec.contains("10.0.0.2"), "\(spec)")
    }
}
