import Profiles

/// What profiles can have and the spec language has no words for.
///
/// Somebody adds it with nmcli, to a profile that nm-topology made: no later apply takes it away. Everything else is the
/// spec's: what it does not say is to be NetworkManager's default, and a change of it is in the plan.
package enum BeyondSpec {
    /// Settings with what another version of the same profile has beyond the spec.
    ///
    /// - Parameters:
    ///   - made: what the spec makes.
    ///   - present: what is on the host.
    /// - Returns: both together, and the names of what was added, sorted.
    static func added(to made: Settings, from present: Settings) -> (settings: Settings, names: [String]) {
        var result = made
        var names: [String] = []
        let isSameKind = made["connection"]?["type"] == present["connection"]?["type"]
        for (setting, properties) in Difference.normal(present)
        where setting == "connection" || isSameKind && isKept(setting, in: made) {
            for (property, value) in properties where isBeyond(setting, property) {
                result[setting, default: [:]][property] = value
                names.append("\(setting).\(property)")
            }
        }
        // Notes that other programs keep in a profile.
        if case .stringMap(let others)? = present["user"]?["data"], case .stringMap(let own)? = made["user"]?["data"] {
            let notes = others.filter { !$0.key.hasPrefix("nm-topology.") }
            result["user"]?["data"] = .stringMap(own.merging(notes) { own, _ in own })
        }
        return (result, names.sorted())
    }

    /// A setting that the spec makes too, or that has nothing to do with what it makes: a port has no addresses, so
    /// nothing of `ipv4` can stay on it.
    private static func isKept(_ setting: String, in made: Settings) -> Bool {
        made[setting] != nil || Setting.named(setting)?.isOfSpec != true
    }

    /// The spec language has no words for this property, and it does not stand in the way of what the spec says.
    package static func isBeyond(_ setting: String, _ property: String) -> Bool {
        Setting.named(setting)?.isBeyondSpec(property) ?? true
    }
}
