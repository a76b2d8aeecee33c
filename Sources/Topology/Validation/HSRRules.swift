import NetTypes
import OrderedCollections

/// The rules for HSR and PRP: two NICs for nothing else, and what their frames cannot carry.
struct HSRRules {
    let draft: Draft
    let problems: Problems

    func check() {
        var uses: [InterfaceName: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            above(spec)
            guard let hsr = spec.hsr else { continue }
            for port in hsr.parents {
                if let other = uses.updateValue(spec, forKey: port.value) {
                    error(
                        port, spec, other.name == spec.name ? "twice" : "beside `\(other.name)`",
                        "write NICs that serve nothing else", (other.span, "the other use is here"))
                }
                self.port(port, of: spec)
            }
            guard hsr.prp?.value == true else { continue }
            for (key, place) in [("protocol-version", hsr.version?.span), ("interlink", hsr.interlink?.span)] {
                guard let place else { continue }
                problems.error(
                    .hsrVersion, "`\(spec.name)` speaks PRP, and `\(key)` is of HSR", at: place,
                    help: "remove it, or write `prp: false`")
            }
        }
    }

    private func error(
        _ port: Located<InterfaceName>, _ spec: InterfaceSpec, _ what: String, _ help: String,
        _ related: (Span, String)
    ) {
        problems.error(
            .hsrPort, "`\(port.value)` carries the HSR `\(spec.name)` \(what)", at: port.span, help: help,
            related: [related])
    }

    private func port(_ port: Located<InterfaceName>, of spec: InterfaceSpec) {
        if let controller = draft.controllers[port.value], controller.value != spec.name {
            error(
                port, spec, "and is a port of `\(controller.value)`, which gets all its frames",
                "remove it from one of them", (controller.span, "it is made a port here"))
        }
        guard port.value != spec.name, let below = draft[port.value] else { return }
        if below.ethernet == nil, below.veth == nil {
            error(
                port, spec, "and is \(below.words.label)", "write a NIC: the kernel takes nothing else",
                (below.span, "it is defined here"))
        } else if let first = below.layer3.first {
            error(
                port, spec, "and has `\(first.value)` of its own, which would leave without its tag",
                "move it to `\(spec.name)`", (first.span, "it is here"))
        }
    }

    /// The kernel refuses VLANs, and frames with other MAC addresses get no answer.
    private func above(_ spec: InterfaceSpec) {
        guard
            let parent = spec.vlan?.parent ?? spec.macvlan?.parent ?? spec.ipvlan?.parent
                ?? spec.macsec?.parent, parent.value != spec.name,
            draft[parent.value]?.hsr != nil
        else { return }
        problems.error(
            .hsrCarries, "the parent `\(parent.value)` of `\(spec.name)` is an HSR, which carries its own packets only",
            at: parent.span, help: "route instead: give `\(parent.value)` addresses of its own")
    }
}
