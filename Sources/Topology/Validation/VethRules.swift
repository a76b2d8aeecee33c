import NetTypes
import OrderedCollections

/// The rule for virtual cables: each has two ends, which name each other.
struct VethRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            guard let veth = spec.veth, !draft.unusable.contains(veth.peer.value) else { continue }
            let peer = veth.peer
            if peer.value == spec.name {
                problems.error(
                    .vethPeer, "the veth `\(spec.name)` is its own other end", at: peer.span,
                    help: "write another name: both ends of the cable are interfaces of this host")
            } else if let other = draft[peer.value] {
                check(spec, peer, other)
            }
        }
    }

    private func check(_ spec: InterfaceSpec, _ peer: Located<InterfaceName>, _ other: InterfaceSpec) {
        guard let back = other.veth?.peer else {
            problems.error(
                .vethPeer, "the other end of `\(spec.name)` is `\(other.name)`, which is \(other.words.label)",
                at: peer.span, help: "choose a name that is not in use: the other end is made with this one",
                related: [(other.span, "it is defined here")])
            return
        }
        if back.value == spec.name { return }
        problems.error(
            .vethPeer,
            "the other end of `\(spec.name)` is `\(other.name)`, whose other end is `\(back.value)`", at: peer.span,
            help: "write `peer: \(spec.name)` for `\(other.name)`, or leave that one out: it is made with this one",
            related: [(back.span, "it says so here")])
    }
}
