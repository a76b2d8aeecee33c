import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

extension Planner {
    /// Refuses MACsec interfaces whose key cannot be used, or whose NetworkManager has nobody to agree on keys for it.
    static func refuseWithoutKeys(_ topology: Topology, live: LiveState) throws(Misfit) {
        var problems: [Refusal] = []
        for interface in topology.interfaces.values {
            guard case .macsec(let macsec) = interface.kind else { continue }
            if case .unusable(let why)? = live.keyFiles[macsec.keyFile] {
                problems.append(
                    Refusal(
                        .keyFile, interface.name, "\(interface.name): its key cannot be used: \(why).",
                        help:
                            "Write the key, 32 hexadecimal digits, into that file, with owner root and mode 0600; a new "
                            + "one is made by `install -m 600 /dev/null \(macsec.keyFile)` and `openssl rand -hex 16`.",
                        keys: ["mka-cak-file"]))
            }
            if live.lacksSupplicant {
                problems.append(
                    Refusal(
                        .noSupplicant, interface.name,
                        "\(interface.name): NetworkManager agrees on the keys of MACsec by wpa_supplicant, which is not "
                            + "installed.",
                        help: "Install the package `wpasupplicant` (RHEL: `wpa_supplicant`).", keys: ["mka-cak-file"]))
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }
}

extension LiveProfile {
    /// The path of the file with the profile's key; `nil` for a profile without one.
    var keyFile: String? { Profile.note(Profile.Tag.keyFile, in: settings) }
}
