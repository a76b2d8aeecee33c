import Foundation
import LabSupport
import Testing

/// What a boot makes of a host that was confirmed is what was confirmed.
extension Lab {
    /// NetworkManager starts as after a boot; see `expectSameAfterBoot`.
    func boot() async throws {
        try await host.must(". $LAB/daemons; . $LAB/reboot; boot_host", timeout: .seconds(120))
    }

    /// Starts NetworkManager as a boot does, and expects that the host is again what it is now.
    ///
    /// NetworkManager has nothing but the disk then, and the kernel nothing but its NICs; see `reboot` of CSandbox. Guests are
    /// plugged in again where they were, so that a test may go on. Processes of the host live on, unlike with
    /// `powerCut()`.
    ///
    /// - Parameter sourceLocation: of the test.
    /// - Throws: when the lab dies.
    func expectSameAfterBoot(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let text = try await host.must(
            """
            . $LAB/daemons; . $LAB/reboot
            host_look; echo @boot; boot_host; host_look
            """, timeout: .seconds(120))
        let looks = text.components(separatedBy: "@boot\n")
        try #require(looks.count == 2, "\(text)", sourceLocation: sourceLocation)
        #expect(!looks[1].contains("@late"), "NetworkManager does not finish its start", sourceLocation: sourceLocation)
        let before = try RebootLook(looks[0])
        var changes = try RebootLook(looks[1]).changes(since: before)
        // LACP, DHCP and router advertisements take their time.
        let end = ContinuousClock.now + .seconds(20)
        while !changes.isEmpty, ContinuousClock.now < end {
            let again = try await host.must(". $LAB/reboot; sleep 1; host_look")
            changes = try RebootLook(again).changes(since: before)
        }
        #expect(
            changes.isEmpty, "a boot makes this of the host:\n\(changes.joined(separator: "\n"))",
            sourceLocation: sourceLocation)
    }
}

/// What `host_look` of `reboot` of CSandbox saw, one line for each value.
struct RebootLook {
    private let lines: Set<String>

    /// What is not the same after each boot, or only tells how far something is, in iproute2's words.
    private static let passing: Set<String> = [
        // Numbers that are given out in the order things come up.
        "ifindex", "metric", "aggregator", "id_", "no", "designated_port", "link_index", "link_netnsid", "queue_id",
        // Negotiations, counters and timers.
        "operstate", "state", "mii_status", "num_ports", "actor_key", "partner_key", "link_failure_count",
        "ad_aggregator_id",
        "ad_actor_oper_port_state", "ad_actor_oper_port_state_str", "ad_partner_oper_port_state",
        "ad_partner_oper_port_state_str", "topology_change", "topology_change_detected", "topology_change_ack",
        "config_pending", "fdb_n_learned", "ageing_time", "hello_timer", "tcn_timer", "topology_change_timer",
        "gc_timer", "hold_timer", "message_age_timer", "forward_delay_timer", "valid_life_time", "preferred_life_time",
        "expires", "tentative", "seq_nr",
        // Of the spanning tree's root, which another bridge may be.
        "root_id", "root_port", "root_path_cost", "designated_cost", "promiscuity", "allmulti", "qdisc",
    ]

    init(_ text: String) throws {
        var lines: Set<String> = []
        var part = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("@") {
                part = String(line.dropFirst())
            } else if part == "devices" {
                // The profile that NetworkManager makes up for it has another UUID each time.
                if !line.hasPrefix("lo:") { lines.insert("device \(line)") }
            } else {
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
                for (name, item) in Self.named(value, part) { Self.flatten(item, name, into: &lines) }
            }
        }
        self.lines = lines
    }

    /// What is otherwise than in an earlier look: one line for each value that went (`-`) or came (`+`).
    func changes(since before: RebootLook) -> [String] {
        before.lines.subtracting(lines).sorted().map { "- " + $0 }
            + lines.subtracting(before.lines).sorted().map { "+ " + $0 }
    }

    private static func flatten(_ value: Any, _ name: String, into lines: inout Set<String>) {
        if let object = value as? [String: Any] {
            for (key, item) in object where !isPassing(key, of: object) {
                flatten(item, "\(name) \(key)", into: &lines)
            }
        } else if value is [[String: Any]] {
            for (key, item) in named(value, name) { flatten(item, key, into: &lines) }
        } else if let flags = value as? [String] {
            // A bridge has carrier once a port forwards.
            lines.insert("\(name): \(flags.filter { !["NO-CARRIER", "LOWER_UP"].contains($0) })")
        } else {
            lines.insert("\(name): \(value)")
        }
    }

    /// Kinds of links for which the kernel makes up an address; of veths those that are no NICs.
    private static func isMadeUp(_ object: [String: Any]) -> Bool {
        let kind = (object["linkinfo"] as? [String: Any])?["info_kind"] as? String ?? ""
        return ["dummy", "vxlan", "gretap", "vrf", "openvswitch"].contains(kind)
            || kind == "veth" && (object["ifname"] as? String)?.hasPrefix("veth") == true
    }

    /// A port's number on its bridge is called as a VLAN's is, and counts joining.
    private static func isPassing(_ key: String, of object: [String: Any]) -> Bool {
        passing.contains(key) || key.hasPrefix("gso_") || key.hasPrefix("gro_") || key.hasPrefix("tso_")
            || (key == "address" && isMadeUp(object))
            || (key == "id" && object["hairpin"] != nil) || (key == "flags" && object["dst"] != nil)
    }

    /// A value in words that do not depend on the order of its keys.
    private static func words(_ value: Any) -> String {
        if let object = value as? [String: Any] {
            return object.map { "\($0.key) \(words($0.value))" }.sorted().joined(separator: " ")
        }
        if let list = value as? [Any] { return "[" + list.map(words).joined(separator: ", ") + "]" }
        return "\(value)"
    }

    /// The items of a list by what names them; routes and rules are named by all that they say.
    private static func named(_ value: Any, _ part: String) -> [(String, Any)] {
        (value as? [[String: Any]] ?? []).filter { !$0.isEmpty }.compactMap { item in
            if let name = item["ifname"] { return ("\(part) \(name)", item) }
            if let local = item["local"], let length = item["prefixlen"] {
                return item["temporary"] == nil ? ("\(part) \(local)/\(length)", item) : nil
            }
            if let vlan = item["vlan"] { return ("\(part) \(vlan)", item) }
            // What follows from addresses and from being up.
            if item["table"] as? String == "local" && item["dst"] != nil || item["type"] as? String == "multicast" {
                return nil
            }
            let words = item.filter { !isPassing($0.key, of: item) }.map { "\($0.key) \(Self.words($0.value))" }
                .sorted()
            return ("\(part) " + words.joined(separator: ", "), "there")
        }
    }
}
