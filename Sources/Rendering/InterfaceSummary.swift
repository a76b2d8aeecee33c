import NetTypes
import OrderedCollections
package import Topology

/// One interface in one line.
package enum InterfaceSummary {
    /// For example `VLAN 100 on bond0, 10.0.100.10/24, gateway 10.0.100.1`.
    package static func text(of interface: Interface) -> String {
        var parts: [String] = []
        switch interface.kind {
        case .ethernet(let nic):
            parts.append("NIC" + (nic.mac.map { " \($0)" } ?? "") + (nic.path.map { " at \($0)" } ?? ""))
            if let count = nic.sriov?.count { parts.append("\(count) virtual function\(count == 1 ? "" : "s")") }
        case .bond(let bond): parts.append("bond \(bond.mode.rawValue) of \(list(bond.ports))")
        case .vlan(let vlan):
            parts.append("VLAN \(vlan.id)\(vlan.tag == .dot1ad ? " (802.1ad)" : "") on \(vlan.parent)")
        case .bridge(let bridge):
            parts.append("bridge of \(list(bridge.ports))\(bridge.vlanFiltering ? ", VLAN filtering" : "")")
        }
        if let controller = interface.attachment?.controller { parts.append("port of \(controller)") }
        if let mtu = interface.mtu { parts.append("MTU \(mtu)") }
        parts += layer3(interface.ipv4, .v4) + layer3(interface.ipv6, .v6)
        return parts.joined(separator: ", ")
    }

    private static func list(_ names: [InterfaceName]) -> String {
        if names.isEmpty { return "no ports" }
        let shown = names.prefix(6).map(\.text).joined(separator: ", ")
        return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
    }

    private static func layer3(_ configuration: IPConfiguration, _ family: IPFamily) -> [String] {
        var parts = configuration.addresses.map(\.description)
        switch configuration.method {
        case .disabled, .manual: break
        case .auto: parts.append(family == .v4 ? "DHCP" : "router advertisements")
        case .dhcp: parts.append("DHCPv6")
        }
        if let gateway = configuration.gateway { parts.append("gateway \(gateway)") }
        return parts
    }
}
