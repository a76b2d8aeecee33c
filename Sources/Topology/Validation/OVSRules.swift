import NetTypes
import OrderedCollections

/// The rules for Open vSwitch: what a bridge takes as ports, and where addresses are.
struct OVSRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            if let bridge = spec.ovsBridge { self.bridge(bridge, spec) }
            if let bond = spec.ovsBond { self.bond(bond, spec) }
            if let interface = spec.ovsInterface { self.interface(interface, spec) }
            for parent in spec.parents { self.parent(parent, of: spec) }
        }
    }

    /// Nothing stands on what the kernel does not have.
    private func parent(_ parent: Located<InterfaceName>, of spec: InterfaceSpec) {
        guard let below = draft[parent.value],
            below.ovsBridge != nil || below.ovsBond != nil || below.ovsInterface?.peer != nil
        else { return }
        problems.error(
            .ovsCannotBePort, "the parent `\(parent.value)` of `\(spec.name)` is \(below.words.label)", at: parent.span,
            help:
                "list an internal interface of `ovs-interfaces` among the ports of the OVS bridge, with `tag` for a VLAN,"
                + " instead of `\(spec.name)` or as its parent", related: [(below.span, "it is defined here")])
    }

    // MARK: Bridges and bonds

    private func bridge(_ bridge: OVSBridgeSpec, _ spec: InterfaceSpec) {
        address(on: spec)
        if bridge.ports.isEmpty, !spec.broken.contains("ports") {
            problems.error(
                .ovsPorts, "the OVS bridge `\(spec.name)` has no ports", at: spec.span,
                help: "NetworkManager makes it with its first port: list one, for example an internal interface of"
                    + " `ovs-interfaces`")
        }
        if let stp = bridge.stp, stp.value, let rstp = bridge.rstp, rstp.value {
            problems.error(
                .ovsContradiction, "`\(spec.name)` has both `stp` and `rstp`", at: rstp.span,
                help: "keep one of the two",
                related: [(stp.span, "the other is here")])
        }
        for port in bridge.ports {
            self.port(port.name, of: spec)
            if draft[port.name.value]?.ovsBond == nil { name(of: port) }
        }
    }

    private func bond(_ bond: OVSBondSpec, _ spec: InterfaceSpec) {
        address(on: spec)
        alone(spec)
        if bond.ports.count < 2, !spec.broken.contains("ports") {
            problems.error(
                .ovsContradiction, "the OVS bond `\(spec.name)` has \(bond.ports.isEmpty ? "no ports" : "one port")",
                at: spec.span,
                help: "a bond joins two interfaces or more; list a single one among the ports of the OVS bridge itself")
        }
        if bond.mode?.value == .balanceTCP, bond.lacp == nil || bond.lacp?.value == .off,
            !spec.broken.contains("lacp")
        {
            problems.error(
                .ovsContradiction, "`\(spec.name)` has `mode: balance-tcp`, which needs LACP",
                at: bond.mode?.span ?? spec.span,
                help: "write `lacp: active` where the switch speaks LACP on these ports, or `mode: balance-slb`")
        }
        for port in bond.ports {
            self.port(port, of: spec)
            guard let inner = draft[port.value], inner.ovsInterface != nil || inner.bond != nil || inner.vlan != nil
            else { continue }
            problems.error(
                .ovsCannotBePort, "`\(port.value)`, \(inner.words.label), is a port of the OVS bond `\(spec.name)`",
                at: port.span, help: "an OVS bond joins NICs", related: [(inner.span, "it is defined here")])
        }
    }

    private func port(_ port: Located<InterfaceName>, of spec: InterfaceSpec) {
        guard let interface = draft[port.value], port.value != spec.name else { return }
        let why: String
        if interface.vrf != nil {
            why = "list the ports of the VRF there"
        } else if interface.ovsBond != nil, spec.ovsBond != nil {
            why = "list its ports there"
        } else {
            return
        }
        problems.error(
            .ovsCannotBePort, "`\(port.value)`, \(interface.words.label), is a port of `\(spec.name)`", at: port.span,
            help: why, related: [(interface.span, "it is defined here")])
    }

    /// The port's own name must be nobody else's.
    private func name(of port: OVSPortSpec) {
        let name = OVSPort.name(for: port.name.value)
        guard let other = draft[name] else { return }
        problems.error(
            .ovsPortName,
            "`\(name)` is the name that Open vSwitch's port of `\(port.name.value)` gets, and also \(other.words.label)",
            at: other.span, help: "give \(other.words.label) another name",
            related: [(port.name.span, "it is made a port here")])
    }

    private func address(on spec: InterfaceSpec) {
        guard let first = spec.layer3.first else { return }
        problems.error(
            .ovsAddress, "`\(first.value)` on `\(spec.name)`, which is \(spec.words.label)", at: first.span,
            help:
                "in Open vSwitch, internal interfaces have the addresses: declare one in `ovs-interfaces`, and list it"
                + " among the ports of the OVS bridge, with `tag` where it is in a VLAN")
    }

    // MARK: Interfaces

    private func interface(_ interface: OVSInterfaceSpec, _ spec: InterfaceSpec) {
        alone(spec)
        guard let peer = interface.peer else { return }
        if let first = spec.layer3.first {
            problems.error(
                .ovsAddress, "`\(first.value)` on `\(spec.name)`, which is one end of a patch", at: first.span,
                help: "declare another interface in `ovs-interfaces`, without `peer`, for the addresses")
        }
        if let key = interface.mac?.span ?? spec.mtu?.span {
            problems.error(
                .ovsPatch, "`\(spec.name)` is one end of a patch, which is no link of the kernel's", at: key,
                help: "remove `mac` and `mtu`: it has neither")
        }
        if draft.unusable.contains(peer.value) { return }
        let back = draft[peer.value]?.ovsInterface?.peer
        if back?.value != spec.name || peer.value == spec.name {
            problems.error(
                .ovsPatch,
                back.map { "the other end of `\(spec.name)` is `\(peer.value)`, whose other end is `\($0.value)`" }
                    ?? "the other end of `\(spec.name)` is `\(peer.value)`, which is no end of a patch", at: peer.span,
                help: "declare both ends in `ovs-interfaces`, each with the other as its `peer`")
        } else if let one = draft.controllers[spec.name]?.value, one == draft.controllers[peer.value]?.value {
            problems.error(
                .ovsPatch, "both ends of the patch `\(spec.name)` are in `\(one)`", at: peer.span,
                help: "a patch joins two OVS bridges: list one end among the ports of each")
        }
    }

    private func alone(_ spec: InterfaceSpec) {
        let controller = draft.controllers[spec.name].flatMap { draft[$0.value] }
        if controller?.ovsBridge != nil || !draft.unusable.isEmpty && controller == nil { return }
        if spec.ovsInterface != nil, controller?.ovsBond != nil { return }
        problems.error(
            .ovsInterfaceAlone,
            controller.map { "`\(spec.name)` is a port of `\($0.name)`, which is \($0.words.label)" }
                ?? "`\(spec.name)` is \(spec.words.label), and in no OVS bridge", at: spec.span,
            help: "list it among the `ports` of one of `ovs-bridges`")
    }
}
