package import NetTypes

extension TunnelSpec: KindSpec {
    static let words = KindWords(
        section: "tunnels", noun: "tunnel", plural: "tunnels", sample: "gre1",
        synonyms: ["tunnel", "gre", "ip-tunnel", "ip-tunnels"], moreLinks: TunnelMode.allCases.map(\.link))

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        TunnelSpec(&fields, name: name, problems: problems).map { .tunnel($0) }
    }

    var parents: [Located<InterfaceName>] { parent.map { [$0] } ?? [] }
    var mtuFollows: [Located<InterfaceName>] { parents }
    var overhead: Int { built.overhead }
    var exit: Exit { .nowhere }
    var assembled: Interface.Kind { .tunnel(built) }

    static func judge(_ place: PortPlace, _ problems: Problems) {
        guard let tunnel = place.interface.tunnel, !tunnel.mode.value.isEthernet else { return }
        problems.error(
            .notEthernet,
            "the tunnel `\(place.port.value)` is a port of `\(place.controller.name)`, and carries no Ethernet frames",
            at: place.port.span, help: "write `mode: \(tunnel.mode.value.withFrames.rawValue)` for it, at both ends",
            related: [(tunnel.mode.span, "its mode is here")])
    }

    private var built: Tunnel {
        var tunnel = Tunnel(mode: mode.value, remote: remote.value)
        tunnel.local = local?.value
        tunnel.parent = parent?.value
        tunnel.key = key.map { UInt32(clamping: $0.value) }
        tunnel.ttl = ttl?.value
        return tunnel
    }
}

extension TunnelMode {
    /// The mode for Ethernet frames between the same ends.
    var withFrames: TunnelMode { family == .v4 ? .gretap : .ip6gretap }
}

extension Tunnel: KindInTopology {
    package var parents: [InterfaceName] { parent.map { [$0] } ?? [] }
    package func with(ports: [InterfaceName]) -> Interface.Kind { .tunnel(self) }
}
