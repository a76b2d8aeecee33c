import Host
import Kernel
import NetTypes

/// D030 and D031: guests that are not connected.
enum BridgeRules {
    static func findings(_ site: Site) -> [Finding] { waiting(site) + loose(site) }

    private static func waiting(_ site: Site) -> [Finding] {
        site.links.compactMap { port in
            guard let bridge = site.controller(of: port), let details = bridge.bridge, port.isUp, port.hasCarrier,
                bridge.isUp, let state = port.bridgePort?.state, state != .forwarding
            else { return nil }
            let words =
                switch state {
                case .disabled: "disabled"
                case .listening: "listening"
                case .learning: "learning"
                case .blocking: "blocking"
                case .forwarding: "forwarding"
                }
            let isPassing = state == .listening || state == .learning
            let delay = details.forwardDelay / 1000
            return Finding(
                .portNotForwarding, isPassing ? .warning : .problem, on: [port.name, bridge.name],
                "\(port.name) is \(words) and does not forward for \(bridge.name)",
                seen: [
                    .init("\(port.name) is in state \(words)", command: "bridge link show dev \(port.name)"),
                    .init(
                        "\(bridge.name): STP \(details.isSTP ? "on" : "off"), forward delay \(delay) s",
                        command: "ip -d link show \(bridge.name)"),
                ],
                meaning: isPassing
                    ? "With the spanning tree protocol a port listens and learns for \(delay) s each before it "
                        + "forwards. A guest that starts meanwhile gets no answer from its DHCP server."
                    : "The spanning tree protocol found a second way to the same place and closed this one, or "
                        + "somebody set the state by hand. Nothing goes through the port.",
                here: [
                    .init(
                        isPassing
                            ? "a bridge for guests with one uplink needs no spanning tree"
                            : "see where the loop is; a bridge for guests should have one uplink",
                        spec: "bridges:\n  \(bridge.name): {stp: false, …}")
                ],
                network: isPassing ? [] : ["Does the switch send spanning tree BPDUs on these ports, and should it?"])
        }
    }

    private static func isRouted(_ tap: KernelLink, _ site: Site) -> Bool {
        site.kernel.routes(through: tap.index).map(\.destination.address).contains {
            !$0.isLinkLocal && !$0.isMulticast
        }
    }

    /// Finds taps in no bridge: a tap's place is in a bridge, and its bridge has been deleted and re-created.
    private static func loose(_ site: Site) -> [Finding] {
        let bridges = site.links.filter { $0.kind == .bridge }.map(\.name)
        return site.links.compactMap { tap in
            guard site.isTap(tap), tap.isUp, tap.controllerIndex == nil, site.prefixes(on: tap).isEmpty,
                !isRouted(tap, site)
            else { return nil }
            let mac = tap.mac?.lower ?? ""
            return Finding(
                .tapWithoutBridge, .problem, on: [tap.name], "\(tap.name), the tap of a guest, is in no bridge",
                seen: [
                    .init("\(tap.name) is up and has no controller", command: "ip -d link show \(tap.name)"),
                    .init(
                        "its MAC address is \(mac), so that of the guest ends in \(mac.dropFirst(3))",
                        command: "ip -br link show \(tap.name)"),
                ],
                meaning:
                    "The guest is not connected. This is what is left when a bridge is deleted and re-created "
                    + "under running guests.",
                here: [
                    .init(
                        "see which bridge it belongs to in the guest's definition",
                        command: "virsh domiflist GUEST"),
                    .init(
                        "plug it in",
                        command: "ip link set \(tap.name) master \(bridges.count == 1 ? bridges[0] : "BRIDGE")"),
                ])
        }
    }
}
