package import Host
package import NetTypes
import OrderedCollections
package import Topology

/// What the kernel has to show before nm-topology reports success, or NetworkManager where the kernel cannot know it.
///
/// docs/verification.md lists each key of the spec, and what reads it back.
package enum Expectation {
    /// Every difference on all interfaces; `devices` has the kernel's names of NICs that have another name in the spec.
    package static func mismatches(
        of topology: Topology, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> [Mismatch] {
        topology.interfaces.values.flatMap { mismatches(of: $0, devices: devices, in: live) }
    }

    /// Every difference on one interface; `devices` has the kernel's names of NICs that have another name in the spec.
    package static func mismatches(
        of interface: Interface, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> [Mismatch] {
        guard let link = live.links[devices[interface.name] ?? interface.name] else {
            return [Mismatch(interface: interface.name, aspect: .link, text: "there is no such link")]
        }
        var check = InterfaceCheck(interface: interface, devices: devices, link: link, live: live)
        check.checkLink()
        check.checkAttachment()
        check.checkAddresses(interface.ipv4, .v4)
        check.checkRoutes(interface.ipv4, .v4)
        check.checkAddresses(interface.ipv6, .v6)
        check.checkRoutes(interface.ipv6, .v6)
        check.checkRules(interface.ipv4)
        check.checkRules(interface.ipv6)
        check.checkNameServers()
        return check.found + defaultMismatches(of: interface, link, in: live)
    }
}

/// The check of one interface, with the differences found so far; each aspect has a file of its own.
struct InterfaceCheck {
    let interface: Interface
    let devices: [InterfaceName: InterfaceName]
    let link: LiveLink
    let live: LiveState
    var found: [Mismatch] = []

    mutating func note(
        _ aspect: Mismatch.Aspect, _ text: String, mayCome: Bool = false, remedy: Mismatch.Remedy? = nil
    ) {
        found.append(
            Mismatch(interface: interface.name, aspect: aspect, text: text, mayCome: mayCome, remedy: remedy))
    }

    mutating func checkLink() {
        if !link.isUp { note(.link, "it is down") }
        if let mtu = interface.mtu, link.mtu != mtu {
            note(.link, "its MTU is \(link.mtu), not \(mtu)", remedy: .reapply)
        }
        interface.kind.inPlanning.check(&self)
    }

    mutating func checkAttachment() {
        let wanted = interface.attachment?.controller
        if link.controller != wanted {
            let have = link.controller.map { "a port of \($0)" } ?? "a port of nothing"
            note(.attachment, "it is \(have), not of \(wanted?.text ?? "nothing")")
        }
        guard link.controller == wanted else { return }
        switch interface.attachment {
        case .bond(_, let port): checkBondPort(port)
        case .bridge(let bridge, let port): checkBridgePort(port, of: bridge)
        case .vrf, .ovsBridge, .ovsPort, nil: break
        }
    }

    mutating func checkMAC(_ wanted: MACAddress?, remedy: Mismatch.Remedy) {
        guard let wanted, link.mac != wanted else { return }
        note(.link, "its MAC address is \(link.mac?.description ?? "none"), not \(wanted)", remedy: remedy)
    }
}
