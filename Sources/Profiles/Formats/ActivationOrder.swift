import NetTypes
import OrderedCollections

/// The order in which profiles can be activated: a controller before its ports, a VLAN's parent before the VLAN.
package enum ActivationOrder {
    /// The profiles of a set in an order in which each can be activated.
    ///
    /// - Parameter profiles: the set; a profile's controller or parent that is not in it is taken to be on the host.
    /// - Returns: all profiles of the set, each once; otherwise in the order of the set.
    package static func of(_ profiles: ProfileSet) -> [Profile] {
        // A controller and a parent are named by their interface, or by the profile's UUID.
        var known: [String: Profile] = [:]
        for profile in profiles.profiles.values {
            known[profile.interface.text] = profile
            known[profile.uuid.text] = profile
        }
        var ordered: OrderedSet<Profile> = []
        for profile in profiles.profiles.values { place(profile, after: [], known: known, in: &ordered) }
        return ordered.elements
    }

    /// Places a profile after those that it needs; `waiting` are the profiles that need it, which ends a circle.
    private static func place(
        _ profile: Profile, after waiting: Set<Profile>, known: [String: Profile], in ordered: inout OrderedSet<Profile>
    ) {
        if ordered.contains(profile) || waiting.contains(profile) { return }
        for name in profile.settings.parents + [profile.settings.controller].compactMap(\.self) {
            guard let needed = known[name] else { continue }
            place(needed, after: waiting.union([profile]), known: known, in: &ordered)
        }
        ordered.append(profile)
    }
}
