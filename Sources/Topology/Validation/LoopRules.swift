import NetTypes
import OrderedCollections

/// The rules for bridges with several ways out of the host: what they join, and whether that can be a loop.
///
/// A bridge without STP sends each broadcast out by its other ports. Where two of them lead into one network, the
/// broadcast comes back and circulates for ever, and a rollback of this host does not help the others in that network.
struct LoopRules {
    let draft: Draft
    let problems: Problems

    /// A port that leads out of the host.
    private struct Way {
        struct Tag: Hashable {
            let id: VLANID
            let tag: VLANProtocol
        }

        let port: BridgePortSpec
        /// The NIC or bond through which the way leaves, or another bridge that leads out itself.
        let root: InterfaceName
        /// The tags that frames have on the wire, the outermost first.
        let tags: [Tag]

        var name: InterfaceName { port.name.value }

        /// Whether both ways may lead into one network: where one has no tag, the switch decides which VLAN that is.
        func canMeet(_ other: Way) -> Bool {
            root != other.root && (tags.isEmpty || other.tags.isEmpty || tags == other.tags)
        }

        func network(filtered: Bool) -> String {
            tags.isEmpty
                ? "what `\(root)` carries" + (filtered ? "" : " untagged")
                : tags.reversed().map { "VLAN \($0.id)" }.joined(separator: " in ") + " of `\(root)`"
        }
    }

    private struct Pair {
        let first: Way
        let second: Way
        /// The VLANs of a filtering bridge that both carry; `nil` for a bridge that does not filter.
        let vlans: [Int]?
    }

    func check() {
        for spec in draft.interfaces.values {
            guard let bridge = spec.bridge ?? spec.ovsBridge?.asBridge, isClear(bridge, spec) else { continue }
            for (pair, canMeet) in pairs(bridge) {
                if !canMeet {
                    reportJoined(pair, spec)
                } else if bridge.stp?.value != true, spec.broken.isDisjoint(with: ["stp", "rstp"]) {
                    reportLoop(pair, bridge, spec)
                }
            }
        }
    }

    /// Whether the bridge could close a loop without STP, or what it joins could not be read.
    func needsSTP(_ bridge: BridgeSpec, _ spec: InterfaceSpec) -> Bool {
        !isClear(bridge, spec) || pairs(bridge).contains { $0.canMeet }
    }

    /// Whether the bridge's ports, and the VLANs that they carry, could be read.
    private func isClear(_ bridge: BridgeSpec, _ spec: InterfaceSpec) -> Bool {
        bridge.ports.count <= BridgeRules.mostPorts
            && spec.broken.isDisjoint(with: ["ports", "vlan-filtering", "vlan-default-pvid"])
            && bridge.ports.allSatisfy { $0.broken.isDisjoint(with: ["vlans", "pvid"]) }
    }

    // MARK: Ways out

    /// For each way out, the first earlier one that shares a VLAN with it, preferring one that it can meet.
    private func pairs(_ bridge: BridgeSpec) -> [(pair: Pair, canMeet: Bool)] {
        let ways = bridge.ports.compactMap(way)
        guard ways.count > 1 else { return [] }
        let carried =
            bridge.vlanFiltering?.value == true ? ways.map { $0.port.carried(standard: bridge.standardVLAN) } : nil
        var pairs: [(pair: Pair, canMeet: Bool)] = []
        var before = VLANSet()
        for (index, way) in ways.enumerated() {
            // A quick test, which nearly always decides where each port has a VLAN of its own.
            if let own = carried?[index] {
                defer { before.formUnion(own) }
                if before.isDisjoint(with: own) { continue }
            }
            let others = ways.indices.prefix(index).lazy.filter { other in
                carried.map { !$0[other].isDisjoint(with: $0[index]) } ?? true
            }
            guard let other = others.first(where: { ways[$0].canMeet(way) }) ?? others.first else { continue }
            let shared = carried.map { $0[other].intersection($0[index]).vlans }
            pairs.append((Pair(first: ways[other], second: way, vlans: shared), ways[other].canMeet(way)))
        }
        return pairs
    }

    private func way(_ port: BridgePortSpec) -> Way? {
        var seen: Set<InterfaceName> = []
        guard let (root, tags) = bottom(of: port.name.value, seen: &seen) else { return nil }
        return Way(port: port, root: root, tags: tags)
    }

    /// The interface through which a port leads out of the host, with the tags; `nil` if none, or if it cannot be
    /// followed.
    ///
    /// `seen` are interfaces that were already followed without success, so that each bridge is examined once.
    private func bottom(of name: InterfaceName, seen: inout Set<InterfaceName>) -> (InterfaceName, [Way.Tag])? {
        var name = name
        var tags: [Way.Tag] = []
        while seen.insert(name).inserted, let spec = draft[name] {
            switch spec.own.exit {
            case .itself: return (name, tags)
            case .nowhere: return nil
            case .anyPort:
                for port in spec.ports where bottom(of: port.value, seen: &seen) != nil { return (name, tags) }
                return nil
            case .sameAs(let other): name = other.value
            case .otherEnd(let peer):
                guard seen.insert(peer.value).inserted, let controller = draft.controllers[peer.value] else {
                    return nil
                }
                name = controller.value
            case .tagged(let vlan):
                tags.insert(Way.Tag(id: vlan.id.value, tag: vlan.tag?.value ?? .dot1Q), at: 0)
                name = vlan.parent.value
            }
        }
        return nil
    }

    // MARK: Reports

    private func reportLoop(_ pair: Pair, _ bridge: BridgeSpec, _ spec: InterfaceSpec) {
        let (first, second) = (pair.first, pair.second)
        let which = pair.vlans.map { " for \(Self.text($0))" } ?? ""
        let standard = bridge.standardVLAN
        let isDefault =
            pair.vlans == [standard] && !(lists(first.port, standard) && lists(second.port, standard))
        problems.warning(
            .loop,
            "`\(first.name)` and `\(second.name)` are two ways out of the bridge `\(spec.name)`\(which), and it has no STP:"
                + " plugged into one network, they close a loop that floods it and cuts off this host and all others",
            at: second.port.name.span,
            help: (isDefault ? "write `vlan-default-pvid: 0`, and a port is only in the VLANs that it lists; or " : "")
                + (spec.ovsBridge == nil ? "write `stp: true` and `forward-delay: 2`" : "write `rstp: true`")
                + "\(oneBond(first.root, second.root));"
                + " where they lead to networks that nothing else joins, say so in `\(spec.name)`:"
                + " `silence: {\(Rule.loop.rawValue): \"\(second.root) leads to one machine\"}`",
            related: [(first.port.name.span, "the other way out is here")], of: spec.span)
    }

    /// The advice to make one bond of two ways out, as an addition to another advice; empty where it does not apply.
    private func oneBond(_ first: InterfaceName, _ second: InterfaceName) -> String {
        guard let (one, other) = share(first).flatMap({ one in share(second).map { (one, $0) } }) else { return "" }
        switch (one, other) {
        case (.itself, .itself): return ", or make one bond of `\(first)` and `\(second)`"
        case (.ports, .itself): return ", or make `\(second)` a port of `\(first)`"
        case (.itself, .ports): return ", or make `\(first)` a port of `\(second)`"
        case (.ports, .ports): return ", or make one bond of the ports of both"
        }
    }

    private func share(_ name: InterfaceName) -> ShareInBond? { draft[name].flatMap { type(of: $0.own).shareInBond } }

    private func lists(_ port: BridgePortSpec, _ vlan: Int) -> Bool {
        port.pvid?.value.number == vlan
            || port.vlans.contains { ($0.value.first.number...$0.value.last.number).contains(vlan) }
    }

    private func reportJoined(_ pair: Pair, _ spec: InterfaceSpec) {
        let first = pair.first.network(filtered: pair.vlans != nil)
        let second = pair.second.network(filtered: pair.vlans != nil)
        problems.warning(
            .joinedVLANs,
            "the bridge `\(spec.name)` makes one network of \(first) and \(second)"
                + (pair.vlans.map { ", its \(Self.text($0))" } ?? ""),
            at: pair.second.port.name.span,
            help: "give each a bridge of its own; a second host that joins them too closes a loop; where this is the"
                + " only one, and they are to be one network, silence this with that reason",
            related: [(pair.first.port.name.span, "the other is here")], of: spec.span)
    }

    /// VLANs as text, such as `VLANs 100, 200-205 and 300`; at most eight ranges.
    private static func text(_ vlans: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for vlan in vlans {
            if let last = ranges.last, last.upperBound + 1 == vlan {
                ranges[ranges.count - 1] = last.lowerBound...vlan
            } else {
                ranges.append(vlan...vlan)
            }
        }
        var parts = ranges.prefix(8).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }
        if ranges.count > parts.count { parts.append("others") }
        guard let last = parts.popLast() else { return "" }
        return (vlans.count == 1 ? "VLAN " : "VLANs ")
            + (parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last)
    }
}

extension OVSBridgeSpec {
    /// The same switch as a filtering bridge of the kernel's, to be judged by the same rules.
    fileprivate var asBridge: BridgeSpec {
        var bridge = BridgeSpec()
        bridge.ports = ports.map { port in
            var own = BridgePortSpec(name: port.name)
            let ranges = port.tag == nil && port.trunks.isEmpty ? [1...4094] : port.ranges
            own.vlans = ranges.compactMap { range in
                guard let first = VLANID(range.lowerBound), let last = VLANID(range.upperBound) else { return nil }
                return Located(value: BridgeVLAN(first: first, last: last), span: port.name.span)
            }
            own.pvid = port.tag
            own.broken = port.broken.isEmpty ? [] : ["vlans"]
            return own
        }
        guard let span = ports.first?.name.span else { return bridge }
        bridge.vlanFiltering = Located(value: true, span: span)
        bridge.vlanDefaultPVID = Located(value: 0, span: span)
        bridge.stp = stp?.value == true ? stp : rstp
        return bridge
    }
}
