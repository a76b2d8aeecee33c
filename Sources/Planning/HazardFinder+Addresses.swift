import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// Hazards of MAC addresses that a plan changes, by which DHCP servers and switches know the host.
extension HazardFinder {
    /// Finds bonds without an address of their own that get that of another port.
    func bondAddresses() -> [Hazard] {
        let devices = Dictionary(plan.steps.map { ($0.interface, $0.device) }) { first, _ in first }
        let planned = plan.steps.compactMap { step -> Hazard? in
            guard let bond = topology.interfaces[step.interface]?.bond, let link = live.links[step.device],
                link.bond != nil, let old = link.mac,
                let leader = BootDefaults.leader(of: bond, devices: devices, in: live), leader.mac != old,
                step.isInterrupting
                    || BootDefaults.ports(of: step.device, in: live) != Set(bond.ports.map { devices[$0] ?? $0 })
            else { return nil }
            return .bondAddressChanges(step.device, from: old, to: leader.mac, port: leader.port)
        }
        return planned + standingBondAddresses()
    }

    /// Finds the same for bonds that the spec does not have and takes a port from, since the NIC keeps its address.
    private func standingBondAddresses() -> [Hazard] {
        live.links.values.filter { $0.bond != nil && !removed.contains($0.name) }.sorted { $0.name < $1.name }
            .compactMap { link in
                guard let old = link.mac, let bond = BootDefaults.bond(link.name, outside: topology, in: live, as: live)
                else {
                    return nil
                }
                let left = bond.ports.filter { !leaves($0, link.name) }
                guard left.count < bond.ports.count,
                    let leader = BootDefaults.leader(
                        of: Bond(mode: bond.mode, options: bond.options, ports: left), devices: [:], in: live),
                    leader.mac != old
                else { return nil }
                return .bondAddressChanges(link.name, from: old, to: leader.mac, port: leader.port)
            }
    }

    private func leaves(_ port: InterfaceName, _ controller: InterfaceName) -> Bool {
        if removed.contains(port) { return true }
        guard let step = byDevice[port], let interface = topology.interfaces[step.interface] else { return false }
        return interface.attachment?.controller != controller
    }

    /// Finds interfaces with an address from the network that will ask for one with another MAC address.
    func automaticAddresses(besides known: [Hazard]) -> [Hazard] {
        let said = Set(
            known.compactMap { hazard in
                if case .bondAddressChanges(let bond, _, _, _) = hazard { return bond }
                return nil
            })
        return plan.steps.compactMap { step in
            guard let interface = topology.interfaces[step.interface], !step.isUnchanged,
                interface.mayHaveLayer3, interface.ipv4.method == .auto || interface.ipv6.method == .dhcp
            else { return nil }
            let path = [step.interface] + beneath(step.interface)
            let devices = path.map { name in device(of: name) }
            guard let holder = devices.compactMap({ live.links[$0] }).first(where: \.hasAutomaticAddress),
                let old = holder.mac, let new = mac(of: step.interface, []), new != old,
                // The interface whose `mac` decides.
                let place = path.first(where: { topology.interfaces[$0]?.kind.name.inPlanning.mayHaveMAC == true }),
                !said.contains(device(of: place))
            else { return nil }
            return .automaticAddressChanges(step.device, from: holder.name, old: old, new: new, place: place)
        }
    }

    private func device(of name: InterfaceName) -> InterfaceName {
        plan.steps.first { $0.interface == name }?.device ?? name
    }

    /// The interfaces on which an interface of the spec stands, nearest first.
    private func beneath(_ name: InterfaceName) -> [InterfaceName] {
        var found: OrderedSet<InterfaceName> = [name]
        var next = 0
        while next < found.count {
            let interface = topology.interfaces[found[next]]
            next += 1
            for below in (interface?.parents ?? []) + (interface?.ports ?? []) { found.append(below) }
        }
        return Array(found.dropFirst())
    }

    /// The MAC address that an interface will have.
    private func mac(of name: InterfaceName, _ seen: Set<InterfaceName>) -> MACAddress? {
        if seen.contains(name) { return nil }
        let link = live.links[device(of: name)]
        guard let interface = topology.interfaces[name] else { return link?.mac }
        let seen = seen.union([name])
        let devices = Dictionary(plan.steps.map { ($0.interface, $0.device) }) { first, _ in first }
        return interface.kind.inPlanning.mac(on: link, in: live, devices: devices) { mac(of: $0, seen) }
    }

    /// Finds NICs that have no profile any more, so that NetworkManager makes one for them at its next start.
    func leftToThemselves() -> [Hazard] {
        let going = Set((plan.removals.flatMap(\.profiles) + plan.replaced).map(\.uuid))
        let staying = live.profiles.filter { !going.contains($0.uuid) && !$0.isGenerated }
        if hasUnconfiguredNIC(staying) { return [] }
        return plan.removals.compactMap { removal in
            guard let link = live.links[removal.interface], link.kind == nil,
                live.device(link.name)?.isManaged == true, !removal.profiles.isEmpty,
                byDevice[link.name] == nil, !staying.contains(where: { $0.isFor(link) })
            else { return nil }
            return .leftToItself(link.name)
        }
    }

    /// Whether there is a NIC with a cable and without a profile: then nm-topology tells NetworkManager to make none
    /// (`no-auto-default`).
    private func hasUnconfiguredNIC(_ profiles: [LiveProfile]) -> Bool {
        NICs.all(live).contains { link in
            guard let device = live.device(link.name), device.isManaged, device.activeUUID == nil,
                device.state == .disconnected,
                link.hasCarrier
            else { return false }
            return !profiles.contains { $0.isFor(link) }
        }
    }
}

extension LiveProfile {
    /// Whether the profile may come up on this NIC.
    fileprivate func isFor(_ link: LiveLink) -> Bool {
        guard type == "802-3-ethernet" else { return false }
        if let interfaceName { return interfaceName == link.name.text }
        return requiredMAC.map { $0 == link.permanentMAC ?? link.mac } ?? true
    }
}

extension LiveLink {
    /// Whether the link has an address from DHCP or router advertisement.
    fileprivate var hasAutomaticAddress: Bool {
        addresses.contains { $0.isDynamic == true && !$0.prefix.address.isLinkLocal }
    }
}
