import NetTypes
import OrderedCollections
import Profiles
package import Topology

/// Compares a topology with a host and says what to do; a pure function of the two.
package enum Planner {
    /// - Parameters:
    ///   - topology: what the host shall be.
    ///   - live: what it is.
    ///   - session: the remote login in which this runs, so that it can be said what becomes of it.
    /// - Returns: everything to do; an empty plan when there is nothing.
    /// - Throws: `Misfit` when the host lacks a NIC that the topology needs.
    package static func plan(
        _ topology: Topology, on live: LiveState, session: RemoteSession? = nil
    ) throws(Misfit) -> Plan {
        try refuseOtherStorage(live)
        let order = DependencyOrder(topology)
        let devices = try NICs.resolve(topology, on: live)
        try refuseTakenNames(topology, live: live)
        let profiles = ProfileSet(for: topology, devices: devices)
        var draft = Draft(topology: topology, live: live, nics: devices)
        for (index, level) in order.levels.enumerated() {
            for name in level {
                guard let profile = profiles.profiles[name], let interface = topology.interfaces[name] else { continue }
                draft.add(profile, of: interface, device: devices[name] ?? name, level: index)
            }
        }
        let removals = removals(topology, live: live, uuids: draft.uuids)
        try refuseClashes(topology, live: live, going: Set(removals.map(\.interface)), nics: Set(devices.values))
        return Plan(
            steps: draft.steps, removals: removals,
            replaced: draft.replaced.sorted { ($0.id, $0.uuid) < ($1.id, $1.uuid) }
        ).assessed(topology, live, session)
    }

    /// Refuses a bond, bridge or VLAN with the name of a NIC or of a guest's tap: neither can be made into one, and
    /// neither is ours to delete.
    private static func refuseTakenNames(_ topology: Topology, live: LiveState) throws(Misfit) {
        let problems = topology.interfaces.values.filter(\.isVirtual).compactMap { interface -> String? in
            guard let link = live.links[interface.name], [nil, "veth", "tun"].contains(link.kind) else { return nil }
            let what = link.kind == nil ? "a NIC" : link.kind == "tun" ? "a guest's tap" : "a veth"
            return
                "\(interface.name): \(what) of this host has that name. Give the \(interface.kindName) another name, "
                + "for example `\(interface.kindName == "VLAN" ? "vlan" : interface.kindName)0`."
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// Refuses a host whose NetworkManager keeps its profiles in netplan's files (Ubuntu since 23.10, Raspberry Pi OS):
    /// there, what is in memory and what is on disk is not told apart as the trial's promise needs it.
    private static func refuseOtherStorage(_ live: LiveState) throws(Misfit) {
        guard let file = live.profiles.compactMap(\.filename).first(where: { $0.contains("/netplan-") }) else { return }
        throw Misfit([
            "NetworkManager keeps its profiles in netplan here (\(file)), where a trial could not be kept off the disk. "
                + "Use `nm-topology profile export` and netplan's own `netplan try` on this host."
        ])
    }

    /// Refuses a spec whose addresses are on a link that it neither has nor removes: two links with one address would
    /// both seem up, and the kernel would answer by either.
    private static func refuseClashes(
        _ topology: Topology, live: LiveState, going: Set<InterfaceName>, nics: Set<InterfaceName>
    ) throws(Misfit) {
        var wanted: [IPAddress: InterfaceName] = [:]
        for interface in topology.interfaces.values {
            for prefix in interface.ipv4.addresses + interface.ipv6.addresses {
                wanted[prefix.address] = interface.name
            }
        }
        var problems: [String] = []
        for link in live.links.values.sorted(by: { $0.name < $1.name })
        where topology.interfaces[link.name] == nil && !going.contains(link.name) && !nics.contains(link.name) {
            for state in link.addresses {
                guard let interface = wanted[state.prefix.address] else { continue }
                problems.append(
                    "\(interface): \(state.prefix.address) is on \(link.name) already, which the spec does not have. Write "
                        + "`absent: [\(link.name)]` if it is to go.")
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// What `absent` names, and what nm-topology made and the topology no longer has.
    private static func removals(_ topology: Topology, live: LiveState, uuids: Set<String>) -> [Removal] {
        var byInterface: OrderedDictionary<InterfaceName, [LiveProfile]> = [:]
        for profile in live.profiles where !profile.isGenerated && !uuids.contains(profile.uuid) {
            guard let text = profile.interfaceName ?? (profile.isOurs ? profile.id : nil),
                let name = try? InterfaceName(text)
            else { continue }
            let asked = topology.absent.contains(name)
            let orphaned =
                profile.isOurs && topology.interfaces[name] == nil
                && !topology.unmanaged.contains { Pattern.matches(name.text, $0) }
            if asked || orphaned { byInterface[name, default: []].append(profile) }
        }
        for name in topology.absent where byInterface[name] == nil {
            // A link without a profile of its own, made by hand: NetworkManager can still delete it.
            if let link = live.links[name], link.kind != nil, live.device(name)?.isReal == true {
                byInterface[name] = []
            }
        }
        return byInterface.map {
            Removal(interface: $0.key, profiles: $0.value, isAsked: topology.absent.contains($0.key))
        }
        .sorted { live.depth(of: $0.interface) > live.depth(of: $1.interface) }
    }
}

/// Steps in the making: a step knows what the ones before it do.
private struct Draft {
    let topology: Topology
    let live: LiveState
    /// The kernel's names of the NICs.
    let nics: [InterfaceName: InterfaceName]
    var steps: [Step] = []
    var uuids: Set<String> = []
    var replaced: Set<LiveProfile> = []
    /// Interfaces whose link is made anew; what hangs on them has to follow.
    private var recreated: Set<InterfaceName> = []
    /// Interfaces that are brought up, again or for the first time.
    private var activated: Set<InterfaceName> = []
    private let byInterface: [String: [LiveProfile]]
    /// Profiles for the NIC with a permanent MAC address, under whatever name.
    private let byMAC: [MACAddress: [LiveProfile]]
    private let byUUID: [String: LiveProfile]
    private let devices: [String: LiveDevice]

    init(topology: Topology, live: LiveState, nics: [InterfaceName: InterfaceName]) {
        self.topology = topology
        self.live = live
        self.nics = nics
        byInterface = Dictionary(grouping: live.profiles.filter { $0.interfaceName != nil }) { $0.interfaceName ?? "" }
        var byMAC: [MACAddress: [LiveProfile]] = [:]
        for profile in live.profiles
        where profile.interfaceName == nil && profile.type == "802-3-ethernet" && !profile.isGenerated {
            if let mac = profile.requiredMAC { byMAC[mac, default: []].append(profile) }
        }
        self.byMAC = byMAC
        byUUID = Dictionary(live.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        devices = Dictionary(live.devices.map { ($0.interface, $0) }) { $0.isReal ? $0 : $1 }
    }

    mutating func add(_ profile: Profile, of interface: Interface, device name: InterfaceName, level: Int) {
        uuids.insert(profile.uuid.text)
        collectReplaced(profile, device: name)
        let (write, changes) = write(for: profile)
        var (activation, reasons) = activation(for: interface, profile: profile, device: name, write, changes)
        if let parent = interface.parent, recreated.contains(parent) {
            activation = .recreate
            reasons.append("its parent \(parent) is made anew")
        } else if activation == .none || activation == .reapply, let controller = interface.attachment?.controller,
            activated.contains(controller)
        {
            activation = .activate
            reasons.append("its controller \(controller) is brought up again")
        }
        if activation == .recreate { recreated.insert(interface.name) }
        if activation == .recreate || activation == .activate { activated.insert(interface.name) }
        steps.append(
            Step(
                profile: profile, device: name, level: level, write: write, activation: activation, reasons: reasons))
    }

    /// Profiles of somebody else for the same interface: by its name, by a NIC's MAC address, or active on it.
    private mutating func collectReplaced(_ profile: Profile, device name: InterfaceName) {
        for other in byInterface[name.text] ?? [] where other.uuid != profile.uuid.text && !other.isGenerated {
            replaced.insert(other)
        }
        let link = live.links[name]
        if link?.kind == nil, let mac = link?.permanentMAC ?? link?.mac {
            for other in byMAC[mac] ?? [] where other.uuid != profile.uuid.text { replaced.insert(other) }
        }
        guard let active = devices[name.text]?.activeUUID.flatMap({ byUUID[$0] }), active.uuid != profile.uuid.text,
            !active.isGenerated, active.interfaceName != nil || active.requiredMAC != nil
        else { return }
        replaced.insert(active)
    }

    private func write(for profile: Profile) -> (Step.ProfileWrite, [PropertyChange]) {
        guard let existing = byUUID[profile.uuid.text] else { return (.add, []) }
        let changes = Difference.between(live: existing.settings, desired: profile.settings)
        return changes.isEmpty ? (.none(path: existing.path), []) : (.update(existing, changes), changes)
    }

    private func activation(
        for interface: Interface, profile: Profile, device name: InterfaceName, _ write: Step.ProfileWrite,
        _ changes: [PropertyChange]
    ) -> (Step.Activation, [String]) {
        let link = live.links[name]
        let device = devices[name.text]
        if let link, let reason = wrongLink(interface, link) { return (.recreate, [reason]) }
        guard let device, device.activeUUID == profile.uuid.text else {
            return (.activate, [link == nil ? "it does not exist" : "another profile or none is active on it"])
        }
        if let reason = Reapplication.needsNewLink(changes) { return (.recreate, [reason]) }
        if !changes.isEmpty { return (Reapplication.takes(changes) ? .reapply : .activate, []) }
        if !device.isActivated { return (.activate, ["it is not up"]) }
        let drift = Expectation.mismatches(of: interface, devices: nics, in: live).filter { !$0.mayCome }
        if drift.isEmpty { return (.none, []) }
        let onlyLayer3 = drift.allSatisfy { $0.aspect == .layer3 }
        return (onlyLayer3 ? .reapply : .activate, drift.map(\.text))
    }

    /// A link of the same name that cannot become what is asked for.
    private func wrongLink(_ interface: Interface, _ link: LiveLink) -> String? {
        switch interface.kind {
        case .ethernet: return nil
        case .bond: return link.kind == "bond" ? nil : "a link of kind \(link.kind ?? "NIC") has its name"
        case .bridge: return link.kind == "bridge" ? nil : "a link of kind \(link.kind ?? "NIC") has its name"
        case .vlan(let vlan):
            guard link.kind == "vlan", let tag = link.vlan else {
                return "a link of kind \(link.kind ?? "NIC") has its name"
            }
            if tag.id != vlan.id.number || tag.etherType != vlan.tag.etherType
                || link.parent != nics[vlan.parent] ?? vlan.parent
            {
                return "its parent or VLAN is another one"
            }
            return nil
        }
    }
}

extension Interface {
    fileprivate var kindName: String {
        switch kind {
        case .ethernet: "NIC"
        case .bond: "bond"
        case .vlan: "VLAN"
        case .bridge: "bridge"
        }
    }
}
