import NetTypes
import OrderedCollections

/// The rules for interfaces that use their parent as a host does: they get nothing where the parent is a port.
struct ParentRules {
    let draft: Draft
    let problems: Problems

    func check() {
        var passthru: [InterfaceName: InterfaceSpec] = [:]
        var macvlans: [InterfaceName: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            if let parent = spec.vxlan?.parent ?? spec.macvlan?.parent ?? spec.ipvlan?.parent ?? spec.macsec?.parent
                ?? spec.tunnel?.parent
            {
                self.parent(parent, of: spec)
            }
            guard let macvlan = spec.macvlan, !spec.broken.contains("mode") else { continue }
            if let promiscuous = macvlan.promiscuous, !promiscuous.value, macvlan.mode?.value != .passthru {
                problems.error(
                    .notPromiscuous, "`\(spec.name)` has `promiscuous: false`, and its mode is not passthru",
                    at: promiscuous.span,
                    help:
                        "remove it: NetworkManager has it for `mode: passthru` only, since the others need those frames"
                )
            }
            let parent = macvlan.parent.value
            if let other = passthru[parent] ?? (macvlan.mode?.value == .passthru ? macvlans[parent] : nil) {
                problems.error(
                    .passthruShared,
                    "`\(other.name)` and `\(spec.name)` are macvlans of `\(parent)`, and one of them has it for itself",
                    at: macvlan.mode?.span ?? macvlan.parent.span,
                    help: "a parent of a macvlan with `mode: passthru` has no others: write `mode: bridge` for both",
                    related: [(other.span, "the other is here")])
            }
            if macvlan.mode?.value == .passthru { passthru[parent] = spec } else { macvlans[parent] = spec }
        }
    }

    /// A port's frames go to its controller, and it has no addresses.
    private func parent(_ parent: Located<InterfaceName>, of spec: InterfaceSpec) {
        guard let controller = draft.controllers[parent.value], controller.value != spec.name,
            let owner = draft[controller.value], !type(of: owner.own).portsKeepLayer3,
            draft[parent.value]?.ovsInterface == nil
        else { return }
        let isOVS = owner.bond == nil && owner.bridge == nil
        problems.error(
            .parentIsPort,
            "the parent `\(parent.value)` of `\(spec.name)` is a port of `\(controller.value)`, which gets all its frames",
            at: parent.span,
            help: isOVS
                ? "give `parent` an internal interface of `ovs-interfaces` that is a port of it, too"
                : "write `parent: \(controller.value)`", related: [(controller.span, "it is made a port here")])
    }
}
