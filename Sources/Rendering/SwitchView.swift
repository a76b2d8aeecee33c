import NetTypes
import OrderedCollections
package import SwitchSide
import Topology

/// Shows the requirements on a host's switch ports in the words of those who configure switches.
package struct SwitchView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// The most VLANs that are listed one by one; more are listed as ranges, without their users.
    private static let listed = 24
    /// The column where the right part of a line begins.
    private static let margin = 20
    /// The longest line in columns.
    private static let width = 110

    /// A section for each bundle of ports.
    package func text(of bundles: [SwitchPorts]) -> String {
        bundles.map(section).joined(separator: "\n")
    }

    private func section(_ ports: SwitchPorts) -> String {
        let names = ports.nics.map(\.name.text)
        let what = names == [ports.name.text] ? "one port" : "\(names.count) ports, for \(Self.list(names))"
        var text = style(.heading, "\(ports.name)".printable) + ": \(what)\n"
        func row(_ label: String, _ lines: [String]) {
            let broken = lines.flatMap { Wrapping.lines($0, width: Self.width - Self.margin, indent: "") }
            for (index, line) in broken.enumerated() {
                let left = ("  " + (index == 0 ? label : "")).padded(to: Self.margin)
                text += (style(.faint, left) + line.printable) + "\n"
            }
        }
        row("Cable", ports.nics.map(Self.cable))
        row(
            "Login",
            ports.logins.map {
                "802.1X: \($0.nic) logs in by EAP-\($0.method.rawValue.uppercased()) as \($0.identity)"
            })
        let isUnused = ports.tagged.isEmpty && ports.untagged.isEmpty
        row("Port mode", [Self.mode(ports)])
        row("Link aggregation", [aggregation(ports)])
        if !isUnused {
            row("Tagged VLANs", tagged(ports))
            row("Untagged VLAN", untagged(ports))
        }
        let header = ports.tagged.isEmpty ? "header and checksum" : "header, tag and checksum"
        row("MTU", ["\(ports.mtu) bytes, that is frames of up to \(ports.frameSize) bytes with \(header)"])
        row("Spanning tree", [spanningTree(ports)])
        row("MAC addresses", [addresses(ports)])
        return text
    }

    // MARK: Rows

    private static func mode(_ ports: SwitchPorts) -> String {
        switch (ports.tagged.isEmpty, ports.untagged.isEmpty) {
        case (true, true): "any: the host does not use " + (ports.nics.count == 1 ? "this port" : "these ports")
        case (true, false): "access"
        case (false, true): "trunk, all VLANs tagged"
        case (false, false): "trunk, with a native VLAN"
        }
    }

    private static func cable(_ nic: SwitchPorts.NIC) -> String {
        let details = [nic.mac.map { "MAC \($0)" }, nic.path.map { "at \($0)" }].compactMap(\.self)
        let note = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        return "host port \(nic.name)\(note) to switch ____________ port ____________"
    }

    private func aggregation(_ ports: SwitchPorts) -> String {
        let count = ports.nics.count
        let all = count == 2 ? "both ports" : "all \(count) ports"
        let place =
            "On one switch, or on switches that act as one for it (stack, MLAG, vPC)."
        let hash =
            ports.hash.map { " The host spreads its frames by \(Self.words($0)); the switch may do otherwise." } ?? ""
        switch ports.aggregation {
        case .none:
            return count == 1
                ? "none: no LACP and no port channel on this port"
                : "none: no LACP and no port channel; each port has what is written here, and they may be on different"
                    + " switches"
        case .fixed:
            return "static (port channel without LACP, mode \"on\"), \(all) in one group. \(place)\(hash)"
        case .lacp(let lacp):
            let rate = lacp.isFast ? "fast LACPDUs (each second)" : "slow LACPDUs (each 30 seconds)"
            let who =
                lacp.isActive
                ? "The host is active and asks for \(rate)." : "The host is passive: the switch must be active."
            let least =
                lacp.minimumLinks > 1
                ? " The host stops using the group with fewer than \(lacp.minimumLinks) links." : ""
            return "LACP (IEEE 802.1AX), \(count == 1 ? "the port" : all) in one group. \(who) \(place)\(least)\(hash)"
        }
    }

    private func tagged(_ ports: SwitchPorts) -> [String] {
        if ports.tagged.isEmpty { return ["none"] }
        let providers = ports.tagged.filter { $0.tag == .dot1ad }
        if ports.tagged.count > Self.listed {
            return [Self.ranges(ports.tagged.map(\.id))] + providers.map(line)
        }
        return ports.tagged.map(line)
    }

    private func line(_ vlan: SwitchPorts.TaggedVLAN) -> String {
        var parts = Self.uses(vlan.uses)
        if vlan.tag == .dot1ad { parts.insert("service VLAN, tag 0x88a8 (IEEE 802.1ad)", at: 0) }
        if !vlan.inner.isEmpty {
            parts.append(
                "its frames have a second tag within, VLAN \(Self.ranges(vlan.inner)), which the switch passes on unread"
            )
        }
        return "\(vlan.id)".padded(to: 4) + "  " + (parts.isEmpty ? "not used yet" : parts.joined(separator: "; "))
    }

    private func untagged(_ ports: SwitchPorts) -> [String] {
        if ports.untagged.isEmpty {
            return [
                "none (no native VLAN): the host neither sends nor takes untagged frames. A VLAN listed above that is the"
                    + " native one of the port fails: its frames reach the host without their tag"
            ]
        }
        return ["the one of: " + Self.uses(ports.untagged, withBridge: true).joined(separator: "; ")]
    }

    private func spanningTree(_ ports: SwitchPorts) -> String {
        let joints = ports.joined.map { joint in
            " The host joins \(ports.nics.count == 1 ? "this port" : "these ports") with those of"
                + " \(Self.list(joint.others.map(\.text))) (\(joint.bridge)): where both carry a VLAN, "
                + (ports.sendsBPDUs
                    ? "spanning tree has to block one." : "that is a loop, unless they lead to different networks.")
        }.joined()
        if ports.sendsBPDUs {
            return "on: the host takes part and sends BPDUs, so no edge port (portfast) and no BPDU guard." + joints
        }
        return "edge port (portfast): the host takes no part and sends no BPDUs, so BPDU guard can be on."
            + joints
    }

    private func addresses(_ ports: SwitchPorts) -> String {
        var guests: OrderedSet<String> = []
        var isBridged = false
        for use in ports.untagged + ports.tagged.flatMap(\.uses) {
            switch use {
            case .host: break
            case .bridge(_, _, let names), .virtualFunctions(let names):
                isBridged = true
                guests.formUnion(names)
            }
        }
        if !isBridged { return "the host's only" }
        let now = guests.isEmpty ? "" : " (\(guests.count) now)"
        return "the host's, and those of its virtual machines\(now): no port security that limits their number"
    }

    // MARK: Words

    /// The kernel's hash policies in words (Documentation/networking/bonding.rst).
    private static func words(_ policy: String) -> String {
        switch policy {
        case "layer2": "MAC addresses"
        case "layer2+3": "MAC and IP addresses"
        case "layer3+4": "IP addresses and ports"
        case "encap2+3": "MAC and IP addresses, inside tunnels too"
        case "encap3+4": "IP addresses and ports, inside tunnels too"
        case "vlan+srcmac": "VLAN and source MAC address"
        default: policy
        }
    }

    /// The users of a VLAN in words, with the bridge where no tag tells which network it is.
    private static func uses(_ uses: [SwitchPorts.Use], withBridge: Bool = false) -> [String] {
        uses.map { use in
            switch use {
            case .host(let host):
                let addresses =
                    host.addresses.map(\.description) + (host.isAutomatic ? ["by DHCP or router advertisements"] : [])
                let routers = host.gateways.isEmpty ? "" : ", router \(list(host.gateways.map(\.description)))"
                return "the host, \(addresses.joined(separator: ", "))\(routers)"
            case .bridge(let bridge, let vlan, let guests):
                let place = "\(bridge)" + (vlan.map { " (its VLAN \($0))" } ?? "")
                return machines(guests) + (withBridge ? " on the host's bridge \(place)" : "")
            case .virtualFunctions(let guests): return machines(guests)
            }
        }
    }

    private static func machines(_ names: [String]) -> String {
        if names.isEmpty { return "virtual machines" }
        let shown = names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names[...]
        return "virtual machine\(names.count == 1 ? "" : "s") \(list(Array(shown)))"
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// VLANs as ranges: `100, 200-210, 300`.
    static func ranges(_ ids: [VLANID]) -> String {
        var parts: [(first: Int, last: Int)] = []
        for id in Set(ids).sorted() {
            if let last = parts.last, last.last + 1 == id.number {
                parts[parts.count - 1].last = id.number
            } else {
                parts.append((id.number, id.number))
            }
        }
        return parts.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ", ")
    }
}
