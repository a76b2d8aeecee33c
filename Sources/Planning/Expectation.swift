package import NetTypes
import OrderedCollections
package import Topology

/// Something that the kernel has otherwise than the topology says.
package struct Mismatch: Hashable, Sendable {
    package let interface: InterfaceName
    package let aspect: Aspect
    /// One clause: what is there and what should be.
    package let text: String
    /// It may still come by itself: a LACP partner, an address by DHCP, the end of duplicate address detection.
    package let mayCome: Bool

    package enum Aspect: Hashable, Sendable {
        case link, attachment, layer3, negotiation
    }
}

/// What the kernel has to show before success is said.
package enum Expectation {
    /// Everything that differs, over the whole topology.
    package static func mismatches(
        of topology: Topology, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> [Mismatch] {
        topology.interfaces.values.flatMap { mismatches(of: $0, devices: devices, in: live) }
    }

    /// Everything that differs on one interface; `devices` has the kernel's names of those with another one.
    package static func mismatches(
        of interface: Interface, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> [Mismatch] {
        guard let link = live.links[devices[interface.name] ?? interface.name] else {
            return [Mismatch(interface: interface.name, aspect: .link, text: "there is no such link", mayCome: false)]
        }
        var check = Check(interface: interface, devices: devices, link: link)
        check.checkLink()
        check.checkAttachment()
        check.checkLayer3(interface.ipv4, .v4)
        check.checkLayer3(interface.ipv6, .v6)
        return check.found
    }
}

private struct Check {
    let interface: Interface
    let devices: [InterfaceName: InterfaceName]
    let link: LiveLink
    var found: [Mismatch] = []

    mutating func note(_ aspect: Mismatch.Aspect, _ text: String, mayCome: Bool = false) {
        found.append(Mismatch(interface: interface.name, aspect: aspect, text: text, mayCome: mayCome))
    }

    mutating func checkLink() {
        if !link.isUp { note(.link, "it is down", mayCome: true) }
        if let mtu = interface.mtu, link.mtu != mtu { note(.link, "its MTU is \(link.mtu), not \(mtu)") }
        switch interface.kind {
        case .ethernet: break
        case .vlan(let vlan):
            let tag = link.vlan.map { "\($0.id)" } ?? "none"
            if link.vlan?.id != vlan.id.number { note(.link, "its VLAN ID is \(tag), not \(vlan.id)") }
            if let type = link.vlan?.etherType, type != vlan.tag.etherType {
                note(.link, "its tag is not \(vlan.tag.rawValue)")
            }
            let parent = devices[vlan.parent] ?? vlan.parent
            if link.parent != parent {
                note(.link, "its parent is \(link.parent?.text ?? "none"), not \(parent)")
            }
        case .bond(let bond): checkBond(bond)
        case .bridge(let bridge): checkBridge(bridge)
        }
    }

    private mutating func checkBond(_ bond: Bond) {
        guard let state = link.bond else { return note(.link, "it is no bond") }
        if state.mode != bond.mode.rawValue { note(.link, "its mode is \(state.mode), not \(bond.mode.rawValue)") }
        guard bond.mode == .lacp, !bond.ports.isEmpty else { return }
        if state.partner?.isZero ?? true {
            note(
                .negotiation, "no LACP partner answers on it: the switch ports are not in a link aggregation group",
                mayCome: true)
        } else if state.isSettled == false {
            note(
                .negotiation, "LACP does not come to terms with the switch: no port collects and distributes",
                mayCome: true)
        }
    }

    private mutating func checkBridge(_ bridge: Bridge) {
        guard let state = link.bridge else { return note(.link, "it is no bridge") }
        if state.stp != bridge.stp { note(.link, "STP is \(state.stp ? "on" : "off")") }
        if state.vlanFiltering != bridge.vlanFiltering {
            note(.link, "VLAN filtering is \(state.vlanFiltering ? "on" : "off")")
        }
        if let time = bridge.ageingTime, time != state.ageingTime {
            note(.link, "its ageing time is \(state.ageingTime) s, not \(time) s")
        }
    }

    mutating func checkAttachment() {
        let wanted = interface.attachment?.controller
        if link.controller != wanted {
            let have = link.controller.map { "a port of \($0)" } ?? "a port of nothing"
            note(.attachment, "it is \(have), not of \(wanted?.text ?? "nothing")")
        }
        guard case .bridge(_, let port) = interface.attachment, !port.vlans.isEmpty else { return }
        let have = Set(link.bridgeVLANs)
        for vlan in port.vlans {
            for id in vlan.first.number...vlan.last.number {
                let want = LiveLink.BridgeVLANState(id: id, pvid: vlan.pvid, untagged: vlan.untagged)
                if !have.contains(want) { note(.attachment, "VLAN \(id) is not on its bridge port as asked") }
            }
        }
    }

    mutating func checkLayer3(_ wanted: IPConfiguration, _ family: IPFamily) {
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
                note(
                    .layer3, "no \(family.label) address has come by \(family == .v4 ? "DHCP" : "advertisement")",
                    mayCome: true)
            }
        }
        let extra = have.filter { state in
            wanted.method == .disabled
                || (wanted.method == .manual && !state.prefix.address.isLinkLocal)
                    && !wanted.addresses.contains(state.prefix)
        }
        for state in extra { note(.layer3, "it has the address \(state.prefix), which nobody asked for") }
        if let gateway = wanted.gateway,
            !link.routes.contains(where: { $0.destination.isDefault && $0.via == gateway && $0.table == 254 })
        {
            note(.layer3, "there is no default route by \(gateway) on it")
        }
        for route in wanted.routes {
            let table = route.table ?? 254
            if !link.routes.contains(where: {
                $0.destination == route.destination && $0.via == route.via && $0.table == table
            }) {
                note(.layer3, "there is no route to \(route.destination) on it")
            }
        }
    }
}
