import NetTypes
import OrderedCollections

/// The rules for bridges: VLAN filtering, the spanning tree, and ports.
struct BridgeRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            guard let bridge = spec.bridge else { continue }
            filtering(bridge, spec)
            vlansTwice(bridge, spec)
            tooManyPorts(bridge, spec)
            spanningTree(bridge, spec)
            if bridge.ageingTime?.value == 0, let ageing = bridge.ageingTime {
                problems.warning(
                    .ageingTimeZero,
                    "with `ageing-time: 0` the bridge `\(spec.name)` learns no addresses and sends every"
                        + " frame to every port", at: ageing.span,
                    help: "this hides that the network sends guests' frames back; have that repaired, then remove it")
            }
            if bridge.ports.isEmpty, spec.layer3.isGiven, !spec.broken.contains("ports") {
                problems.warning(
                    .bridgeWithoutPorts,
                    "the bridge `\(spec.name)` has addresses and no ports: it has no carrier until a"
                        + " guest is plugged in", at: spec.span,
                    help: "if a network is meant, write for example `ports: [bond0.200]`")
            }
        }
    }

    private func filtering(_ bridge: BridgeSpec, _ spec: InterfaceSpec) {
        guard bridge.vlanFiltering?.value != true, !spec.broken.contains("vlan-filtering") else { return }
        let places: [Span?] =
            [bridge.vlans.first?.span, bridge.vlanDefaultPVID?.span, bridge.vlanProtocol?.span]
            + bridge.ports.flatMap { [$0.vlans.first?.span, $0.pvid?.span] }
        guard let first = places.compactMap(\.self).min() else { return }
        problems.error(
            .vlansUnfiltered, "`\(spec.name)` has VLANs on its ports and does not filter by VLAN", at: first,
            help: "write `vlan-filtering: true` for `\(spec.name)`",
            related: bridge.vlanFiltering.map { [($0.span, "it is switched off here")] } ?? [])
    }

    /// The most ports a bridge can have: the kernel numbers them with 10 bits, from 1 (`BR_PORT_BITS` in
    /// net/bridge/br_private.h).
    static let mostPorts = 1023

    private func tooManyPorts(_ bridge: BridgeSpec, _ spec: InterfaceSpec) {
        guard bridge.ports.count > Self.mostPorts else { return }
        problems.error(
            .outOfRange,
            "the bridge `\(spec.name)` has \(bridge.ports.count) ports, and the kernel gives a bridge"
                + " \(Self.mostPorts) at most, guests' among them", at: bridge.ports[Self.mostPorts].name.span,
            help: "divide them among several bridges", related: [(spec.span, "`\(spec.name)` is here")])
    }

    private func vlansTwice(_ bridge: BridgeSpec, _ spec: InterfaceSpec) {
        vlansTwice(bridge.vlans, pvid: nil, of: spec.name)
        for port in bridge.ports { vlansTwice(port.vlans, pvid: port.pvid?.span, of: port.name.value) }
    }

    private func vlansTwice(_ vlans: [Located<BridgeVLAN>], pvid: Span?, of name: InterfaceName) {
        let sorted = vlans.sorted { ($0.value.first, $0.span) < ($1.value.first, $1.span) }
        for (left, right) in zip(sorted, sorted.dropFirst()) where right.value.first <= left.value.last {
            let later = max(left.span, right.span)
            problems.error(
                .bridgeVLANTwice, "VLAN \(right.value.first) is listed twice for `\(name)`", at: later,
                help: "list each VLAN once; the ranges must not overlap",
                related: [(min(left.span, right.span), "the other is here")])
        }
        var first = pvid
        for vlan in vlans where vlan.value.pvid {
            if let first {
                problems.error(
                    .bridgeVLANTwice, "`\(name)` has two VLANs for untagged frames", at: vlan.span,
                    help: "keep one `pvid`", related: [(first, "the other is here")])
            }
            first = first ?? vlan.span
        }
    }

    private func spanningTree(_ bridge: BridgeSpec, _ spec: InterfaceSpec) {
        // The kernel's default; a port waits this long twice, while listening and while learning.
        let delay = bridge.forwardDelay?.value ?? 15
        if bridge.stp?.value == true, let stp = bridge.stp {
            let guests = draft.guestsByBridge[spec.name] ?? []
            let isNeeded = LoopRules(draft: draft, problems: problems).needsSTP(bridge, spec)
            if delay > 4 || !guests.isEmpty && !isNeeded {
                let who =
                    switch guests.count {
                    case 0: "guests' too"
                    case 1...3: "also that of " + guests.map(quoted).joined(separator: ", ")
                    default: "also those of \(guests.count) guests"
                    }
                problems.warning(
                    .stpDelay,
                    "with STP every port of `\(spec.name)`, \(who), waits \(2 * delay) s before it carries frames",
                    at: stp.span,
                    help: isNeeded
                        ? "write `forward-delay: 2`"
                        : "write `stp: false` where the bridge cannot close a loop"
                            + (delay > 2 ? ", or `forward-delay: 2`" : ""))
            }
        } else if !spec.broken.contains("stp") {
            for (key, time) in [
                ("forward-delay", bridge.forwardDelay), ("hello-time", bridge.helloTime), ("max-age", bridge.maxAge),
            ] {
                guard let time else { continue }
                problems.note(.forwardDelayUnused, "`\(key)` has no effect without `stp: true`", at: time.span)
            }
        }
    }
}
