import NetTypes
import OrderedCollections

/// The rules for the host's own part in a bridge that filters by VLAN: its VLAN interfaces and the bridge's addresses.
///
/// The bridge is also a port of itself: without a VLAN in its own `vlans` no frame of that VLAN reaches the host, and
/// without a port that carries the VLAN none leaves it (`br_allowed_ingress` and `br_allowed_egress` in the kernel's
/// net/bridge).
struct BridgeVLANRules {
    let draft: Draft
    let problems: Problems

    func check() {
        var carriages: [InterfaceName: VLANSet] = [:]
        for spec in draft.interfaces.values {
            guard let name = spec.vlan?.parent.value ?? (spec.bridge == nil ? nil : spec.name), carriages[name] == nil,
                let bridge = draft[name].flatMap(filtering)
            else { continue }
            carriages[name] = carried(by: bridge, name)
        }
        for spec in draft.interfaces.values {
            if let vlan = spec.vlan, let parent = draft[vlan.parent.value], let bridge = filtering(parent) {
                interface(spec, vlan, bridge, parent, carriages[parent.name])
            } else if let bridge = filtering(spec) {
                addresses(bridge, spec, carriages[spec.name])
            }
        }
    }

    /// The bridge, if it filters and everything that matters here could be read.
    private func filtering(_ spec: InterfaceSpec) -> BridgeSpec? {
        guard let bridge = spec.bridge, bridge.vlanFiltering?.value == true,
            spec.broken.isDisjoint(with: ["ports", "vlans", "vlan-filtering", "vlan-default-pvid"]),
            bridge.ports.allSatisfy({ $0.broken.isDisjoint(with: ["vlans", "pvid"]) })
        else { return nil }
        return bridge
    }

    // MARK: VLAN interfaces

    private func interface(
        _ spec: InterfaceSpec, _ vlan: VLANSpec, _ bridge: BridgeSpec, _ parent: InterfaceSpec, _ carried: VLANSet?
    ) {
        // A bridge with tags of 802.1Q takes frames with the other tag for untagged ones.
        guard vlan.tag?.value ?? .dot1Q == .dot1Q, !spec.broken.contains("protocol") else { return }
        let (id, name) = (vlan.id.value, parent.name)
        let listed = bridge.vlans.first { $0.value.contains(id) }
        if let listed, !listed.value.untagged {
            // This is correct.
        } else if listed != nil || id.number == bridge.standardVLAN {
            problems.error(
                .bridgeVLANNowhere,
                "VLAN \(id) reaches the host untagged, at `\(name)` itself, and `\(spec.name)` gets nothing of it",
                at: vlan.id.span,
                help:
                    "write it as `\(id)` among the `vlans` of `\(name)`, without `untagged`; or leave `\(spec.name)` out"
                    + " and give `\(name)` its addresses",
                related: [(listed?.span ?? parent.span, listed == nil ? "`\(name)` is here" : "it is untagged here")])
        } else {
            problems.error(
                .bridgeVLANNowhere,
                "`\(name)` does not let VLAN \(id) through to the host: `\(spec.name)` reaches nobody",
                at: vlan.id.span,
                help: bridge.vlans.isEmpty
                    ? "write `vlans: [\(id)]` for `\(name)` itself, beside its `ports`"
                    : "add \(id) to the `vlans` of `\(name)` itself",
                related: [(bridge.vlans.first?.span ?? parent.span, "`\(name)` is here")])
        }
        guard let carried, !carried.contains(id.number) else { return }
        problems.error(
            .bridgeVLANNowhere, "no port of `\(name)` carries VLAN \(id): `\(spec.name)` reaches nobody",
            at: vlan.id.span, help: Self.port(bridge, carries: id.number),
            related: bridge.ports.prefix(1).map { ($0.name.span, "the ports of `\(name)` are here") })
    }

    /// The VLANs of the ports and guests; `nil` for a bridge without ports, which only connects guests with each other.
    private func carried(by bridge: BridgeSpec, _ name: InterfaceName) -> VLANSet? {
        if bridge.ports.isEmpty { return nil }
        var carried = VLANSet()
        for port in bridge.ports { carried.formUnion(port.carried(standard: bridge.standardVLAN)) }
        for guest in draft.guestPorts(on: name) {
            if !guest.broken.isEmpty { return nil }
            for vlan in guest.vlans { carried.insert(vlan.value.first.number...vlan.value.last.number) }
            if let vlan = guest.vlan?.value.number ?? (guest.vlans.isEmpty ? bridge.standardVLAN : nil) {
                carried.insert(vlan)
            }
        }
        return carried
    }

    private static func port(_ bridge: BridgeSpec, carries vlan: Int) -> String {
        guard bridge.ports.count == 1, let port = bridge.ports.first else {
            return "add \(vlan) to the `vlans` of the port that leads to the network"
        }
        return port.vlans.isEmpty
            ? "write `ports: [\(port.name.value): {vlans: [\(vlan)]}]`"
            : "add \(vlan) to the `vlans` of the port `\(port.name.value)`"
    }

    // MARK: The bridge's own addresses

    /// Checks the VLAN of the bridge's own addresses: the one in which its untagged frames are.
    private func addresses(_ bridge: BridgeSpec, _ spec: InterfaceSpec, _ carried: VLANSet?) {
        guard let first = spec.layer3.first, IPFamily.allCases.contains(where: spec.layer3.isEnabled) else { return }
        guard let own = bridge.ownVLAN else {
            problems.error(
                .bridgeVLANNowhere,
                "`\(spec.name)` has addresses and is in no VLAN without a tag: they reach nobody", at: first.span,
                help: "write `vlans: [{id: 100, pvid: true, untagged: true}]` for `\(spec.name)`, with the VLAN of that"
                    + " network; or give the addresses to a VLAN interface on it")
            return
        }
        guard let carried, !carried.contains(own) else { return }
        // Guests that are plugged in later will be in this VLAN by default.
        problems.warning(
            .bridgeVLANNowhere,
            "the addresses of `\(spec.name)` are in VLAN \(own), which no port of it carries", at: first.span,
            help:
                "say in which VLAN they are, one that a port carries: `vlans: [{id: 100, pvid: true, untagged: true}]` for"
                + " `\(spec.name)` itself; or " + Self.port(bridge, carries: own),
            of: spec.span)
    }
}

extension BridgeVLAN {
    fileprivate func contains(_ id: VLANID) -> Bool { first <= id && id <= last }
}

extension BridgeSpec {
    /// The VLAN of untagged frames on ports that list none; 0 for none.
    var standardVLAN: Int { vlanDefaultPVID?.value ?? 1 }

    /// The VLAN that the bridge itself sends and receives without a tag; `nil` for none.
    fileprivate var ownVLAN: Int? {
        if let own = vlans.first(where: \.value.pvid)?.value { return own.untagged ? own.first.number : nil }
        let isListed = vlans.contains { ($0.value.first.number...$0.value.last.number).contains(standardVLAN) }
        return standardVLAN == 0 || isListed ? nil : standardVLAN
    }
}
