import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

extension Planner {
    /// Refuses interfaces that need a file which cannot be used, and those for which NetworkManager needs wpa_supplicant where
    /// there is none.
    static func refuseWithoutKeys(_ topology: Topology, live: LiveState) throws(Misfit) {
        var problems: [Refusal] = []
        for interface in topology.interfaces.values {
            let name = interface.name
            for file in interface.files {
                guard case .unusable(let why)? = live.keyFiles[file.path] else { continue }
                let words = words(file)
                problems.append(
                    Refusal(
                        .keyFile, name, "\(name): its \(words.what) cannot be used: \(why).", help: words.help,
                        keys: file.keys))
            }
            let isMACsec = interface.kind.name == .macsec
            if live.lacksSupplicant, isMACsec || interface.login != nil {
                let what = isMACsec ? "agrees on the keys of MACsec" : "logs in at the switch (802.1X)"
                problems.append(
                    Refusal(
                        .noSupplicant, name,
                        "\(name): NetworkManager \(what) by wpa_supplicant, which is not installed.",
                        help: "Install the package `wpasupplicant` (RHEL: `wpa_supplicant`).",
                        keys: [interface.login == nil ? "mka-cak-file" : "802-1x"]))
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
    }

    /// What a file is, and what to do where it cannot be used.
    private static func words(_ file: HostFile) -> (what: String, help: String) {
        switch file.use {
        case .certificate: ("certificate", "Put the file there (PEM or DER), or write where it is on this host.")
        case .privateKey:
            (
                "private key",
                "Put the file there (PEM or PKCS#12), with owner root and mode 0600; the password of one that is "
                    + "encrypted is in the file that `private-key-password-file` names."
            )
        case .password:
            (
                "password",
                "Write it into that file, on one line, with owner root and mode 0600: `install -m 600 /dev/null "
                    + "\(file.path)` makes the file."
            )
        case .mkaKey:
            (
                "key",
                "Write the key, 32 hexadecimal digits, into that file, with owner root and mode 0600; a new "
                    + "one is made by `install -m 600 /dev/null \(file.path)` and `openssl rand -hex 16`."
            )
        }
    }
}

extension LiveProfile {
    /// The path of the file with the profile's secret; `nil` for a profile without one.
    var keyFile: String? { Profile.note(Profile.Tag.keyFile, in: settings) }
}
