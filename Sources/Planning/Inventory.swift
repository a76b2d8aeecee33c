package import Host
import NetTypes
import OrderedCollections
package import Profiles

/// The profiles of a host, with what an administrator wants to know about each.
package enum Inventory {
    /// Lists every profile, sorted by name, without those that NetworkManager generated for other programs' links.
    ///
    /// - Parameters:
    ///   - live: the host.
    ///   - applied: the profiles of the spec that was applied last; `nil` when it is not known.
    /// - Returns: one item for each profile.
    package static func items(of live: LiveState, applied: ProfileSet?) -> [InventoryItem] {
        let ours = LiveProfiles.ours(in: live)
        let before = applied?.byUUID ?? [:]
        return live.profiles.filter { !$0.isGenerated }.map { profile in
            let now = (try? InterfaceName(profile.id)).flatMap { ours.profiles[$0] }
            return InventoryItem(
                profile: profile, owner: owner(of: profile), storage: storage(of: profile),
                activeOn: live.devices.filter { $0.isReal && $0.activeUUID == profile.uuid }.map(\.interface).sorted(),
                isEdited: isEdited(profile, now: now, before: before[profile.uuid]))
        }
        .sorted { ($0.profile.id, $0.profile.uuid) < ($1.profile.id, $1.profile.uuid) }
    }

    /// Whether somebody changed a profile of ours after nm-topology wrote it.
    ///
    /// The digest in the profile proves that nobody did. A digest that differs proves nothing: it covers defaults that
    /// the spec spelled out, and NetworkManager's answer does not tell them from defaults that the spec left out.
    ///
    /// - Returns: `nil` when that is not known, or for a profile that is not ours.
    private static func isEdited(_ profile: LiveProfile, now: Profile?, before: Profile?) -> Bool? {
        if !profile.isOurs { return nil }
        if let digest = profile.digest, digest == now?.digest { return false }
        guard let before, before.digest == profile.digest else { return nil }
        return !Difference.between(live: before.settings, desired: profile.settings).isEmpty
    }

    /// The program that made a profile, as far as a tag or the file's place tells.
    private static func owner(of profile: LiveProfile) -> String {
        if profile.isOurs { return "nm-topology" }
        if case .stringMap(let data) = profile.settings["user"]?["data"],
            let origin = data["org.freedesktop.NetworkManager.origin"]
        {
            return origin
        }
        let file = profile.filename ?? ""
        if file.holds("/cloud-init-") { return "cloud-init" }
        if file.holds("/netplan-") { return "netplan" }
        if file.holds("/network-scripts/") { return "ifcfg" }
        // The profile that NetworkManager makes for a NIC without one (`no-auto-default` in NetworkManager.conf(5)).
        if profile.isUnsaved, profile.id.hasPrefix("Wired connection ") { return "NetworkManager" }
        return "other"
    }

    private static func storage(of profile: LiveProfile) -> InventoryItem.Storage {
        guard profile.filename?.hasPrefix("/run/") == true || profile.filename == nil else { return .disk }
        return profile.isUnsaved ? .memory : .volatile
    }
}

/// A profile of a host.
package struct InventoryItem: Hashable, Sendable {
    package let profile: LiveProfile
    /// The program that made the profile: `nm-topology`, `cloud-init` …, or `other`.
    package let owner: String
    package let storage: Storage
    /// The interfaces on which the profile is active.
    package let activeOn: [String]
    /// Whether somebody changed it after nm-topology wrote it; `nil` if not known, or if nm-topology did not make it.
    package let isEdited: Bool?

    /// Where a profile is kept.
    package enum Storage: String, Hashable, Sendable {
        case disk
        /// In NetworkManager's memory; a file on disk differs, or there is none.
        case memory
        /// In a directory that the next boot empties.
        case volatile
    }

    package init(profile: LiveProfile, owner: String, storage: Storage, activeOn: [String], isEdited: Bool?) {
        self.profile = profile
        self.owner = owner
        self.storage = storage
        self.activeOn = activeOn
        self.isEdited = isEdited
    }

    /// Whether NetworkManager activates the profile by itself (`connection.autoconnect`).
    package var comesUpByItself: Bool { profile.settings["connection"]?["autoconnect"] != .bool(false) }
}

extension ProfileSet {
    var byUUID: [String: Profile] {
        Dictionary(profiles.values.map { ($0.uuid.text, $0) }) { first, _ in first }
    }
}

extension LiveProfile {
    /// The digest that nm-topology wrote into the profile.
    package var digest: String? { Profile.digest(in: settings) }
}

extension Profile {
    /// The digest that the profile carries.
    package var digest: String? { Self.digest(in: settings) }

    fileprivate static func digest(in settings: Settings) -> String? {
        guard case .stringMap(let data) = settings["user"]?["data"] else { return nil }
        return data[Tag.digest]
    }
}
