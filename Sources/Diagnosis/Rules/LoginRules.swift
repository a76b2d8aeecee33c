import Host
import NetTypes
import Profiles

/// D024: NICs whose login at the switch (802.1X) has not succeeded.
enum LoginRules {
    static func findings(_ site: Site) -> [Finding] {
        guard let manager = site.host.manager else { return [] }
        return manager.devices.compactMap { device in
            // Without a carrier there is nobody to log in to, which is a finding of its own.
            guard device.isReal, device.isManaged, device.state >= .disconnected, !device.isActivated,
                site.links.contains(where: { $0.name == device.interface && $0.isUp && $0.hasCarrier }),
                let profile = manager.profiles.first(where: { $0.brings(up: device) }),
                case .string(let identity)? = profile.settings["802-1x"]?["identity"]
            else { return nil }
            let name = device.interface
            return Finding(
                .notLetIn, .problem, on: [name],
                device.isComingUp
                    ? "\(name) waits for the switch to let it in (802.1X)"
                    : "\(name) is down: its login at the switch (802.1X) did not succeed, or was not tried",
                seen: [
                    .init(
                        "NetworkManager has it as \(device.state), and its profile “\(profile.id)” logs in as "
                            + identity,
                        command: "nmcli -f GENERAL.STATE,GENERAL.REASON device show \(name)")
                ],
                meaning:
                    "Until the switch has let it in, nothing goes through \(name): what stands on it is cut off. After some "
                    + "attempts (`auth-retries`) NetworkManager tries no more.",
                here: [
                    .init("see who refused, and why", command: "journalctl -u wpa_supplicant -u NetworkManager -n 50"),
                    .init("try again", command: "nmcli connection up '\(profile.id)'"),
                ],
                network: [
                    "Does the RADIUS server know “\(identity)”"
                        + (device.permanentMAC.map { " (MAC address \($0.lower))" } ?? "")
                        + ", and what does it say of its last login? Does the switch port ask for 802.1X at all?"
                ])
        }
    }
}
