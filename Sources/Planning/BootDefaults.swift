package import Host
package import NetTypes
import OrderedCollections
import Profiles
package import Topology

/// What the next boot decides about links where a spec says nothing, and a running host keeps earlier values.
///
/// NetworkManager (1.42.4, seen in the lab) sets the MTU of a profile, and leaves it when the profile loses it; a bond
/// keeps the MAC address of a port that has left, and its active port when another port joins. A boot decides all of
/// these from scratch. A trial shall end with the values after a boot, since those are what the person judges.
package enum BootDefaults {
    /// A value that a boot would set differently.
    package enum Repair: Hashable, Sendable {
        /// The link's MTU is to be this, in bytes.
        case mtu(InterfaceName, Int)
        /// The bond's MAC address is to be this.
        case mac(InterfaceName, MACAddress)
        /// The bond's traffic is to go over this port.
        case activePort(InterfaceName, InterfaceName)
    }

    /// The MTU of an Ethernet link that nobody set, in bytes (`ETH_DATA_LEN` of the kernel).
    static let standardMTU = 1500

    /// The MTU that a boot gives an interface whose spec has none.
    ///
    /// A bond begins with the standard MTU and passes it to its ports; the kernel gives a VLAN its parent's MTU, and a
    /// bridge the least of its ports', guests' taps included.
    ///
    /// - Parameters:
    ///   - interface: the interface in the topology.
    ///   - link: its link in the kernel.
    ///   - live: the host.
    /// - Returns: the MTU in bytes; `nil` where the spec or the bond decides, and for a NIC, whose driver or DHCP
    ///   decides.
    package static func mtu(of interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        if interface.mtu != nil { return nil }
        if interface.attachment?.kind == .bond { return nil }
        return interface.kind.inPlanning.mtuAtBoot(interface, link, in: live)
    }

    /// The port whose MAC address a bond will have after a boot: the first by name.
    ///
    /// NetworkManager brings ports up in that order (its `compare_ports`), and a bond takes the address of the port
    /// that joins first (the kernel's bonding.rst).
    ///
    /// - Parameters:
    ///   - bond: the bond.
    ///   - devices: the kernel's names of NICs that have another name in the spec.
    ///   - live: the host.
    /// - Returns: the port and its permanent address; `nil` where the spec has an address, or the active port decides.
    package static func leader(
        of bond: Bond, devices: [InterfaceName: InterfaceName], in live: LiveState
    ) -> (port: InterfaceName, mac: MACAddress)? {
        guard bond.mac == nil, bond.options["fail_over_mac"] ?? "none" == "none",
            let first = bond.ports.map({ devices[$0] ?? $0 }).min(),
            let link = live.links[first], let mac = link.permanentMAC ?? link.mac
        else { return nil }
        return (first, mac)
    }

    /// The ports that a bond or bridge has now.
    static func ports(of controller: InterfaceName, in live: LiveState) -> Set<InterfaceName> {
        Set(live.links.values.lazy.filter { $0.controller == controller }.map(\.name))
    }

    /// What a boot would set differently from what a plan has left.
    ///
    /// - Parameters:
    ///   - plan: the plan that was carried out.
    ///   - topology: the topology that it was made for.
    ///   - old: the host before.
    ///   - live: the host now.
    /// - Returns: the repairs, in the order in which they can be made.
    package static func repairs(
        after plan: Plan, for topology: Topology, from old: LiveState, in live: LiveState
    ) -> [Repair] {
        let devices = Dictionary(plan.steps.map { ($0.interface, $0.device) }) { first, _ in first }
        var sizes = Sizes(topology: topology, devices: devices, live: live, lost: lostMTUs(plan))
        let bonds =
            topology.interfaces.values.map(\.self)
            + live.links.keys.sorted().compactMap { name in
                bond(name, outside: topology, in: live, as: old).map { Interface(name: name, kind: .bond($0)) }
            }
        // The kernel itself chooses by priorities, whenever a port's link comes up.
        let chosen = Set(
            topology.interfaces.values.compactMap { port -> InterfaceName? in
                guard case .bond(let bond, let own)? = port.attachment, own.priority ?? 0 != 0 else { return nil }
                return bond
            })
        let activated = Set(plan.steps.filter { ![.none, .reapply].contains($0.activation) }.map(\.interface))
        let repairs = bonds.flatMap { bondRepairs($0, devices, activated, from: old, in: live) }
        return sizes.repairs()
            + repairs.filter { if case .activePort(let bond, _) = $0 { !chosen.contains(bond) } else { true } }
    }

    /// A bond that the spec does not have, according to its profile, with the ports that it has now.
    ///
    /// - Parameters:
    ///   - name: the bond.
    ///   - topology: the spec, which must not have the bond.
    ///   - live: the host now, perhaps without profiles.
    ///   - known: the host before, with its profiles.
    /// - Returns: `nil` for a bond without a profile, and where the profile has a MAC address.
    static func bond(
        _ name: InterfaceName, outside topology: Topology, in live: LiveState, as known: LiveState
    ) -> Bond? {
        guard topology.interfaces[name] == nil, live.links[name]?.bond != nil,
            let profile = known.device(name)?.activeUUID.flatMap({ known.profile(uuid: $0) }), !profile.isGenerated,
            profile.settings["802-3-ethernet"]?["assigned-mac-address"] == nil,
            profile.settings["802-3-ethernet"]?["cloned-mac-address"] == nil,
            let bond = Interface(profile, as: name, in: known, attachment: nil)?.bond
        else { return nil }
        return Bond(mode: bond.mode, options: bond.options, ports: ports(of: name, in: live).sorted())
    }

    /// The MTUs of NICs that a profile had and no longer has, or that went with the profile.
    private static func lostMTUs(_ plan: Plan) -> [InterfaceName: Int] {
        var lost: [InterfaceName: Int] = [:]
        func lose(_ profile: LiveProfile, of device: InterfaceName) {
            if let mtu = profile.mtu { lost[device] = mtu }
        }
        for profile in plan.replaced {
            if let name = profile.interfaceName.flatMap({ try? InterfaceName($0) }) { lose(profile, of: name) }
        }
        for removal in plan.removals { for profile in removal.profiles { lose(profile, of: removal.interface) } }
        for step in plan.steps {
            if case .update(let profile, _) = step.write { lose(profile, of: step.device) }
            if step.profile.settings["802-3-ethernet"]?["mtu"] != nil { lost[step.device] = nil }
        }
        return lost
    }

    /// Repairs of a bond whose ports this plan has changed or activated, so that they left it for a moment; a later change, by
    /// a port that failed, is left alone.
    private static func bondRepairs(
        _ interface: Interface, _ devices: [InterfaceName: InterfaceName], _ activated: Set<InterfaceName>,
        from old: LiveState, in live: LiveState
    ) -> [Repair] {
        guard let bond = interface.bond, let link = live.links[interface.name], link.bond != nil,
            old.links[interface.name]?.index != link.index
                || ports(of: interface.name, in: old) != ports(of: interface.name, in: live)
                || !activated.isDisjoint(with: bond.ports)
        else { return [] }
        var repairs: [Repair] = []
        if let leader = leader(of: bond, devices: devices, in: live), leader.mac != link.mac {
            repairs.append(.mac(interface.name, leader.mac))
        }
        // A port without carrier does not become active; with ARP monitoring, the answers decide and not the carrier.
        if bond.mode == .activeBackup, bond.options["primary"] == nil, bond.options["arp_interval"] == nil,
            let first = bond.ports.map({ devices[$0] ?? $0 }).sorted().first(where: { name in
                live.links[name].map { $0.hasCarrier && $0.controller == interface.name } == true
            }), link.bond?.activePort != first
        {
            repairs.append(.activePort(interface.name, first))
        }
        return repairs
    }
}

/// Decides MTUs in order, from the links that carry others to those that are carried.
private struct Sizes {
    let topology: Topology
    let devices: [InterfaceName: InterfaceName]
    var live: LiveState
    let lost: [InterfaceName: Int]
    private var seen: Set<InterfaceName> = []
    private var found: [BootDefaults.Repair] = []

    init(topology: Topology, devices: [InterfaceName: InterfaceName], live: LiveState, lost: [InterfaceName: Int]) {
        self.topology = topology
        self.devices = devices
        self.live = live
        self.lost = lost
    }

    mutating func repairs() -> [BootDefaults.Repair] {
        // A NIC that the spec no longer has is not a parent in it.
        for name in lost.keys.sorted() { nic(name) }
        for interface in topology.interfaces.values { visit(interface) }
        return found
    }

    private mutating func visit(_ interface: Interface) {
        guard seen.insert(interface.name).inserted else { return }
        for parent in interface.parents { if let below = topology.interfaces[parent] { visit(below) } }
        if let bridge = interface.bridge {
            for port in bridge.ports { if let below = topology.interfaces[port] { visit(below) } }
        }
        let device = devices[interface.name] ?? interface.name
        guard let link = live.links[device], let mtu = BootDefaults.mtu(of: interface, link, in: live) else { return }
        set(device, mtu)
    }

    /// Repairs a NIC that still has the MTU of its former profile; its driver or DHCP may have set another since.
    private mutating func nic(_ name: InterfaceName) {
        guard let link = live.links[name], link.kind == nil || link.kind == .veth, link.mtu == lost[name],
            link.controller.flatMap({ live.links[$0]?.bond }) == nil
        else { return }
        set(name, BootDefaults.standardMTU)
    }

    /// Sets the MTU here, too, and those that the kernel derives: a bond's ports have its MTU, a VLAN at most its
    /// parent's.
    private mutating func set(_ name: InterfaceName, _ mtu: Int) {
        guard let old = live.links[name]?.mtu, old != mtu else { return }
        live.links[name]?.mtu = mtu
        let isBond = live.links[name]?.bond != nil
        for link in live.links.values {
            if isBond, link.controller == name { live.links[link.name]?.mtu = mtu }
            if link.parent == name, link.mtu > mtu { live.links[link.name]?.mtu = mtu }
        }
        found.append(.mtu(name, mtu))
    }
}

extension LiveProfile {
    /// The MTU that the profile demands, in bytes, if it demands one.
    fileprivate var mtu: Int? {
        guard case .uint32(let mtu) = settings["802-3-ethernet"]?["mtu"], mtu != 0 else { return nil }
        return Int(mtu)
    }
}
