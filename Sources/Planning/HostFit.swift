import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// A topology fitted to a host: interfaces that the spec only uses are the host's, and what it does not mention stays.
struct HostFit {
    /// The topology to plan for: without interfaces that stay as they are, and with those of the host that must change.
    private(set) var topology: Topology
    /// Interfaces of the spec that the host has and that stay as they are.
    private(set) var standing: Set<InterfaceName> = []
    /// Profiles of the host that are changed in place, by the names that they have in `topology`.
    private(set) var found: [InterfaceName: LiveProfile] = [:]
    /// Ports that lose their controller, with that controller: it is removed, or its list of ports leaves them out.
    private(set) var freed: [InterfaceName: InterfaceName] = [:]
    /// The MTU, the driver's options and the virtual functions of NICs that the spec only uses, from their present profiles.
    private(set) var given: [InterfaceName: Settings] = [:]

    /// The kernel's names of NICs that the spec calls by other names of theirs.
    let otherNames: [InterfaceName: InterfaceName]

    private let live: LiveState
    private let spec: Topology
    private let byInterface: [String: [LiveProfile]]
    private let devices: ActiveDevices
    /// Profiles of ports that nm-topology made, by the controller's name or by the UUID of the controller's profile.
    private let portsOf: [String: [LiveProfile]]
    private var interfaces: [InterfaceName: Interface] = [:]
    /// The profiles that the spec alone would make for the NICs that it only uses.
    private let made: ProfileSet

    /// Fits a topology to a host.
    ///
    /// - Throws: `Misfit` that names each interface of the host that is not what the spec takes it for.
    init(_ topology: Topology, on live: LiveState) throws(Misfit) {
        let names = AlternativeNames(topology, on: live)
        if !names.problems.isEmpty { throw Misfit(names.problems) }
        otherNames = names.links
        let topology = try topology.with(nics: names.nics).copyingAllMACs(from: live)
        spec = topology
        self.topology = topology
        self.live = live
        byInterface = Dictionary(grouping: live.profiles.filter { !$0.isGenerated }) { $0.interfaceName ?? "" }
        devices = ActiveDevices(live)
        portsOf = Dictionary(grouping: live.profiles.filter { $0.isOurs && !$0.isGenerated }) { $0.controller ?? "" }
        let nics = topology.scope.undeclared.filter { topology.interfaces[$0]?.isVirtual == false }
        made = ProfileSet(for: topology, only: nics)
        for name in topology.interfaces.keys where topology.scope.undeclared.contains(name) { use(name) }
        let problems =
            AlternativeNames.problems(ofStanding: standing, otherNames) + guestProblems() + frameProblems()
        if !problems.isEmpty { throw Misfit(problems) }
        if !topology.scope.isWhole { freePorts() }
        let released = releaseProblems()
        if !released.isEmpty { throw Misfit(released) }
        keepPorts()
        self.topology = topology.fitted(with: interfaces, withoutStanding: standing)
    }

    // MARK: What is only used

    /// The host's link of an interface of the spec.
    private func link(of name: InterfaceName) -> LiveLink? { live.links[otherNames[name] ?? name] }

    /// NetworkManager's device of an interface of the spec.
    private func device(of name: InterfaceName) -> LiveDevice? { live.device(otherNames[name] ?? name) }

    private mutating func use(_ name: InterfaceName) {
        guard let interface = spec.interfaces[name] else { return }
        if interface.bridge != nil { return useBridge(name) }
        let profile = self.profile(of: name)
        guard let attachment = interface.attachment else { return useParent(name, profile) }
        guard let profile, let kind = link(of: name)?.kind, kind != .veth || profile.type == "veth" else {
            // The NIC gets a profile as a port, which keeps what the spec does not mention.
            if let profile, profile.isOfNIC, profile.isOurs, !spec.scope.isWhole, !isAsMade(profile, name) {
                given[name] = profile.settings.ofNIC
            }
            return
        }
        // A link that cannot be a port, or has no profile, cannot be used.
        if kind == .bond, attachment.kind == .bond { return }
        guard let own = Interface(profile, as: name, in: live, attachment: attachment), own.isVirtual else { return }
        found[name] = profile
        interfaces[name] = own
    }

    /// Uses a parent, which stays as it is; a NIC without configuration is brought up without addresses.
    private mutating func useParent(_ name: InterfaceName, _ profile: LiveProfile?) {
        let link = link(of: name)
        let kind = link?.kind
        guard
            link == nil
                ? profile?.isOfNIC != false : kind == nil || kind == .veth && profile?.type != "veth"
        else {
            // A link that another program made has no profile, and ForeignLinks decides on it.
            if profile != nil { standing.insert(name) }
            return
        }
        guard link != nil, let active = device(of: name)?.activeUUID else { return }
        // The profile is as the spec would make it, so it is treated like any interface of the spec.
        if let profile = live.profile(uuid: active), profile.isOurs, isAsMade(profile, name) { return }
        standing.insert(name)
    }

    /// Uses a bridge of `trunks`: if it has a VLAN of the trunk as its port, the spec made it; otherwise it only gets a
    /// port.
    private mutating func useBridge(_ name: InterfaceName) {
        guard !spec.scope.isWhole, live.links[name]?.kind == .bridge, let profile = profile(of: name) else { return }
        let ports = Set(spec.interfaces[name]?.ports ?? [])
        let isItsOwn = [name.text, profile.uuid].flatMap { portsOf[$0] ?? [] }.contains { port in
            (try? InterfaceName(port.id)).map(ports.contains) == true
        }
        if !isItsOwn { standing.insert(name) }
    }

    /// Whether the profile is as the spec itself would make it, so that it is treated like any interface of the spec.
    private func isAsMade(_ profile: LiveProfile, _ name: InterfaceName) -> Bool {
        profile.digest.map { $0 == made.profiles[name]?.digest } ?? false
    }

    private func profile(of name: InterfaceName) -> LiveProfile? {
        if let active = device(of: name)?.activeUUID.flatMap({ live.profile(uuid: $0) }), !active.isGenerated {
            return active
        }
        let own = byInterface[(otherNames[name] ?? name).text] ?? []
        return own.first(where: \.isOurs) ?? own.first
    }

    // MARK: Ports of what the spec declares or removes

    /// Frees ports that nm-topology made, and whose controller is removed or has a list of ports without them.
    private mutating func freePorts() {
        let leaving = Set(spec.absent).union(spec.scope.lists.subtracting(spec.scope.undeclared))
            .union(OVSLeftovers(of: spec, in: live).names)
        if leaving.isEmpty { return }
        let names = Dictionary(live.profiles.map { ($0.uuid, $0.interfaceName ?? $0.id) }) { first, _ in first }
        let taken = Set(spec.interfaces.keys).union(((try? NICs.resolve(spec, on: live)) ?? [:]).values)
        for (master, profile) in portsOf.filter({ !$0.key.isEmpty }).flatMap({ ports in
            ports.value.map { (ports.key, $0) }
        }) {
            guard let controller = try? InterfaceName(names[master] ?? master), leaving.contains(controller),
                let name = try? InterfaceName(profile.id), !taken.contains(name), !spec.absent.contains(name),
                !spec.isUnmanaged(name), let device = devices[profile], !taken.contains(device),
                live.links[device]?.parent.map(spec.absent.contains) != true,
                let own = Interface(profile, as: name, in: live, attachment: nil)
            else { continue }
            found[name] = profile
            freed[name] = controller
            interfaces[name] = own
        }
    }

    /// Adds the host's ports to each bond or bridge whose ports the spec does not list.
    private mutating func keepPorts() {
        if spec.scope.isWhole { return }
        let graph = LiveGraph(live)
        let devices = Set((try? NICs.resolve(spec, on: live))?.values.map(\.self) ?? [])
        for (name, interface) in spec.interfaces where interfaces[name] == nil && !standing.contains(name) {
            if spec.scope.lists.contains(name) || live.links[name] == nil { continue }
            let more = graph.ownPorts(of: name).filter {
                spec.interfaces[$0] == nil && !devices.contains($0) && !spec.absent.contains($0)
            }
            if !more.isEmpty { interfaces[name] = interface.with(ports: interface.ports + more) }
        }
    }

    // MARK: What cannot be

    private func guestProblems() -> [Refusal] {
        var problems: OrderedSet<Refusal> = []
        for guest in spec.guests {
            for case .bridge(let port) in guest.interfaces
            where spec.interfaces[port.bridge] == nil && !spec.isUnmanaged(port.bridge)
                && live.links[port.bridge]?.kind != .bridge
            {
                problems.append(
                    Refusal(
                        .noBridgeForGuest, port.bridge,
                        "\(port.bridge): the guest \(guest.name) is to be on it, and it is no bridge of the spec or of "
                            + "this host.",
                        help: "Declare it in `bridges`, or with `bridge: \(port.bridge)` under `trunks`."))
            }
        }
        return Array(problems)
    }

    /// Refuses to take ports with addresses out of a VRF where the spec does not say which addresses they have outside.
    private func releaseProblems() -> [Refusal] {
        freed.sorted { $0.key < $1.key }.compactMap { name, controller in
            guard live.links[controller]?.kind == .vrf, let profile = found[name],
                ["ipv4", "ipv6"].contains(where: { family in
                    guard case .string(let method)? = profile.settings[family]?["method"] else { return false }
                    return method != "disabled" && method != "ignore"
                })
            else { return nil }
            return Refusal(
                .portOfVRF, name,
                "\(name): it is taken out of the VRF \(controller), and the spec does not say which addresses it has then.",
                help: "Declare \(name) with its addresses, or write `absent: [\(name)]` if it is to go.")
        }
    }

    /// Refuses an interface with a larger MTU than its parent leaves, since the kernel does.
    private func frameProblems() -> [Refusal] {
        if standing.isEmpty { return [] }
        return spec.interfaces.values.compactMap { interface in
            guard let mtu = interface.mtu, let parent = interface.parent, standing.contains(parent),
                let present = live.links[parent]?.mtu, mtu + interface.kind.own.overhead > present
            else { return nil }
            let overhead = interface.kind.own.overhead
            return Refusal(
                .parentFramesTooSmall, interface.name,
                "\(interface.name): its MTU is to be \(mtu), and its parent \(parent) has \(present) on this host"
                    + (overhead == 0 ? "." : ", of which \(overhead) bytes are for the packets around its frames."),
                help: "Declare \(parent) with `mtu: \(mtu + overhead)`, or write at most `mtu: \(present - overhead)`.")
        }
    }
}

extension HostFit {
    /// The profiles of the planned topology, those of the host that are changed in place among them.
    ///
    /// - Parameter devices: the kernel's names of NICs that have another name in the spec.
    /// - Returns: the profiles, in the order of the topology.
    func profiles(devices: [InterfaceName: InterfaceName]) -> ProfileSet {
        var profiles = ProfileSet(for: topology, devices: devices).profiles
        for (name, live) in found {
            if let made = profiles[name] { profiles[name] = live.changed(to: made) }
        }
        for (name, settings) in given where !settings.isEmpty {
            guard let made = profiles[name] else { continue }
            profiles[name] = Profile(
                name, type: "802-3-ethernet", isNamed: made.settings["connection"]?["interface-name"] != nil,
                settings: made.own.merging(settings) { $0.merging($1) { own, _ in own } },
                notes: Profile.note(Profile.Tag.login, in: settings).map { [Profile.Tag.login: $0] } ?? [:])
        }
        return ProfileSet(profiles).identified(on: live, adopting: true) { devices[$0] ?? $0 }
    }
}

extension Topology {
    /// Whether a pattern of `unmanaged` covers the interface.
    func isUnmanaged(_ name: InterfaceName) -> Bool { unmanaged.contains { Pattern.matches(name.text, $0) } }
}

extension Interface {
    /// An interface of the host, according to its profile and the kernel, without addresses.
    ///
    /// - Returns: `nil` for a kind that no spec declares, or that cannot be told for certain.
    init?(_ profile: LiveProfile, as name: InterfaceName, in live: LiveState, attachment: Attachment?) {
        let active = live.device(name)?.activeUUID == profile.uuid ? name : nil
        let link = (active ?? ActiveDevices(live)[profile]).flatMap { live.links[$0] }
        guard
            let kind = InterfaceKind(connectionType: profile.type)?.inPlanning.read(
                profile, on: link, as: name, in: live)
        else { return nil }
        var mtu: Int?
        if case .uint32(let number)? = profile.settings[kind.name.inProfiles.mtuSetting]?["mtu"], number != 0 {
            mtu = Int(number)
        }
        self.init(name: name, kind: kind, mtu: mtu, attachment: attachment)
    }
}

extension LiveProfile {
    fileprivate var isOfNIC: Bool { type == "802-3-ethernet" }

    /// What the profile names its controller by.
    var controller: String? { settings.controller }

    /// The same profile with the controller that the spec gives it, or none; its other settings stay.
    ///
    /// - Parameter made: the profile that the spec alone would make for the interface.
    /// - Returns: the changed profile, with new tags where it is ours.
    fileprivate func changed(to made: Profile) -> Profile {
        var settings = settings
        for property in ["master", "slave-type", "controller", "port-type"] { settings["connection"]?[property] = nil }
        for property in ["master", "slave-type"] {
            settings["connection"]?[property] = made.settings["connection"]?[property]
        }
        for setting in ["bond-port", "bridge-port", "ovs-interface", "ipv4", "ipv6"] {
            settings[setting] = made.settings[setting]
        }
        if made.settings["ipv4"] == nil { settings["proxy"] = nil }
        // A copy that somebody made of a profile of ours has its tags, and is theirs.
        guard isOurs, uuid == made.uuid.text || id == made.interface.text else {
            return Profile(recorded: made.interface, uuid: uuid, settings: settings)
        }
        return LiveProfiles.asMade(self, with: settings, name: made.interface)
    }
}

/// The kernel's names of the interfaces on which profiles are active, or for which they are made.
struct ActiveDevices {
    private let byUUID: [String: String]

    init(_ live: LiveState) {
        byUUID = Dictionary(
            live.devices.compactMap { device in
                device.isReal ? device.activeUUID.map { ($0, device.interface) } : nil
            }
        ) { first, _ in first }
    }

    subscript(profile: LiveProfile) -> InterfaceName? {
        (byUUID[profile.uuid] ?? profile.interfaceName).flatMap { try? InterfaceName($0) }
    }
}

extension Profile {
    /// The profile's settings without the identity and the tags that every profile of ours has.
    fileprivate var own: Settings {
        var own = settings
        for property in ["id", "uuid", "type", "interface-name"] { own["connection"]?[property] = nil }
        own["user"] = nil
        return own
    }
}

extension Settings {
    /// The settings that concern the NIC itself: its MTU, what its driver is told, and its virtual functions.
    fileprivate var ofNIC: Settings {
        var own: Settings = [:]
        for (setting, properties) in [
            ("802-3-ethernet", ["mtu", "speed", "duplex", "auto-negotiate", "wake-on-lan"]),
            ("connection", ["lldp", "auth-retries"]),
        ] {
            for property in properties {
                guard let value = self[setting]?[property], value != Setting.row(setting, property)?.usual else {
                    continue
                }
                own[setting, default: [:]][property] = value
            }
        }
        for setting in ["ethtool", "link", "802-1x", "sriov"] {
            if let properties = self[setting], !properties.isEmpty { own[setting] = properties }
        }
        if own["802-1x"] != nil { own["user"] = self["user"] }
        return own
    }
}
