import NetTypes
import OrderedCollections

/// The rules for how interfaces may stand on each other.
struct StackingRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            ports(of: spec)
            parent(of: spec)
        }
        vlansTwice()
        cycles()
    }

    private func ports(of spec: InterfaceSpec) {
        var seen: [InterfaceName: Span] = [:]
        for port in spec.ports {
            if let first = seen[port.value] {
                problems.error(
                    .twoControllers, "`\(port.value)` is listed twice as a port of `\(spec.name)`", at: port.span,
                    help: "remove one of the two", related: [(first, "the first is here")])
                continue
            }
            seen[port.value] = port.span
            if let controller = draft.controllers[port.value], controller.value != spec.name {
                problems.error(
                    .twoControllers, "`\(port.value)` is a port of `\(controller.value)` and of `\(spec.name)`",
                    at: port.span, help: "an interface is a port of one bond or bridge: remove it from one of them",
                    related: [(controller.span, "the other is here")])
                continue
            }
            guard port.value != spec.name, let interface = draft[port.value] else { continue }
            let place = PortPlace(port: port, interface: interface, controller: spec, draft: draft)
            // A VRF takes whatever has addresses; only another VRF cannot be its port.
            if !type(of: spec.own).portsKeepLayer3 || interface.vrf != nil {
                type(of: interface.own).judge(place, problems)
            }
            layer3(port, interface, spec)
        }
    }

    private func layer3(_ port: Located<InterfaceName>, _ interface: InterfaceSpec, _ controller: InterfaceSpec) {
        guard let first = interface.layer3.first, !type(of: controller.own).portsKeepLayer3 else { return }
        let isOVS = controller.ovsBridge != nil || controller.ovsBond != nil
        if isOVS, interface.ovsInterface != nil { return }
        problems.error(
            .layer3OnPort,
            "`\(first.value)` on `\(port.value)`, which is a port of `\(controller.name)`: a port has no addresses of"
                + " its own", at: first.span,
            help: isOVS
                ? "move it to an internal interface: one of `ovs-interfaces`, beside it among the ports"
                : "move it to `\(controller.name)`",
            related: [(port.span, "it is made a port here")])
    }

    private func parent(of spec: InterfaceSpec) {
        guard let vlan = spec.vlan, let controller = draft.controllers[vlan.parent.value], controller.value != spec.name
        else { return }
        guard let owner = draft[controller.value] else { return }
        type(of: owner.own).judge(VLANPlace(spec: spec, vlan: vlan, controller: controller, draft: draft), problems)
    }

    private func vlansTwice() {
        struct Tag: Hashable {
            let parent: InterfaceName
            let id: VLANID
            let tag: VLANProtocol
        }
        var seen: [Tag: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            guard let vlan = spec.vlan, !spec.broken.contains("protocol") else { continue }
            let tag = Tag(parent: vlan.parent.value, id: vlan.id.value, tag: vlan.tag?.value ?? .dot1Q)
            guard let first = seen.updateValue(spec, forKey: tag), let other = first.vlan else { continue }
            problems.error(
                .vlanTwice, "VLAN \(tag.id) of `\(tag.parent)` is both `\(first.name)` and `\(spec.name)`",
                at: vlan.id.span, help: "a VLAN of a parent has one interface: remove one, or correct its id",
                related: [(other.id.span, "the first is here")])
        }
    }

    // MARK: Cycles

    /// The interfaces on which this one stands, with the places that say so.
    private func below(_ name: InterfaceName) -> [Located<InterfaceName>] {
        guard let spec = draft[name] else { return [] }
        return spec.parents + spec.ports
    }

    /// Reports circles; it searches depth-first without recursion, since a chain may be as long as the spec.
    private func cycles() {
        enum Mark { case open, done }
        var marks: [InterfaceName: Mark] = [:]
        for start in draft.interfaces.keys where marks[start] == nil {
            var path: [(name: InterfaceName, next: Int, below: [Located<InterfaceName>])] = [(start, 0, below(start))]
            marks[start] = .open
            while let top = path.last {
                guard top.next < top.below.count else {
                    marks[top.name] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let child = top.below[top.next]
                switch marks[child.value] {
                case .done: continue
                case nil:
                    marks[child.value] = .open
                    path.append((child.value, 0, below(child.value)))
                case .open:
                    report(path.map(\.name), child)
                }
            }
        }
    }

    private func report(_ path: [InterfaceName], _ closing: Located<InterfaceName>) {
        let start = path.lastIndex(of: closing.value) ?? 0
        let names = path[start...].map(\.text) + [closing.value.text]
        let shown = names.count <= 12 ? names : Array(names.prefix(6)) + ["…"] + Array(names.suffix(5))
        let chain = shown.joined(separator: " → ")
        problems.error(
            .cycle,
            names.count == 2
                ? "`\(closing.value)` stands on itself" : "these interfaces stand on each other in a circle: \(chain)",
            at: closing.span, help: "what stands on what must end at a NIC: remove one of these ports or parents")
    }
}

/// A port and its controller in a spec.
struct PortPlace {
    let port: Located<InterfaceName>
    let interface: InterfaceSpec
    let controller: InterfaceSpec
    let draft: Draft
}

/// A VLAN on an interface that is a port of a controller.
struct VLANPlace {
    let spec: InterfaceSpec
    let vlan: VLANSpec
    let controller: Located<InterfaceName>
    let draft: Draft
}
