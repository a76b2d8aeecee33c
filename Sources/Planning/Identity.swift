package import Host
package import NetTypes
import OrderedCollections
package import Profiles

extension ProfileSet {
    /// The profiles with the UUIDs that they have on a host, where nm-topology took profiles of others over.
    ///
    /// - Parameters:
    ///   - live: the host.
    ///   - adopting: whether profiles of others are taken over now: those that are active, on disk, and say the same but for what
    ///     NetworkManager changes without interrupting an interface.
    ///   - device: the kernel's name of an interface.
    /// - Returns: the profiles, in the same order.
    package func identified(
        on live: LiveState, adopting: Bool = false, device: (InterfaceName) -> InterfaceName = { $0 }
    ) -> ProfileSet {
        let there = Dictionary(live.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        var byID: [String: LiveProfile] = [:]
        for profile in live.profiles where profile.isOurs { byID[profile.id] = profile }
        var result = profiles
        for (name, made) in profiles where there[made.uuid.text] == nil {
            if let own = byID[name.text], own.type == made.type {
                result[name] = made.taking(own, there)
            } else if adopting, let own = live.device(device(name))?.activeUUID.flatMap({ there[$0] }),
                own.isAdoptable(as: made)
            {
                let taken = made.taking(own, there)
                let wanted = BeyondSpec.added(to: taken.settings, from: own.settings).settings
                if Reapplication.takes(Difference.between(live: own.settings, desired: wanted)) { result[name] = taken }
            }
        }
        return ProfileSet(result)
    }
}

extension LiveState {
    /// The profile of an interface that nm-topology made or took over; `nil` where there is none.
    package func ownProfile(of interface: InterfaceName) -> LiveProfile? {
        profile(uuid: ProfileUUID(interface: interface.text).text)
            ?? profiles.first { $0.isOurs && $0.id == interface.text }
    }
}

extension LiveProfile {
    /// Whether nm-topology may write its own words into this profile of another program's.
    ///
    /// A profile that no file of NetworkManager's own holds would get a second one; one for any NIC has to stay for the others.
    fileprivate func isAdoptable(as made: Profile) -> Bool {
        !isGenerated && !isOurs && !isUnsaved && type == made.type
            && filename?.hasPrefix("/etc/NetworkManager/system-connections/") == true
            && (interfaceName != nil || requiredMAC != nil)
    }
}

extension Profile {
    fileprivate var type: String { settings.connectionType ?? "" }

    /// The profile with the identity of one on the host, and with that one's words for all that means the same.
    ///
    /// Reapply compares what NetworkManager has with what it is to have word by word: a controller's UUID in place of its name,
    /// an empty setting, a bond's option that is the default anyway or a bridge's MAC address in another place would interrupt
    /// the interface.
    fileprivate func taking(_ live: LiveProfile, _ there: [String: LiveProfile]) -> Profile {
        var wanted = settings.withMACOfBridge(asIn: live.settings)
        for (setting, properties) in live.settings {
            for property in ["master", "parent", "port1", "port2", "interlink"] {
                guard case .string(let text)? = properties[property], let other = there[text],
                    settings[setting]?[property] == other.interfaceName.map({ .string($0) })
                else { continue }
                wanted[setting]?[property] = .string(text)
            }
        }
        let changes = Difference.between(
            live: live.settings, desired: BeyondSpec.added(to: wanted, from: live.settings).settings)
        var result = live.settings.saidOnce
        for change in changes { result[change.setting, default: [:]][change.property] = change.new }
        result["user"] = settings["user"]
        return taking(uuid: live.uuid, settings: result)
    }
}

extension Settings {
    /// The settings without second spellings of properties, and without what NetworkManager notes by itself.
    fileprivate var saidOnce: Settings {
        reduce(into: [:]) { result, entry in
            let rows = Setting.named(entry.key)
            result[entry.key] = entry.value.filter { name, _ in
                guard let row = rows?[name] else { return true }
                return row.repeats == nil && row.form != .legacy && (!row.isIgnored || row.isIdentity)
            }
        }
    }
}
