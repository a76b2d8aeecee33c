import NetTypes
package import Topology

/// Summarizes an interface of a spec in one line.
package enum InterfaceSummary {
    /// The summary, for example `VLAN 100 on bond0, 10.0.100.10/24, gateway 10.0.100.1`.
    package static func text(of interface: Interface) -> String {
        var parts = interface.kind.inRendering.summary
        if let controller = interface.attachment?.controller { parts.append("port of \(controller)") }
        if let mtu = interface.mtu { parts.append("MTU \(mtu)") }
        parts += layer3(interface.ipv4, .v4) + layer3(interface.ipv6, .v6)
        return parts.joined(separator: ", ")
    }

    private static func layer3(_ configuration: IPConfiguration, _ family: IPFamily) -> [String] {
        var parts = configuration.addresses.map(\.description)
        switch configuration.method {
        case .disabled, .manual: break
        case .linkLocal: parts.append("\(family.label) link-local")
        case .auto: parts.append(family == .v4 ? "DHCP" : "router advertisements")
        case .dhcp: parts.append("DHCPv6")
        }
        if let gateway = configuration.gateway { parts.append("gateway \(gateway)") }
        if !configuration.rules.isEmpty {
            parts.append(configuration.rules.count == 1 ? "1 rule" : "\(configuration.rules.count) rules")
        }
        return parts
    }
}
