import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

/// The interfaces that a plan removes, and those that nm-topology made and the spec does not name.
struct Removals {
    /// The interfaces to be removed, children before parents.
    private(set) var removals: [Removal] = []
    /// Interfaces that nm-topology made, that the spec does not name, and that stay; sorted.
    private(set) var staying: [InterfaceName] = []

    /// Finds what a spec removes from a host.
    ///
    /// - Parameters:
    ///   - topology: what the host shall be.
    ///   - live: what the host is.
    ///   - uuids: the profiles that the topology has.
    ///   - standing: interfaces that the spec uses and that stay as they are.
    init(_ topology: Topology, live: LiveState, uuids: Set<String>, standing: Set<InterfaceName>) {
        let graph = LiveGraph(live)
        let absent = Set(topology.absent)
        // An interface that is used needs those it stands on.
        let carrying = Set(standing.flatMap { graph.path(beneath: $0) })
        let devices = ActiveDevices(live)
        let bases = Self.bases(of: absent, in: live).merging(OVSLeftovers(of: topology, in: live).bases) { base, _ in
            base
        }
        var gone: OrderedDictionary<InterfaceName, [LiveProfile]> = [:]
        var byBase: [InterfaceName: InterfaceName] = [:]
        var staying: Set<InterfaceName> = []
        for profile in live.profiles where !profile.isGenerated && !uuids.contains(profile.uuid) {
            guard let text = profile.interfaceName ?? (profile.isOurs ? profile.id : nil),
                let name = try? InterfaceName(text)
            else { continue }
            if absent.contains(name) {
                gone[name, default: []].append(profile)
                continue
            }
            guard profile.isOurs, topology.interfaces[name] == nil, !topology.isUnmanaged(name) else { continue }
            if let base = bases[name] {
                byBase[name] = base
                gone[name, default: []].append(profile)
            } else if standing.contains(name) || carrying.contains(devices[profile] ?? name) {
                if !standing.contains(name) { staying.insert(name) }
            } else if topology.scope.isWhole {
                gone[name, default: []].append(profile)
            } else {
                staying.insert(name)
            }
        }
        for name in topology.absent where gone[name] == nil {
            // A link without a profile of its own, made by hand, which NetworkManager can delete nevertheless.
            if let link = live.links[name], link.kind != nil, live.device(name)?.isReal == true { gone[name] = [] }
        }
        removals = gone.map {
            Removal(interface: $0.key, profiles: $0.value, isAsked: absent.contains($0.key), base: byBase[$0.key])
        }
        .sorted { live.depth(of: $0.interface) > live.depth(of: $1.interface) }
        self.staying = staying.sorted()
    }

    /// The spec's names of NICs whose profiles of ours go by something else than a name, by the kernel's names.
    private static func called(in live: LiveState) -> [InterfaceName: InterfaceName] {
        let devices = ActiveDevices(live)
        let found = live.profiles.filter { $0.isOurs && $0.interfaceName == nil }.compactMap { profile in
            devices[profile].flatMap { device in (try? InterfaceName(profile.id)).map { (device, $0) } }
        }
        return Dictionary(found) { first, _ in first }
    }

    /// The VLANs of absent interfaces, and their VLANs, each with the interface on which it stands.
    private static func bases(of absent: Set<InterfaceName>, in live: LiveState) -> [InterfaceName: InterfaceName] {
        if absent.isEmpty { return [:] }
        var children: [InterfaceName: [InterfaceName]] = [:]
        let called = Self.called(in: live)
        for link in live.links.values {
            for parent in link.parents {
                children[parent, default: []].append(link.name)
                if let name = called[parent] { children[name, default: []].append(link.name) }
            }
        }
        // By their profiles, for VLANs that are not up.
        let names = Dictionary(live.profiles.map { ($0.uuid, $0.interfaceName ?? $0.id) }) { first, _ in first }
        for profile in live.profiles {
            guard let own = profile.interfaceName, let name = try? InterfaceName(own), live.links[name] == nil else {
                continue
            }
            for text in profile.settings.parents {
                if let parent = try? InterfaceName(names[text] ?? text) { children[parent, default: []].append(name) }
            }
        }
        var bases: [InterfaceName: InterfaceName] = [:]
        var open = absent.sorted()
        while let base = open.popLast() {
            for child in children[base] ?? [] where bases[child] == nil && !absent.contains(child) {
                bases[child] = base
                open.append(child)
            }
        }
        return bases
    }
}
