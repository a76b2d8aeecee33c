package import Host
import NetTypes
import OrderedCollections
package import Planning
package import Profiles
import Topology

extension TrialStore {
    /// The profiles as they were applied, each by the spec that named it last.
    ///
    /// - Parameter live: the host, whose NICs may have other names than in the specs.
    /// - Returns: `nil` when nothing is in force, or this version no longer takes the spec that was applied last.
    package func appliedProfiles(on live: LiveState) -> ProfileSet? {
        guard let applied = applied() else { return nil }
        var profiles: OrderedDictionary<InterfaceName, Profile> = [:]
        for (topology, names) in applied.bySpec {
            let own = ProfileSet(for: topology, devices: (try? NICs.resolve(topology, on: live)) ?? [:], only: names)
            profiles.merge(own.profiles) { _, new in new }
        }
        return ProfileSet(profiles)
    }

    /// What is otherwise on a host than the specs that were applied say, though NetworkManager's profile is as it was
    /// applied.
    ///
    /// Where somebody changed the profile, the host is as that profile says: `profile diff` tells of it.
    ///
    /// - Parameter live: the host, with the settings of its profiles.
    /// - Returns: nothing where no spec is in force, or none that is read today.
    package func differences(from live: LiveState) -> [Mismatch] {
        guard let applied = applied() else { return [] }
        return applied.bySpec.flatMap { topology, names -> [Mismatch] in
            let devices = (try? NICs.resolve(topology, on: live)) ?? [:]
            let profiles = ProfileSet(for: topology, devices: devices, only: names).profiles
            return topology.interfaces.values.filter { interface in
                guard let desired = profiles[interface.name], let now = live.profile(uuid: desired.uuid.text) else {
                    return false
                }
                return Difference.between(live: now.settings, desired: desired.settings).allSatisfy {
                    BeyondSpec.isBeyond($0.setting, $0.property)
                }
            }.flatMap { Expectation.mismatches(of: $0, devices: devices, in: live) }
        }
    }

    /// What is in force: of the newest confirmed trial, or, after a restore, of what it went back to.
    private func applied() -> Applied? {
        var before: [Int: Applied?] = [:]
        var now: Applied?
        for item in (try? history()) ?? [] {
            before[item.number] = now
            guard let record = item.entry?.record else {
                now = nil
                continue
            }
            guard record.phase == .confirmed else { continue }
            if let restored = record.restores {
                now = before[restored] ?? nil
            } else {
                now = Applied(record, after: now)
            }
        }
        return now.flatMap { $0.topologies.isEmpty ? nil : $0 }
    }
}

/// Interfaces as they were applied, each by the spec that named it last: a spec that names a part of the host leaves the
/// others as the earlier ones have them.
private struct Applied {
    /// The specs by the start of their trials, and which of them each interface is by.
    private(set) var topologies: [Int64: Topology] = [:]
    private var owner: OrderedDictionary<InterfaceName, Int64> = [:]

    /// - Parameters:
    ///   - record: a confirmed trial.
    ///   - earlier: what was in force before.
    init?(_ record: TrialRecord, after earlier: Applied?) {
        let sources = record.specs.map { SpecSource(name: $0.name, bytes: Array($0.text.utf8)) }
        // It was applied, so today's rules are not asked.
        guard let topology = Topology.confirmed(sources) else { return nil }
        // Older versions took every spec for the whole of the host.
        if let earlier, record.isWhole == false {
            self = earlier
            let gone = Set(record.changes.filter { [.removed, .replaced].contains($0.kind) }.map(\.uuid))
            owner = owner.filter { !gone.contains(ProfileUUID(interface: $0.key.text).text) }
        }
        let used = Set(record.used ?? [])
        topologies[record.startedAt] = topology
        for name in topology.interfaces.keys where !used.contains(name.text) { owner[name] = record.startedAt }
        let needed = Set(owner.values)
        topologies = topologies.filter { needed.contains($0.key) || $0.key == record.startedAt }
    }

    /// Each spec with those of its interfaces that no later one names, the oldest first.
    var bySpec: [(Topology, Set<InterfaceName>)] {
        var names: [Int64: Set<InterfaceName>] = [:]
        for (name, start) in owner { names[start, default: []].insert(name) }
        return topologies.sorted { $0.key < $1.key }.map { ($0.value, names[$0.key] ?? []) }
    }
}

extension Topology {
    /// The interfaces that this spec only uses, and that are the host's in what was planned.
    func used(in planned: Topology) -> [String]? {
        let names = scope.undeclared.filter { name in
            guard let now = planned.interfaces[name], let own = interfaces[name] else { return true }
            return now.isVirtual != own.isVirtual
        }
        return names.isEmpty ? nil : names.map(\.text).sorted()
    }
}
