package import Host
import NetTypes
import OrderedCollections
import Profiles
package import Topology

/// Compares a topology with a host, and plans what to do; a pure function of both.
package enum Planner {
    /// Plans what brings a host to a topology.
    ///
    /// - Parameters:
    ///   - topology: what the host shall be.
    ///   - live: what the host is.
    ///   - session: the remote login in which this runs; the hazards tell what becomes of it.
    /// - Returns: everything to do; an empty plan when there is nothing.
    /// - Throws: `Misfit` when the topology cannot be applied to this host, with all reasons of the first kind found.
    package static func plan(
        _ topology: Topology, on live: LiveState, session: RemoteSession? = nil
    ) throws(Misfit) -> Plan {
        let fit = try HostFit(topology, on: live)
        let topology = fit.topology
        let foreign = ForeignLinks(topology, on: live).problems()
        if !foreign.isEmpty { throw Misfit(foreign) }
        let order = DependencyOrder(topology)
        let devices = try NICs.resolve(topology, on: live)
        try refuseTakenNames(topology, live: live)
        let profiles = fit.profiles(devices: devices)
        try refuseOlderManager(profiles, live: live)
        try refuseWithoutKeys(topology, live: live)
        try refuseMissingOVS(topology, live: live)
        var draft = Draft(topology: topology, live: live, nics: devices, freed: fit.freed)
        for (index, level) in order.levels.enumerated() {
            for name in level {
                guard let profile = profiles.profiles[name], let interface = topology.interfaces[name] else { continue }
                draft.add(profile, of: interface, device: devices[name] ?? name, level: index)
            }
        }
        let known = draft.uuids.union(draft.replaced.map(\.uuid))
        let found = Removals(topology, live: live, uuids: known, standing: fit.standing)
        let removals = found.removals
        try refuseHalfCables(topology, removals, live: live)
        try refuseHeldBridges(removals, live: live)
        try refuseClashes(topology, live: live, going: Set(removals.map(\.interface)), nics: Set(devices.values))
        var plan = Plan(
            steps: draft.steps + Followers(of: draft.steps, besides: removals, on: live).steps, removals: removals,
            replaced: draft.replaced.sorted { ($0.id, $0.uuid) < ($1.id, $1.uuid) })
        plan.staying = found.staying
        plan.standing = fit.standing.sorted()
        plan.otherNames = fit.otherNames
        plan.topology = topology
        return plan.assessed(topology, live, session)
    }

    /// Refuses a bond, bridge or VLAN with the name of a NIC or a guest's tap.
    ///
    /// Such a link cannot become one, and is not ours to delete.
    private static func refuseTakenNames(_ topology: Topology, live: LiveState) throws(Misfit) {
        let owners = live.ownersOfOtherNames
        let problems = topology.interfaces.values.filter(\.isVirtual).compactMap { interface -> Refusal? in
            let name = interface.name
            let noun = interface.kind.name.words.noun
            let help = "Give the \(noun) another name, for example `\(noun.lowercased())0`."
            // The kernel makes no link with another one's other name (EEXIST).
            if live.links[name] == nil, let owner = owners[name.text] {
                return Refusal(.nameTaken, name, "\(name): it is another name of \(owner) here.", help: help)
            }
            guard let link = live.links[name], [nil, .veth, .tun].contains(link.kind) else { return nil }
            if link.kind == .veth, interface.kind.name == .veth, isVeth(name, in: live) { return nil }
            let what = link.kind == nil ? "a NIC" : link.kind == .tun ? "a guest's tap" : "a veth"
            return Refusal(.nameTaken, name, "\(name): \(what) of this host has that name.", help: help)
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// Whether a profile says that NetworkManager makes this veth; otherwise it serves as a NIC, or is a container's.
    private static func isVeth(_ name: InterfaceName, in live: LiveState) -> Bool {
        live.profiles.contains { $0.type == "veth" && !$0.isGenerated && $0.interfaceName == name.text }
    }

    /// Refuses to delete one end of a virtual cable while the other is to stay, since the kernel deletes both.
    private static func refuseHalfCables(
        _ topology: Topology, _ removals: [Removal], live: LiveState
    ) throws(Misfit) {
        let gone = Set(removals.map(\.interface))
        var problems: [Refusal] = []
        func check(_ name: InterfaceName, _ what: String) {
            guard let peer = live.links[name]?.peer, !gone.contains(peer), topology.interfaces[peer] == nil,
                live.profiles.contains(where: { !$0.isGenerated && $0.interfaceName == peer.text })
            else { return }
            problems.append(
                Refusal(
                    .otherEndGoes, topology.interfaces[name] == nil ? nil : name,
                    "\(name): \(what), and its other end, \(peer), goes with it.",
                    help:
                        "Write `absent: [\((gone.contains(name) ? [name, peer] : [peer]).map(\.text).joined(separator: ", "))]`."
                ))
        }
        for name in gone.sorted() { check(name, "it is to be removed") }
        for interface in topology.interfaces.values {
            if let veth = interface.veth, let present = live.links[interface.name]?.peer, present != veth.peer {
                check(interface.name, "it gets another peer")
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// Refuses profiles with properties that this host's NetworkManager does not have.
    private static func refuseOlderManager(_ profiles: ProfileSet, live: LiveState) throws(Misfit) {
        guard let release = live.manager else { return }
        let problems = profiles.profiles.values.flatMap { profile in
            // Both families may need the same.
            OrderedSet(profile.settings.needs(beyond: release)).map { need in
                Refusal(
                    .olderManager, profile.interface,
                    "\(profile.interface): `\(need.word)` needs NetworkManager \(need.release); this host has \(release).",
                    help: "Leave it out, or upgrade NetworkManager.", keys: need.keys)
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// Refuses to remove a bridge of Open vSwitch that has ports of others: it would stay, with these.
    private static func refuseHeldBridges(_ removals: [Removal], live: LiveState) throws(Misfit) {
        let graph = LiveGraph(live)
        let problems = removals.map(\.interface).sorted().compactMap { name -> Refusal? in
            guard live.links[name]?.ovsBridge != nil, let tap = graph.taps(of: name).first else { return nil }
            return Refusal(
                .cannotRemove, nil,
                "\(name): \(tap), which NetworkManager did not put in, keeps this bridge of Open vSwitch.",
                help: "Move the guests first; `ovs-vsctl del-port \(name) \(tap)` takes out what is left.")
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// Refuses bridges of Open vSwitch on a host that cannot have them.
    private static func refuseMissingOVS(_ topology: Topology, live: LiveState) throws(Misfit) {
        guard let readiness = live.openVSwitch, readiness != .ready,
            let first = topology.interfaces.values.first(where: { $0.kind.name == .ovsBridge })
        else { return }
        throw Misfit([
            readiness == .noPlugin
                ? Refusal(
                    .noOpenVSwitch, first.name,
                    "\(first.name): the NetworkManager of this host is without its plugin for Open vSwitch.",
                    help:
                        "On RHEL and Fedora, install NetworkManager-ovs and restart NetworkManager. Debian's is built without: "
                        + "use `bridges` with `vlan-filtering` there.")
                : Refusal(
                    .noOpenVSwitch, first.name,
                    "\(first.name): Open vSwitch does not run on this host: nothing answers at "
                        + "/run/openvswitch/db.sock.",
                    help:
                        "Install and start it: openvswitch-switch on Debian (`systemctl start openvswitch-switch`), "
                        + "openvswitch on RHEL (`systemctl enable --now openvswitch`).")
        ])
    }

    /// Refuses a spec with an address that is also on a link which the spec neither has nor removes.
    ///
    /// Both links would seem to be up, and the kernel would answer by either.
    private static func refuseClashes(
        _ topology: Topology, live: LiveState, going: Set<InterfaceName>, nics: Set<InterfaceName>
    ) throws(Misfit) {
        var wanted: [IPAddress: InterfaceName] = [:]
        for interface in topology.interfaces.values {
            for prefix in interface.ipv4.addresses + interface.ipv6.addresses {
                wanted[prefix.address] = interface.name
            }
        }
        var problems: [Refusal] = []
        for link in live.links.values.sorted(by: { $0.name < $1.name })
        where topology.interfaces[link.name] == nil && !going.contains(link.name) && !nics.contains(link.name) {
            for state in link.addresses {
                guard let interface = wanted[state.prefix.address] else { continue }
                let isOurs = live.profiles.contains { $0.isOurs && $0.interfaceName == link.name.text }
                problems.append(
                    Refusal(
                        .addressElsewhere, interface,
                        "\(interface): \(state.prefix.address) is on \(link.name) already, which the spec does not have.",
                        help: "Write `absent: [\(link.name)]` if it is to go"
                            + (isOurs ? ", or give --prune where this spec is the whole of the host." : ".")))
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }
}

/// The steps under construction, since each depends on the earlier ones.
private struct Draft {
    let topology: Topology
    let live: LiveState
    /// The kernel's names of the NICs.
    let nics: [InterfaceName: InterfaceName]
    /// Ports that lose their controller, with that controller.
    let freed: [InterfaceName: InterfaceName]
    var steps: [Step] = []
    var uuids: Set<String> = []
    var replaced: Set<LiveProfile> = []
    /// Interfaces whose link is re-created, so that what stands on them has to follow.
    private var recreated: Set<InterfaceName> = []
    /// Interfaces that NetworkManager brings up, again or for the first time.
    private var activated: Set<InterfaceName> = []
    private let byInterface: [String: [LiveProfile]]
    /// Profiles for the NIC with a permanent MAC address, whatever its name is.
    private let byMAC: [MACAddress: [LiveProfile]]
    private let byUUID: [String: LiveProfile]
    private let devices: [String: LiveDevice]

    init(
        topology: Topology, live: LiveState, nics: [InterfaceName: InterfaceName],
        freed: [InterfaceName: InterfaceName]
    ) {
        self.topology = topology
        self.live = live
        self.nics = nics
        self.freed = freed
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
        let (profile, keeps) = keeping(withFiles(profile, interface))
        let (write, changes) = write(for: profile)
        var (activation, reasons) = activation(for: interface, profile: profile, device: name, write, changes)
        // A link that does not exist yet is not re-created.
        if let parent = interface.parents.first(where: recreated.contains), live.links[name] != nil {
            activation = .recreate
            reasons.append(.parentRecreated(parent))
        } else if activation == .none || activation == .reapply, let controller = interface.attachment?.controller,
            activated.contains(controller)
        {
            activation = .activate
            reasons.append(.controllerActivated(controller))
        }
        if case .update(let existing, _) = write, !existing.isOurs, freed[interface.name] == nil {
            reasons.insert(.adopted(profile: existing.id), at: 0)
        }
        if let controller = freed[interface.name] { reasons.insert(.setFree(controller), at: 0) }
        if activation == .recreate { recreated.insert(interface.name) }
        if activation == .recreate || activation == .activate { activated.insert(interface.name) }
        var step = Step(
            profile: profile, device: name, level: level, write: write, activation: activation, reasons: reasons)
        step.keeps = keeps
        steps.append(step)
    }

    /// Whether the profile gets a setting that the running interface does not have, and that NetworkManager then refuses to
    /// reapply, whatever is in it (1.42.4: bond, VXLAN, veth, dummy, macvlan).
    private func addsLinkSetting(
        _ write: Step.ProfileWrite, _ changes: [PropertyChange], _ interface: Interface
    ) -> Bool {
        guard case .update(let existing, _) = write, existing.settings["802-3-ethernet"] == nil else { return false }
        return ![.ethernet, .bridge, .vlan].contains(interface.kind.name)
            && changes.contains { $0.setting == "802-3-ethernet" }
    }

    /// The profile with the fingerprints of its key and of the files of its login, if it has any.
    private func withFiles(_ profile: Profile, _ interface: Interface) -> Profile {
        var profile = profile
        var notes: [String] = []
        for file in interface.files {
            switch live.keyFiles[file.path] {
            case .key(let fingerprint)? where profile.secretPlace == .mkaKey:
                profile = profile.noting(Profile.Tag.key, fingerprint)
            // Those who vouch for the server matter at the next login only, and a distribution's change with each update.
            case .present(let fingerprint)? where file.keys.last != "ca-cert":
                notes.append("\(file.keys.last ?? "")=\(fingerprint)")
            default: break
            }
        }
        return notes.isEmpty ? profile : profile.noting(Profile.Tag.files, notes.joined(separator: " "))
    }

    /// The changes of a login's files under their old names; none where the profile does not tell what was in them.
    private func fileChanges(_ profile: Profile, _ existing: LiveProfile) -> [PropertyChange] {
        func notes(_ settings: Settings) -> [String] {
            (Profile.note(Profile.Tag.files, in: settings) ?? "").split(separator: " ").map(String.init)
        }
        let had = notes(existing.settings)
        return notes(profile.settings).compactMap { note in
            let key = String(note.prefix { $0 != "=" })
            let path = profile.settings["802-1x"]?[key]
            guard !had.contains(note), had.contains(where: { $0.hasPrefix(key + "=") }),
                existing.settings["802-1x"]?[key] == path
            else { return nil }
            return PropertyChange(
                setting: "802-1x", property: key, old: .string("another"),
                new: .string("the one in \(path?.path ?? "")"))
        }
    }

    /// The change of a secret, which NetworkManager does not tell: the profile has another one, or none.
    private func keyChange(_ profile: Profile, _ existing: LiveProfile) -> [PropertyChange] {
        guard let path = profile.keyFile, let place = profile.secretPlace,
            case .key(let wanted)? = live.keyFiles[path]
        else { return [] }
        let had =
            place == .mkaKey
            ? Profile.note(Profile.Tag.key, in: existing.settings) : live.passwords[existing.uuid]
        if had == wanted { return [] }
        return [
            PropertyChange(
                setting: place.setting, property: place.property, old: .string("another"),
                new: .string("the one in \(path)"))
        ]
    }

    /// The profile with the properties of the host's that the spec language has no words for, and their names.
    private func keeping(_ profile: Profile) -> (Profile, keeps: [String]) {
        guard let existing = byUUID[profile.uuid.text] else { return (profile, []) }
        let (settings, keeps) = BeyondSpec.added(to: profile.settings, from: existing.settings)
        if keeps.isEmpty, settings == profile.settings { return (profile, []) }
        return (Profile(recorded: profile.interface, uuid: profile.uuid.text, settings: settings), keeps)
    }

    /// Collects other profiles for the same interface: by its name, by a NIC's MAC address, or active on it.
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
        let changes =
            Difference.between(live: existing.settings, desired: profile.settings) + keyChange(profile, existing)
            + fileChanges(profile, existing)
        return changes.isEmpty && existing.isOurs
            ? (.none(path: existing.path), []) : (.update(existing, changes), changes)
    }

    private func activation(
        for interface: Interface, profile: Profile, device name: InterfaceName, _ write: Step.ProfileWrite,
        _ changes: [PropertyChange]
    ) -> (Step.Activation, [Step.Reason]) {
        let link = live.links[name]
        let device = devices[name.text]
        if let link, let reason = interface.kind.inPlanning.wrongLink(link, devices: nics) {
            return (.recreate, [reason])
        }
        guard let device, device.activeUUID == profile.uuid.text else {
            if let reason = link.flatMap(interface.kind.inPlanning.misfit) { return (.recreate, [reason]) }
            return (.activate, [link == nil ? .missing : .otherProfile])
        }
        if let reason = Reapplication.needsNewLink(changes) { return (.recreate, [reason]) }
        if !Reapplication.isNeedless(for: changes) {
            if Reapplication.takes(changes), !addsLinkSetting(write, changes, interface) { return (.reapply, []) }
            let lasting = link.map { _ in Expectation.mismatches(of: interface, devices: nics, in: live) } ?? []
            let needNewLink = lasting.filter { $0.remedy == .recreate }
            return needNewLink.isEmpty
                ? (.activate, []) : (.recreate, needNewLink.map(Step.Reason.differs))
        }
        // An interface that NetworkManager leaves in the middle of coming up, with all that it should have, stays as it
        // is.
        if !device.isActivated, !(device.isComingUp && StillStarting.isComplete(device, in: live)) {
            return (.activate, [.down])
        }
        let drift = Expectation.mismatches(of: interface, devices: nics, in: live).filter { !$0.mayCome }
        guard let remedy = drift.map(\.remedy).max() else { return (.none, []) }
        return (Step.Activation(remedy), drift.map(Step.Reason.differs))
    }
}

extension Step.Activation {
    fileprivate init(_ remedy: Mismatch.Remedy) {
        switch remedy {
        case .reapply: self = .reapply
        case .activate: self = .activate
        case .recreate: self = .recreate
        }
    }
}
