import Host
import NetTypes
import Topology

extension InterfaceCheck {
    mutating func checkAddresses(_ wanted: IPConfiguration, _ family: IPFamily) {
        let have = link.addresses.filter { $0.prefix.family == family }
        for address in wanted.addresses {
            guard let state = have.first(where: { $0.prefix == address }) else {
                note(.layer3, "it has not the address \(address)")
                continue
            }
            if state.isDuplicate { note(.layer3, "another host on the link has \(address.address) already") }
            if state.isTentative, !state.isDuplicate {
                note(.layer3, "\(address) is still being checked for duplicates", mayCome: true)
            }
        }
        switch wanted.method {
        case .disabled, .manual: break
        case .auto, .dhcp:
            if !have.contains(where: { !$0.prefix.address.isLinkLocal && !wanted.addresses.contains($0.prefix) }) {
                note(.layer3, "no \(family.label) address has come by \(Self.giver(wanted, family))", mayCome: true)
            }
        }
        let extra = have.filter { state in
            wanted.method == .disabled
                || (wanted.method == .manual && !state.prefix.address.isLinkLocal)
                    && !wanted.addresses.contains(state.prefix)
        }
        for state in extra { note(.layer3, "it has the address \(state.prefix), which nobody asked for") }
    }

    private static func giver(_ wanted: IPConfiguration, _ family: IPFamily) -> String {
        if family == .v4 { return "DHCP" }
        return wanted.method == .dhcp ? "DHCPv6" : "advertisement"
    }
}
