package import Host
import NetTypes
import OrderedCollections
package import Planning
package import Profiles
import Topology

extension TrialStore {
    /// The profiles as they were applied, each from the last spec that named its interface.
    ///
    /// - Parameter live: the host, whose NICs may have other names than in the specs.
    /// - Returns: `nil` when no spec is in force, or this version does not accept the one that was applied last.
    package func appliedProfiles(on live: LiveState) -> ProfileSet? {
        guard let applied = applied() else { return nil }
        var profiles: OrderedDictionary<InterfaceName, Profile> = [:]
        for (topology, names) in applied.bySpec {
            let topology = topology.completed(by: live)
            let own = ProfileSet(for: topology, devices: (try? NICs.resolve(topology, on: live)) ?? [:], only: names)
            profiles.merge(own.profiles) { _, new in new }
        }
        return ProfileSet(profiles).identified(on: live)
    }

    /// Differences between a host and the specs that were applied, on interfaces whose profiles are still as applied.
    ///
    /// Where somebody changed the profile, the host follows that profile, and `profile diff` tells of it.
    ///
    /// - Parameter live: the host, with the settings of its profiles.
    /// - Returns: the differences; none where no spec is in force, or this version can read none.
    package func differences(from live: LiveState) -> [Mismatch] {
        guard let applied = applied() else { return [] }
        return applied.bySpec.flatMap { topology, names -> [Mismatch] in
            let topology = topology.completed(by: live)
            let devices = (try? NICs.resolve(topology, on: live)) ?? [:]
            let profiles = ProfileSet(for: topology, devices: devices, only: names).identified(on: live)
                .profiles
            return topology.interfaces.values.filter { interface in
                guard let desired = profiles[interface.name], let now = live.profile(uuid: desired.uuid.text) else {
                    return false
                }
                return Difference.between(live: now.settings, desired: desired.settings).allSatisfy {
                    BeyondSpec.isBeyond($0.setting, $0.property, in: desired.settings)
                }
            }.flatMap { Expectation.mismatches(of: $0, devices: devices, in: live) }
        }
    }

    /// The specs in force: those of the newest confirmed trial or, after a restore, those that it went back to.
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

/// Interfaces as they were applied, each from the last spec that named it.
///
/// A spec that names a part of the host leaves the other interfaces as earlier specs have them.
private struct Applied {
    /// The specs by the start times of their trials.
    private(set) var topologies: [Int64: Topology] = [:]
    /// The start time of the trial whose spec each interface comes from.
    private var owner: OrderedDictionary<InterfaceName, Int64> = [:]

    /// Adds a trial's spec to those in force.
    ///
    /// - Parameters:
    ///   - record: a confirmed trial.
    ///   - earlier: what was in force before.
    init?(_ record: TrialRecord, after earlier: Applied?) {
        let sources = record.specs.map { SpecSource(name: $0.name, bytes: Array($0.text.utf8)) }
        // The spec was applied, so today's rules do not apply.
        guard let topology = Topology.confirmed(sources) else { return nil }
        // Older versions took every spec for the whole host.
        if let earlier, record.isWhole == false {
            self = earlier
            let gone = Set(record.changes.filter { [.removed, .replaced].contains($0.kind) }.map(\.uuid))
            let removed = Set(record.changes.filter { $0.kind == .removed }.map(\.id))
            owner = owner.filter {
                !gone.contains(ProfileUUID(interface: $0.key.text).text) && !removed.contains($0.key.text)
            }
        }
        let used = Set(record.used ?? [])
        topologies[record.startedAt] = topology
        for name in topology.interfaces.keys where !used.contains(name.text) { owner[name] = record.startedAt }
        let needed = Set(owner.values)
        topologies = topologies.filter { needed.contains($0.key) || $0.key == record.startedAt }
    }

    /// Each spec with those of its interfaces that no later spec names, the oldest first.
    var bySpec: [(Topology, Set<InterfaceName>)] {
        var names: [Int64: Set<InterfaceName>] = [:]
        for (name, start) in owner { names[start, default: []].insert(name) }
        return topologies.sorted { $0.key < $1.key }.map { ($0.value, names[$0.key] ?? []) }
    }
}

extension Topology {
    /// The interfaces that this spec only uses, and that the planned topology leaves to the host.
    func used(in planned: Topology) -> [String]? {
        let names = scope.undeclared.filter { name in
            guard let now = planned.interfaces[name], let own = interfaces[name] else { return true }
            return now.isVirtual != own.isVirtual
        }
        return names.isEmpty ? nil : names.map(\.text).sorted()
    }
}
