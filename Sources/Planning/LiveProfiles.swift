import NetTypes
import OrderedCollections
package import Profiles

/// The profiles of a host that nm-topology made.
package enum LiveProfiles {
    /// Each as the spec would make it, sorted by interface: NetworkManager's own additions are left out.
    package static func ours(in live: LiveState) -> ProfileSet {
        var profiles: OrderedDictionary<InterfaceName, Profile> = [:]
        for profile in live.profiles where profile.isOurs {
            guard let name = try? InterfaceName(profile.id) else { continue }
            var settings = Difference.normal(profile.settings)
            for property in ["id", "uuid", "type", "interface-name"] { settings["connection"]?[property] = nil }
            // What is said although it is the default, as the builder does; and settings that say something by being there.
            settings["802-3-ethernet", default: [:]].merge([:]) { old, _ in old }
            for setting in ["bond-port", "bridge-port"] where profile.settings[setting] != nil {
                settings[setting, default: [:]].merge([:]) { old, _ in old }
            }
            if profile.type == "vlan" { settings["vlan", default: [:]]["flags"] = profile.settings["vlan"]?["flags"] }
            profiles[name] = Profile(
                name, type: profile.type, isNamed: profile.interfaceName != nil, settings: settings)
        }
        profiles.sort { $0.key < $1.key }
        return ProfileSet(profiles)
    }

    /// One profile, whoever made it, as a file would have it: without NetworkManager's defaults and additions.
    ///
    /// - Returns: `nil` when its name cannot be that of a file.
    package static func one(_ profile: LiveProfile) -> Profile? {
        guard
            let name = [profile.interfaceName ?? "", profile.id, "profile"].compactMap({ try? InterfaceName($0) }).first
        else { return nil }
        var settings = Difference.normal(profile.settings)
        for (setting, properties) in profile.settings where properties.isEmpty && setting != "proxy" {
            settings[setting, default: [:]].merge([:]) { old, _ in old }
        }
        settings["connection", default: [:]]["id"] = .string(profile.id)
        settings["user"] = profile.settings["user"]
        if profile.type == "vlan" { settings["vlan", default: [:]]["flags"] = profile.settings["vlan"]?["flags"] }
        return Profile(recorded: name, uuid: profile.uuid, settings: settings)
    }
}
