import Foundation
import Importing
import LabSupport
import NetTypes
import OrderedCollections
import Profiles
import Testing
import Topology

/// netplan itself, and NetworkManager's own reader of profiles, without a daemon.
private enum Netplan {
    /// Why they cannot be asked here, or `nil`.
    static let obstacle: String? = {
        for program in [["netplan", "--help"], ["nmcli", "--version"]]
        where (try? Finished.run(program))?.code != 0 { return "\(program[0]) is not installed" }
        return nil
    }()

    /// The keyfiles that netplan makes of a configuration, by the interfaces.
    static func keyfiles(of text: String) throws -> [String: String] {
        let root = FileManager.default.temporaryDirectory.appending(path: "netplan-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: "\(root)/etc/netplan", withIntermediateDirectories: true)
        #expect(
            FileManager.default.createFile(
                atPath: "\(root)/etc/netplan/a.yaml", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        )
        let end = try Finished.run(["netplan", "generate", "--root-dir", root])
        #expect(end.code == 0, "\(end.errors)")
        let folder = "\(root)/run/NetworkManager/system-connections"
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let interface = name.dropFirst("netplan-".count).dropLast(".nmconnection".count)
            files[String(interface)] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return files
    }

    /// What a keyfile says, as NetworkManager writes it down again, without what names the profile.
    static func meaning(_ keyfile: String) throws -> [String: String] {
        let end = try Finished.run(
            ["nmcli", "--offline", "connection", "modify", "connection.autoconnect", "yes"], input: Array(keyfile.utf8))
        #expect(end.code == 0, "\(end.errors)\n\(keyfile)")
        var values: [String: String] = [:]
        for section in INIText(ImportFile(name: "", text: end.output)).sections where section.name != "user" {
            for entry in section.entries { values["\(section.name).\(entry.key)"] = entry.value }
        }
        for key in ["id", "uuid", "timestamp", "autoconnect-priority", "autoconnect-slaves", "interface-name"] {
            values["connection.\(key)"] = nil
        }
        return values
    }
}

@Suite(.enabled(if: Netplan.obstacle == nil, "\(Netplan.obstacle ?? "")"))
struct `A spec of netplan's YAML, and what netplan itself makes of that` {
    private static let samples = [
        """
          ethernets:
            e0: {}
            e1: {}
            e2: {dhcp4: true, dhcp6: true, dhcp4-overrides: {use-routes: false}, ipv6-privacy: true, ipv6-address-generation: eui64}
            e3: {addresses: [10.0.3.2/24, "2001:db8:3::2/64"], mtu: 1400, nameservers: {addresses: [10.0.3.53], search: [a.example]},
              gateway4: 10.0.3.1, routes: [{to: 10.70.0.0/16, via: 10.0.3.9, metric: 7, table: 70, mtu: 1300, from: 10.0.3.2}]}
            nic4: {match: {macaddress: "52:54:00:00:00:04"}, dhcp4: true}
          bonds:
            b0: {interfaces: [e0, e1], macaddress: "52:54:00:00:00:b0", dhcp4: true, parameters: {mode: active-backup,
              arp-interval: 200, arp-ip-targets: [10.0.0.8, 10.0.0.9], arp-validate: all, primary: e1, primary-reselect-policy: better,
              fail-over-mac-policy: none, resend-igmp: 3}}
        """,
        """
          ethernets:
            e0: {}
            e1: {}
            e6: {}
            e7: {addresses: [10.0.7.2/24]}
          bonds:
            b0: {interfaces: [e0, e1], parameters: {mode: 802.3ad, lacp-rate: fast, transmit-hash-policy: layer3+4, min-links: 1,
              ad-select: bandwidth, mii-monitor-interval: 250, up-delay: 500, down-delay: 250}}
          vlans:
            v100: {id: 100, link: b0}
            v200: {id: 200, link: e7, addresses: [10.0.200.2/24]}
          bridges:
            br0: {interfaces: [v100, e6], addresses: [10.0.0.1/24], parameters: {ageing-time: 50, priority: 1000, forward-delay: 12,
              hello-time: 6, max-age: 24, stp: true, path-cost: {v100: 70, e6: 8}, port-priority: {e6: 14}}}
            br1: {interfaces: [], addresses: [10.0.1.1/24], parameters: {stp: false}}
          tunnels:
            t1: {mode: gre, local: 10.0.7.2, remote: 10.0.9.9, key: 77, ttl: 9, addresses: [10.99.0.1/30]}
            vx: {mode: vxlan, id: 9, link: e7, local: 10.0.7.2, remote: 10.0.9.9, port: 4790, mac-learning: false, mtu: 1350,
              addresses: [10.98.0.1/30]}
        """,
    ]

    /// Differences that are meant; docs/import/netplan.md tells them.
    private func withoutMeant(_ ours: inout [String: String], _ theirs: inout [String: String], isPort: Bool) {
        // IPv6 that nobody asks for is off in a spec, and left to the kernel by netplan.
        if theirs["ipv6.method"] == "ignore", ours["ipv6.method"] == "disabled" { theirs["ipv6.method"] = "disabled" }
        if theirs["ipv6.addr-gen-mode"] == nil || ours["ipv6.method"] != "auto" {
            for key in ["ipv6.addr-gen-mode", "ipv6.ip6-privacy"] { (ours[key], theirs[key]) = (nil, nil) }
        }
        // The same, for want of another method.
        if theirs["ipv4.method"] == "link-local", ours["ipv4.method"] == "disabled" {
            theirs["ipv4.method"] = "disabled"
        }
        for key in ["ethernet.wake-on-lan", "bond.num_unsol_na"] where ours[key] == nil { theirs[key] = nil }
        if isPort { for key in ["ipv4.method", "ipv6.method"] { (ours[key], theirs[key]) = (nil, nil) } }
    }

    @Test(arguments: samples) func `both make the same profiles`(sample: String) throws {
        let text = "network:\n  version: 2\n  renderer: NetworkManager\n\(sample)\n"
        let imported = try ImportFormat.netplan.read([ImportFile(name: "a.yaml", text: text)])
        let source = SpecSource(name: "spec", text: try imported.spec(head: []))
        let profiles = ProfileSet(for: try Topology.validate([source]).topology).profiles
        let theirs = try Netplan.keyfiles(of: text)
        #expect(Set(theirs.keys) == Set(profiles.keys.map(\.text)))
        // netplan names controllers by their interfaces, and this program by their profiles.
        let names = Dictionary(profiles.values.map { ($0.uuid.description, $0.interface.text) }) { first, _ in first }
        for (name, profile) in profiles {
            var own = try Netplan.meaning(try KeyfileFormat.text(of: profile)).mapValues { names[$0] ?? $0 }
            var other = try Netplan.meaning(try #require(theirs[name.text]))
            let parent = other["vlan.parent"] ?? other["vxlan.parent"]
            if let parent, parent.count == 36 { (own["vlan.parent"], other["vlan.parent"]) = (nil, nil) }
            withoutMeant(&own, &other, isPort: own["connection.master"] != nil)
            let keys = Set(own.keys).union(other.keys).filter { own[$0] != other[$0] }.sorted()
            #expect(
                keys.isEmpty, "\(name): \(keys.map { "\($0): netplan \(other[$0] ?? "–"), here \(own[$0] ?? "–")" })")
        }
    }
}
