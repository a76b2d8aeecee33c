package import Host
import NetTypes
import OrderedCollections
package import Profiles

/// The profiles of a host that nm-topology made.
package enum LiveProfiles {
    /// The profiles as the spec would make them, sorted by interface, without NetworkManager's own additions.
    package static func ours(in live: LiveState) -> ProfileSet {
        var profiles: OrderedDictionary<InterfaceName, Profile> = [:]
        for profile in live.profiles where profile.isOurs {
            guard let name = try? InterfaceName(profile.id) else { continue }
            profiles[name] = asMade(profile, with: profile.settings, name: name)
        }
        profiles.sort { $0.key < $1.key }
        return ProfileSet(profiles)
    }

    /// A profile of ours as the spec would make it, with these settings in place of its own.
    static func asMade(_ profile: LiveProfile, with given: Settings, name: InterfaceName) -> Profile {
        var settings = Difference.normal(given)
        for row in Setting.named("connection")?.properties ?? [] where row.isIdentity {
            settings["connection"]?[row.name] = nil
        }
        settings["802-3-ethernet", default: [:]].merge([:]) { old, _ in old }
        // Settings that have a meaning even when empty; the defaults that are always written follow.
        for setting in Setting.all where setting.speaksWhenEmpty && given[setting.name] != nil {
            settings[setting.name, default: [:]].merge([:]) { old, _ in old }
        }
        sayAlways(&settings, as: given)
        var notes: [String: String] = [:]
        for note in [Profile.Tag.keyFile, Profile.Tag.key, Profile.Tag.files, Profile.Tag.login] {
            notes[note] = Profile.note(note, in: profile.settings)
        }
        return Profile(
            name, type: profile.type, isNamed: profile.interfaceName != nil, settings: settings, notes: notes,
            uuid: ProfileUUID(recorded: profile.uuid))
    }

    /// A profile, whoever made it, as a file would have it: without NetworkManager's defaults and additions.
    ///
    /// - Returns: `nil` when neither its interface nor its name can name a file.
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
        sayAlways(&settings, as: profile.settings)
        return Profile(recorded: name, uuid: profile.uuid, settings: settings)
    }

    /// Adds properties that a profile has even where they have their default.
    private static func sayAlways(_ settings: inout Settings, as given: Settings) {
        for (setting, property) in Setting.alwaysSaid {
            guard let value = given[setting]?[property] else { continue }
            settings[setting, default: [:]][property] = value
        }
    }
}
