package import Profiles

/// The properties of profiles for which the spec language has no words.
///
/// A person adds them with nmcli to a profile that nm-topology made, and no later apply takes them away. The spec
/// decides all other properties: one that it does not mention is to have NetworkManager's default, and the plan
/// contains a change to it.
package enum BeyondSpec {
    /// Adds what another version of the same profile has beyond the spec.
    ///
    /// - Parameters:
    ///   - made: the settings that the spec makes.
    ///   - present: the settings on the host.
    /// - Returns: `made` with the additions, and the names of what was added, sorted.
    static func added(to made: Settings, from present: Settings) -> (settings: Settings, names: [String]) {
        var result = made
        var names: [String] = []
        let isSameKind = made["connection"]?["type"] == present["connection"]?["type"]
        for (setting, properties) in Difference.normal(present)
        where setting == "connection" || isSameKind && isKept(setting, in: made) {
            // Only a login that a spec made goes with its words; without one that somebody made, the host would be cut off.
            if setting == "802-1x", made[setting] == nil, Profile.note(Profile.Tag.login, in: present) != nil {
                continue
            }
            for (property, value) in properties where isBeyond(setting, property, in: made) {
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

    /// Whether properties of a setting can be kept: the spec makes the setting, too, or has nothing to do with it.
    ///
    /// A port has no addresses, for instance, so it cannot keep anything of `ipv4`.
    private static func isKept(_ setting: String, in made: Settings) -> Bool {
        guard made[setting] == nil, setting != "802-1x", let rows = Setting.named(setting) else { return true }
        return !rows.isOfSpec || rows.isOfDriver
    }

    /// Whether the spec language has no words for the property, and the property does not conflict with what the spec
    /// says.
    ///
    /// - Parameters:
    ///   - setting: the setting's name.
    ///   - property: the property's name.
    ///   - settings: the profile's settings, which tell what it is a profile for.
    /// - Returns: whether the property is kept.
    package static func isBeyond(_ setting: String, _ property: String, in settings: Settings) -> Bool {
        if setting == "802-1x", settings[setting] == nil { return true }
        // A MACsec has the same words for its login as a NIC.
        let isNIC = setting == "802-1x" || settings["connection"]?["type"] == .string("802-3-ethernet")
        return Setting.named(setting)?.isBeyondSpec(property, ofNIC: isNIC) ?? true
    }
}
