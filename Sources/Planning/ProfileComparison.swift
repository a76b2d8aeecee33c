package import Host
import NetTypes
import OrderedCollections
package import Profiles
package import Topology

/// How one profile differs between two states of a host.
package struct ProfileDifference: Hashable, Sendable {
    package let name: String
    package let uuid: String
    package let kind: Kind
    /// The changes from the first state to the second.
    package let changes: [PropertyChange]

    package init(name: String, uuid: String, kind: Kind, changes: [PropertyChange]) {
        self.name = name
        self.uuid = uuid
        self.kind = kind
        self.changes = changes
    }

    package enum Kind: String, Hashable, Sendable {
        case added, removed, changed
        /// The profile has changed, and its earlier content is not known.
        case unknown
    }
}

/// How a profile in NetworkManager's memory differs from its file.
package struct FileDifference: Hashable, Sendable {
    package let name: String
    package let file: String
    /// The differences as `group.key: on disk → in memory`; `nil` when there is no file.
    package let lines: [String]?

    package init(name: String, file: String, lines: [String]?) {
        self.name = name
        self.file = file
        self.lines = lines
    }
}

/// Compares profiles as wholes, regardless of links.
package enum ProfileComparison {
    /// Compares NetworkManager's profiles with those that a spec makes; other programs' profiles are not compared.
    ///
    /// - Throws: `Misfit` where the spec cannot use the host's interfaces.
    package static func between(
        live: LiveState, topology: Topology
    ) throws(Misfit) -> [ProfileDifference] {
        let fit = try HostFit(topology, on: live)
        let devices = (try? NICs.resolve(fit.topology, on: live)) ?? [:]
        var found: [ProfileDifference] = []
        for made in fit.profiles(devices: devices).profiles.values {
            let uuid = made.uuid.text
            let now = live.profile(uuid: uuid)
            let desired = now.map { BeyondSpec.added(to: made.settings, from: $0.settings).settings } ?? made.settings
            let changes = Difference.between(live: now?.settings ?? [:], desired: desired)
            if now != nil, changes.isEmpty { continue }
            found.append(
                ProfileDifference(
                    name: now?.id ?? made.interface.text, uuid: uuid, kind: now == nil ? .added : .changed,
                    changes: changes))
        }
        let wanted = Set(fit.profiles(devices: devices).profiles.values.map(\.uuid.text))
        for removal in Removals(fit.topology, live: live, uuids: wanted, standing: fit.standing).removals {
            for profile in removal.profiles where profile.isOurs {
                found.append(
                    ProfileDifference(name: profile.id, uuid: profile.uuid, kind: .removed, changes: []))
            }
        }
        return found
    }

    /// Compares the profiles that were applied with NetworkManager's, which shows what somebody has changed since.
    ///
    /// - Parameters:
    ///   - applied: the profiles of the spec in force; `nil` when it is not known.
    ///   - live: the host.
    /// - Returns: the differences, without profiles that still match the digest that nm-topology wrote into them.
    package static func since(applied: ProfileSet?, live: LiveState) -> [ProfileDifference] {
        let before = applied?.byUUID ?? [:]
        var found: [ProfileDifference] = []
        for item in Inventory.items(of: live, applied: applied) where item.profile.isOurs && item.isEdited != false {
            let profile = item.profile
            guard item.isEdited == true, let old = before[profile.uuid] else {
                // By its digest the profile is another spec's than the one in force, so its earlier content is not
                // known.
                found.append(ProfileDifference(name: profile.id, uuid: profile.uuid, kind: .unknown, changes: []))
                continue
            }
            found.append(
                ProfileDifference(
                    name: profile.id, uuid: profile.uuid, kind: .changed,
                    changes: Difference.between(live: old.settings, desired: profile.settings)))
        }
        let there = Set(live.profiles.map(\.uuid))
        for profile in before.values.sorted(by: { $0.interface < $1.interface })
        where !there.contains(profile.uuid.text) {
            found.append(
                ProfileDifference(
                    name: profile.interface.text, uuid: profile.uuid.text, kind: .removed, changes: []))
        }
        return found
    }
}
