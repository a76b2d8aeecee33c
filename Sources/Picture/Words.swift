package import Host
import NetTypes
package import Rendering
import Topology

/// A fact about a node, with a label for how much it matters.
package struct Fact: Hashable, Sendable {
    package let text: String
    package let label: Label

    package init(_ text: String, _ label: Label = .plain) {
        self.text = text
        self.label = label
    }
}

/// The port that is not worth a word.
private let standardPort = VXLAN.standardPort

extension Node {
    /// The node's kind in a word or two.
    package var kindText: String {
        if !others.isEmpty {
            let count = others.count + 1
            return vlan.map { "\(count) VLANs \(Ranges.text(of: [$0.id] + others))" } ?? "\(count) bridges"
        }
        return (vlan?.id ?? vxlan?.id).map { "\(kind.noun) \($0)" } ?? kind.noun
    }

    /// The facts about the node besides kind and state, the most particular first.
    package var facts: [Fact] {
        var facts: [Fact] = []
        if let specName { facts.append(Fact("\(specName) in the spec", .place)) }
        facts += bondFacts + portFacts
        if let vlan, vlan.tag == .dot1ad { facts.append(Fact("802.1ad")) }
        if let bridge {
            if bridge.stp { facts.append(Fact("STP")) }
            if bridge.vlanFiltering { facts.append(Fact("VLAN filtering")) }
        }
        if let vxlan {
            if let local = vxlan.local { facts.append(Fact("from \(local)")) }
            if let remote = vxlan.remote { facts.append(Fact("to \(remote)")) }
            if vxlan.port != standardPort { facts.append(Fact("port \(vxlan.port)")) }
        }
        if let tunnel {
            facts.append(Fact(tunnel.mode.rawValue))
            if let local = tunnel.local { facts.append(Fact("from \(local)")) }
            if let remote = tunnel.remote { facts.append(Fact("to \(remote)")) }
            if let key = tunnel.key { facts.append(Fact("key \(key)")) }
        }
        if let table { facts.append(Fact("table \(table)")) }
        if let peer { facts.append(Fact("to \(peer)")) }
        if let macvlanMode, macvlanMode != .bridge { facts.append(Fact("mode \(macvlanMode.rawValue)")) }
        if let isEncrypted { facts.append(Fact(isEncrypted ? "encrypted" : "not encrypted")) }
        if isPRP == true { facts.append(Fact("PRP")) }
        if let ipvlan {
            facts.append(Fact("mode \(ipvlan.mode.rawValue)"))
            if ipvlan.flag != .bridge { facts.append(Fact(ipvlan.flag.rawValue)) }
        }
        if let speed { facts.append(Fact(speed.text, speed.isFullDuplex == false ? .warning : .plain)) }
        if let virtualFunctions { facts.append(Fact("\(virtualFunctions) VFs")) }
        if let login {
            facts.append(waitsForLogin ? Fact("802.1X \(login): not let in", .warning) : Fact("802.1X \(login)"))
        }
        if let mtu { facts.append(Fact("MTU \(mtu)")) }
        facts += layer3Facts
        if !guestMACs.isEmpty {
            let more = guestMACs.count > 2 ? " and \(guestMACs.count - 2) more" : ""
            let macs = guestMACs.prefix(2).map { "\($0)".lowercased() }.joined(separator: " ")
            facts.append(Fact((kind == .guest ? "" : "guest ") + macs + more))
        }
        facts += hardware.map { Fact($0) }
        switch manager {
        case .ours: facts.append(Fact("by nm-topology", .faint))
        case .profile(let name): facts.append(Fact("by profile “\(name)”", .faint))
        case .noProfile: facts.append(Fact("no profile", .faint))
        case .unmanaged: facts.append(Fact("unmanaged", .faint))
        case nil: break
        }
        return facts.map { Fact($0.text.printable, $0.label) }
    }

    private var bondFacts: [Fact] {
        guard let bond else { return [] }
        var facts = [Fact(bond.mode)]
        if state != nil, bond.isOneActive {
            facts.append(bond.activePort.map { Fact("\($0) active") } ?? Fact("no active port", .bad))
        }
        if let partner = bond.lacpPartner {
            facts.append(
                partner.isZero ? Fact("no LACP partner", .bad) : Fact("LACP partner \("\(partner)".lowercased())"))
        }
        if bond.portCount == 0 { facts.append(Fact("no ports", .warning)) }
        return facts
    }

    private var portFacts: [Fact] {
        switch port {
        case nil: return []
        case .bond(let own):
            if let active = own.isActive { return [active ? Fact("active", .good) : Fact("standby")] }
            if let aggregated = own.isAggregated {
                return [aggregated ? Fact("aggregated", .good) : Fact("not aggregated", .bad)]
            }
            return []
        case .bridge(let state, let vlans):
            var facts: [Fact] = []
            // A port without carrier is disabled, which the state has already told.
            if let state, !isDown || state != "disabled" {
                facts.append(Fact(state, state == "forwarding" ? .good : .warning))
            }
            if !vlans.isEmpty { facts.append(Fact("VLANs \(vlans.joined(separator: " "))")) }
            return facts
        }
    }

    /// Addresses, gateways, DNS servers and rules, without link-local addresses that the kernel made: every interface has one.
    private var layer3Facts: [Fact] {
        var facts = addresses.filter { $0.prefix.family == .v4 || !$0.prefix.address.isLinkLocal }.map { address in
            if address.isDuplicate { return Fact("\(address.prefix) duplicate", .bad) }
            return Fact(
                "\(address.prefix)" + (address.isTentative ? " tentative" : address.isDynamic ? " dynamic" : ""))
        }
        facts += methods.map { Fact($0) }
        facts += gateways.map { gateway in
            let metric = gateway.metric.map { " metric \($0)" } ?? ""
            return Fact((gateway.address.map { "gateway \($0)" } ?? "\(gateway.family.label) default route") + metric)
        }
        if !nameServers.isEmpty { facts.append(Fact("DNS " + nameServers.map(\.description).joined(separator: " "))) }
        // The number is what `ip rule` begins with.
        facts += rules.map { Fact($0.swapping("priority ", for: "rule ")) }
        return facts
    }
}

extension LinkSpeed {
    /// The speed as text, for example `10 Gb/s full`.
    package var text: String {
        let speed =
            megabits < 1000
            ? "\(megabits) Mb/s"
            : "\(megabits / 1000)\(megabits % 1000 == 0 ? "" : ".\(megabits % 1000 / 100)") Gb/s"
        return speed + (isFullDuplex.map { $0 ? " full" : " half" } ?? "")
    }
}
