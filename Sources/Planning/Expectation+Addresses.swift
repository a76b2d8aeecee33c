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
        case .linkLocal: checkLinkLocal(have, family)
        case .auto, .dhcp:
            if !have.contains(where: { !$0.prefix.address.isLinkLocal && !wanted.addresses.contains($0.prefix) }) {
                note(.layer3, "no \(family.label) address has come by \(Self.giver(wanted, family))", mayCome: true)
            }
        }
        if wanted.hasLinkLocal { checkLinkLocal(have, family) }
        checkInterfacePart(wanted, have, family)
        let extra = have.filter { state in
            wanted.method == .disabled
                || ([.manual, .linkLocal].contains(wanted.method) && !state.prefix.address.isLinkLocal)
                    && !wanted.addresses.contains(state.prefix)
        }
        for state in extra { note(.layer3, "it has the address \(state.prefix), which nobody asked for") }
    }

    private mutating func checkLinkLocal(_ have: [LiveLink.AddressState], _ family: IPFamily) {
        if have.contains(where: \.prefix.address.isLinkLocal) { return }
        note(.layer3, "it has no link-local \(family.label) address", mayCome: true)
    }

    /// Checks which interface's part the IPv6 addresses have that the host makes itself.
    private mutating func checkInterfacePart(
        _ wanted: IPConfiguration, _ have: [LiveLink.AddressState], _ family: IPFamily
    ) {
        guard family == .v6 else { return }
        let half: UInt128 = (1 << 64) - 1
        // The host makes the link-local address in the same way, except from a token, and it needs no router for it.
        if let mac = link.mac, let mode = wanted.addressGeneration,
            let own = have.first(where: { $0.prefix.address.isLinkLocal && $0.isTemporary != true })
        {
            let part = own.prefix.address.bits & half
            // A bridge has the address from before it got its port's MAC address, and the kernel leaves it; so any MAC
            // address will do (RFC 4291, appendix A: 0xfffe in its middle).
            let isAsWanted = mode == .eui64 ? part >> 24 & 0xffff == 0xfffe : part != mac.interfacePart
            if !isAsWanted {
                note(
                    .layer3,
                    "its address \(own.prefix.address) is "
                        + (mode == .eui64 ? "not made from a MAC address" : "made from its MAC address"),
                    remedy: .activate)
            }
        }
        let global = have.filter {
            !$0.prefix.address.isLinkLocal && !wanted.addresses.contains($0.prefix) && $0.prefix.length == 64
        }
        if let token = wanted.token, !global.isEmpty,
            !global.contains(where: { $0.prefix.address.bits & half == token.bits })
        {
            note(.layer3, "no address with the token \(token) has come by advertisement", mayCome: true)
        }
        if wanted.privacy == .disabled, global.contains(where: { $0.isTemporary == true }) {
            note(.layer3, "it has a temporary IPv6 address", remedy: .activate)
        }
        if let privacy = wanted.privacy, privacy != .disabled, !global.isEmpty,
            !global.contains(where: { $0.isTemporary == true })
        {
            note(.layer3, "it has no temporary IPv6 address", mayCome: true)
        }
    }

    private static func giver(_ wanted: IPConfiguration, _ family: IPFamily) -> String {
        if family == .v4 { return "DHCP" }
        return wanted.method == .dhcp ? "DHCPv6" : "advertisement"
    }
}

extension MACAddress {
    /// The interface's part of an IPv6 address that is made from the MAC address (RFC 4291, appendix A).
    fileprivate var interfacePart: UInt128 {
        let bits = UInt128(bits)
        return ((bits >> 24) << 40 | 0xff_fe00_0000 | (bits & 0xff_ffff)) ^ (1 << 57)
    }
}
