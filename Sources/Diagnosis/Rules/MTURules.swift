import Checks
import Host
import Kernel
import NetTypes

/// D023: MTUs that do not fit each other.
enum MTURules {
    static func findings(_ site: Site) -> [Finding] {
        bridges(site) + switchPorts(site) + paths(site)
    }

    /// Finds bridges with ports of different MTUs, which drop frames too large for a port without telling anybody.
    private static func bridges(_ site: Site) -> [Finding] {
        site.links.filter { $0.kind == .bridge }.compactMap { bridge in
            let ports = site.kernel.ports(of: bridge.index)
            let others = ports.filter { $0.mtu != bridge.mtu }
            guard !others.isEmpty, let least = ([bridge] + ports).map(\.mtu).min() else { return nil }
            return Finding(
                .mtuMismatch, .warning, on: [bridge.name] + others.map(\.name),
                "\(bridge.name) has MTU \(bridge.mtu), but \(others.map { "\($0.name) has \($0.mtu)" }.list)",
                seen: ([bridge] + others).map {
                    .init("\($0.name): MTU \($0.mtu)", command: "ip -br link show \($0.name)")
                },
                meaning: "A bridge drops frames that are too large for the port they should leave by, and nobody is "
                    + "told. Small packets pass, large ones vanish: logins work, copies hang.",
                here: [
                    .init(
                        "give all of them the same MTU, below and above, and to the guests too; everything "
                            + "here can do \(least)",
                        spec: "bridges:\n  \(bridge.name): {mtu: \(least), …}")
                ],
                network: least > 1500 || others.contains { $0.mtu > 1500 } || bridge.mtu > 1500
                    ? ["Which frame size do the switch ports take?"] : [])
        }
    }

    /// Finds NICs whose MTU exceeds what the switch reports; a frame has 18 bytes of header and check sequence, 4 for
    /// each tag.
    private static func switchPorts(_ site: Site) -> [Finding] {
        site.observation.switchPorts.compactMap { port in
            guard let size = port.maximumFrameSize, size >= 64, let link = site.link(named: port.interface) else {
                return nil
            }
            let room = size - 18
            guard link.mtu > room else { return nil }
            return Finding(
                .mtuMismatch, .warning, on: [link.name],
                "\(link.name) has MTU \(link.mtu), but the switch takes frames for MTU \(room) at most",
                seen: [
                    .init(
                        "\(port.name) says by LLDP: maximum frame size \(size)",
                        command: port.command)
                ],
                meaning: "The switch drops longer frames. Small packets pass, large ones vanish.",
                here: [.init("use an MTU of \(room) at most on \(link.name) and on what stands on it")],
                network: ["Please allow frames of \(link.mtu + 22) bytes on the port of \(link.name) (jumbo frames)."])
        }
    }

    private static func paths(_ site: Site) -> [Finding] {
        (site.observation.wire?.paths ?? []).filter(\.isNarrow).map { path in
            Finding(
                .mtuMismatch, .problem, on: [path.interface],
                "packets of \(path.size) bytes, the MTU of \(path.interface), do not come through to \(path.address)",
                seen: [
                    .init(
                        "\(path.address) answers small packets, and none of \(path.size) bytes",
                        command: "ping -M do -s \(path.size - 28) -I \(path.interface) \(path.address)")
                ],
                meaning: "Something between this host and \(path.address) takes only shorter frames and drops the "
                    + "others without a word. Small packets pass, large ones vanish: logins work, copies hang.",
                here: [
                    .init(
                        "find the size that passes with `ping -M do -s …`; until the network takes more, use "
                            + "it as the MTU of \(path.interface) and of its guests")
                ],
                network: [
                    "Which frame size do the switch ports and \(path.address) take? This host sends packets of "
                        + "up to \(path.size) bytes."
                ])
        }
    }
}
