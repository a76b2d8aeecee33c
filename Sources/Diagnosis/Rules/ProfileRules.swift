import Host
import NetTypes
import Planning
import Profiles

/// D040 to D042: profiles that do not match the present state.
enum ProfileRules {
    static func findings(_ site: Site) -> [Finding] {
        guard let manager = site.host.manager else { return [] }
        return differing(manager) + rivals(manager, site) + files(manager, site.observation.files)
    }

    /// Finds profiles that somebody changed after NetworkManager activated them.
    private static func differing(_ manager: NetworkManagerState) -> [Finding] {
        manager.devices.compactMap { device in
            guard device.isReal, device.isActivated, let applied = manager.applied[device.interface],
                let profile = manager.profiles.first(where: { $0.uuid == device.activeUUID }), !profile.isGenerated
            else { return nil }
            let changes = Difference.between(live: applied, desired: profile.settings).filter {
                // These take effect without an activation, or say nothing of the network.
                !["connection.autoconnect", "connection.autoconnect-priority", "connection.zone"].contains($0.name)
            }
            guard !changes.isEmpty else { return nil }
            let names = changes.map(\.name)
            return Finding(
                .notAsProfile, .warning, on: [device.interface],
                "the profile “\(profile.id)” of \(device.interface) was changed, but what is active is the old one",
                seen: [
                    .init(
                        "different: \(names.list)",
                        command: "nmcli connection show '\(profile.id)'; nmcli device show \(device.interface)")
                ],
                meaning: "NetworkManager uses a changed profile only at the next activation. At the next boot this "
                    + "host has another network than now, and perhaps one that you cannot log in to.",
                here: [
                    .init(
                        "if the profile is right: use it now, while you can look after it",
                        command: "nmcli device reapply \(device.interface)"),
                    .init("if what is active is right: apply your spec again, which puts the profile right"),
                ])
        }
    }

    /// Finds profiles that NetworkManager may choose at the next boot: the higher priority wins, then the one used
    /// last.
    private static func rivals(_ manager: NetworkManagerState, _ site: Site) -> [Finding] {
        manager.devices.compactMap { device -> Finding? in
            guard device.isReal, device.isManaged,
                let active = manager.profiles.first(where: { $0.uuid == device.activeUUID }), !active.isGenerated
            else { return nil }
            let rivals = manager.profiles.filter { other in
                other.uuid != active.uuid && other.startsByItself && !other.isGenerated && fits(other, device, active)
                    && other.priority >= active.priority
            }
            guard let strongest = rivals.max(by: { $0.priority < $1.priority }) else { return nil }
            let wins = strongest.priority > active.priority
            let names = rivals.map { "“\($0.id)”" }
            return Finding(
                .rivalProfile, wins ? .problem : .warning, on: [device.interface],
                "\(names.list) \(rivals.count == 1 ? "wants" : "want") \(device.interface) too, and "
                    + "\(wins ? "wins" : "may win") at the next boot",
                seen: [
                    .init(
                        "active is “\(active.id)” with autoconnect-priority \(active.priority); "
                            + rivals.map { "“\($0.id)” has \($0.priority)" }.list,
                        command: "nmcli -f NAME,UUID,DEVICE,AUTOCONNECT,AUTOCONNECT-PRIORITY connection show")
                ],
                meaning: wins
                    ? "NetworkManager takes the profile with the highest autoconnect-priority. At the next boot "
                        + "\(device.interface) is set up by “\(strongest.id)”, and what is there now is not."
                    : "With the same priority NetworkManager takes the profile that was in use last. That is "
                        + "“\(active.id)” now; a single activation of the other one, or a lost time stamp, turns it "
                        + "round.",
                here: rivals.flatMap { rival in
                    [
                        Finding.Step(
                            "keep “\(rival.id)” from starting by itself",
                            command: "nmcli connection modify uuid \(rival.uuid) connection.autoconnect no")
                    ]
                } + [
                    .init(
                        "or delete it, if nobody needs it",
                        command: "nmcli connection delete uuid \(strongest.uuid)")
                ])
        }
    }

    private static func fits(_ other: LiveProfile, _ device: LiveDevice, _ active: LiveProfile) -> Bool {
        guard other.type == active.type else { return false }
        if let name = other.interfaceName { return name == device.interface }
        // A profile for any NIC fits NICs only; virtual interfaces need a name.
        guard other.type == "802-3-ethernet" else { return false }
        if let match = other.settings["match"], !match.isEmpty { return false }
        guard let mac = other.requiredMAC else { return true }
        return mac == device.permanentMAC
    }

    /// Finds files that somebody edited without loading them.
    private static func files(
        _ manager: NetworkManagerState, _ files: [String: [String: [String: String]]]
    ) -> [Finding] {
        manager.profiles.compactMap { profile in
            guard let path = profile.filename, let file = files[path], !profile.isUnsaved else { return nil }
            let differences = ProfileFile.differences(between: file, and: profile.settings)
            guard !differences.isEmpty else { return nil }
            return Finding(
                .fileNotLoaded, .warning, on: [profile.interfaceName ?? profile.id],
                "the file of the profile “\(profile.id)” says something else than what NetworkManager has loaded",
                seen: differences.map { .init($0) } + [
                    .init("the file is \(path)", command: "cat '\(path)'; nmcli connection show '\(profile.id)'")
                ],
                meaning: "The file was changed, and NetworkManager was not told. At its next start, so at the next "
                    + "boot too, the file counts.",
                here: [
                    .init("if the file is right: load it", command: "nmcli connection load '\(path)'"),
                    .init(
                        "if what is loaded is right: have it written again",
                        command: "nmcli connection modify '\(profile.id)' connection.autoconnect "
                            + (profile.startsByItself ? "yes" : "no")),
                ])
        }
    }
}

extension LiveProfile {
    fileprivate var priority: Int {
        guard case .int32(let number) = settings["connection"]?["autoconnect-priority"] else { return 0 }
        return Int(number)
    }
}
