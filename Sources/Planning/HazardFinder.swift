import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// Finds the dangers of a plan; a pure function of the plan, the topology, the host and the session.
struct HazardFinder {
    private let host: PlannedHost
    var plan: Plan { host.plan }
    var topology: Topology { host.topology }
    var live: LiveState { host.live }
    var graph: LiveGraph { host.graph }
    var byDevice: [InterfaceName: Step] { host.byDevice }
    var removed: Set<InterfaceName> { host.removed }
    /// Links that exist now and are not in the spec, each with the link whose removal removes it.
    let fallen: OrderedDictionary<InterfaceName, InterfaceName>
    /// What the host reaches before the plan.
    let before: Reach
    /// What the host reaches after the plan.
    let after: Reach

    init(_ host: PlannedHost) {
        self.host = host
        let (plan, live, removed) = (host.plan, host.live, host.removed)
        let remade = plan.steps.filter { $0.activation == .recreate }.map(\.device)
        var fallen: OrderedDictionary<InterfaceName, InterfaceName> = [:]
        for base in removed.sorted() + remade {
            for link in host.graph.above(base, changing: []) where live.links[link]?.parent != nil {
                if host.byDevice[link] == nil, !removed.contains(link), fallen[link] == nil { fallen[link] = base }
            }
        }
        self.fallen = fallen
        before = Reach(live)
        after = Reach(after: plan, of: host.topology, on: live, gone: removed.union(fallen.keys))
    }

    /// Finds the hazards.
    ///
    /// - Parameter session: the login in which nm-topology runs; `nil` if there is none.
    /// - Returns: the hazards found; those that concern the session come first.
    func hazards(_ session: RemoteSession?) -> [Hazard] {
        let bonds = bondAddresses()
        return (session.map(of) ?? []) + IPFamily.allCases.compactMap(defaultRoute) + nameServers()
            + secondDefaultRoutes() + sharedNetworks() + claims() + ports()
            + fallen.map { .fallsWith($0.key, on: $0.value) } + guests() + sharedBridges() + sameMACs()
            + bonds + automaticAddresses(besides: bonds) + leftToThemselves() + foreignLinks() + atBoot()
    }

    // MARK: Routes and names

    private func defaultRoute(_ family: IPFamily) -> Hazard? {
        guard let old = before.defaultRoute(family) else { return nil }
        let was = Hazard.Hop(family: family, gateway: old.via, device: old.device)
        guard let new = after.defaultRoute(family) else {
            let source = after.automatic.first { $0.family == family && $0.mayBeDefault }
            return source.map { .defaultRouteAutomatic(old: was, from: $0.device) } ?? .defaultRouteGone(old: was)
        }
        if new.via == old.via, new.device == old.device { return nil }
        return .defaultRouteMoves(old: was, new: Hazard.Hop(family: family, gateway: new.via, device: new.device))
    }

    /// Goes by the profiles: a server written into `/etc/resolv.conf` by hand is not NetworkManager's, and stays.
    private func nameServers() -> [Hazard] {
        let active = Set(live.devices.compactMap(\.activeUUID))
        let profiles = live.profiles.filter { active.contains($0.uuid) && !$0.isGenerated }
        let ending = Set(plan.replaced.map(\.uuid) + plan.removals.flatMap(\.profiles).map(\.uuid))
        let ours = Set(plan.steps.map(\.profile.uuid.text))
        guard profiles.contains(where: { $0.settings.bringsNames }) else { return [] }
        let staying = profiles.filter { !ending.contains($0.uuid) && !ours.contains($0.uuid) }.map(\.settings)
        if (staying + plan.steps.map(\.profile.settings)).contains(where: \.bringsNames) { return [] }
        return [.lastNameServerGoes(profiles.flatMap(\.settings.nameServers).compactMap { IPAddress($0) })]
    }

    // MARK: Others' profiles and links

    private func claims() -> [Hazard] {
        var hazards: [Hazard] = []
        let nics = plan.steps.filter { topology.interfaces[$0.interface]?.isVirtual == false }
        for profile in plan.replaced where !profile.isOurs {
            let step = nics.first { step in
                profile.interfaceName == step.device.text || live.device(step.device)?.activeUUID == profile.uuid
                    || profile.requiredMAC.map { $0 == live.links[step.device]?.permanentMAC } == true
            }
            if let step { hazards.append(.claimed(step.device, by: Hazard.Claim(profile))) }
        }
        let replaced = Set(plan.replaced.map(\.uuid))
        for profile in live.profiles
        where profile.type == "802-3-ethernet" && profile.interfaceName == nil && profile.requiredMAC == nil
            && !profile.isOurs && !profile.isGenerated && !replaced.contains(profile.uuid)
            && profile.settings["match"] == nil
        {
            guard case .int32(let priority)? = profile.settings["connection"]?["autoconnect-priority"], priority > 10,
                profile.settings["connection"]?["autoconnect"] != .bool(false), let nic = nics.first
            else { continue }
            hazards.append(.rivalled(nic.device, by: Hazard.Claim(profile), priority: Int(priority)))
        }
        return hazards
    }

    private func ports() -> [Hazard] {
        plan.steps.compactMap { step in
            guard step.isInterrupting, let controller = live.links[step.device]?.controller,
                topology.interfaces[controller] == nil, !removed.contains(controller),
                let interface = topology.interfaces[step.interface], interface.attachment?.controller != controller
            else { return nil }
            return .takenFrom(step.device, controller: controller)
        }
    }

    private func foreignLinks() -> [Hazard] {
        let links = HostLinks(live)
        let removed = plan.removals.map { ($0.interface, true) }
        let taken = plan.steps.filter { topology.interfaces[$0.interface]?.isVirtual == true }.map {
            ($0.device, false)
        }
        return (removed + taken).compactMap { name, isRemoved in
            guard links.maker(of: name) == .anotherProgram, let sort = links.sort(of: name) else { return nil }
            return .foreignTaken(name, sort, isRemoved: isRemoved)
        }
    }

    private func guests() -> [Hazard] {
        plan.removals.compactMap { removal in
            let taps = graph.taps(of: removal.interface)
            if taps.isEmpty { return nil }
            let renaming = plan.handover?.renamings.first { $0.from == removal.interface }
            return renaming.map { .guestsMove($0) } ?? .guestsUnplugged(bridge: removal.interface, taps: taps)
        }
    }

    private func sameMACs() -> [Hazard] {
        plan.steps.compactMap { step in
            guard let mac = topology.interfaces[step.interface]?.nic?.mac else {
                return nil
            }
            let same = NICs.all(live).filter { ($0.permanentMAC ?? $0.mac) == mac }.map(\.name)
            guard same.count > 1 else { return nil }
            return .sameMAC(mac, chosen: step.device, others: same.filter { $0 != step.device })
        }
    }
}

extension Settings {
    /// The DNS servers by address, from `dns-data`.
    fileprivate var nameServers: [String] {
        ["ipv4", "ipv6"].flatMap { family -> [String] in
            guard case .strings(let list)? = self[family]?["dns-data"] else { return [] }
            return list
        }
    }

    /// Whether the profile has DNS servers, or uses DHCP or router advertisements that may bring some.
    fileprivate var bringsNames: Bool {
        !nameServers.isEmpty
            || ["ipv4", "ipv6"].contains { family in
                [.string("auto"), .string("dhcp")].contains(self[family]?["method"])
                    && self[family]?["ignore-auto-dns"] != .bool(true)
            }
    }
}
