import NMClient
import NetTypes
import Planning
import Profiles

/// What it means that a NIC which logs in at its switch (802.1X) did not come up.
///
/// NetworkManager tells of a login only in the reason of a device's state, and forgets it when the device is `disconnected` again.
/// A wrong password, a switch that refuses and one that does not answer all end as `no-secrets`: after `auth-timeout` where the
/// profile was never up before, and else after that times `connection.auth-retries`; a password that does not open the private
/// key does so at once (nm-device-ethernet.c, 1.42.4).
struct LoginFailure {
    /// What happened, and what to do.
    let text: String

    /// Explains why a step's interface is not up; `nil` where that has nothing to do with a login.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - reason: the last reason that its device had; `nil` where none was seen, or it still tries.
    init?(_ step: Step, _ reason: DeviceStateReason?) {
        guard step.profile.settings["802-1x"] != nil else { return nil }
        switch reason?.description {
        case "supplicant-config-failed"?:
            text =
                "wpa_supplicant does not take its 802.1X settings (supplicant-config-failed): `journalctl -u wpa_supplicant` "
                + "names the file that it cannot use"
        case "supplicant-failed"?:
            text =
                "wpa_supplicant, which logs in by 802.1X, ended (supplicant-failed): see `journalctl -u wpa_supplicant`"
        case nil, "no-secrets"?, "supplicant-disconnect"?, "supplicant-timeout"?:
            text =
                "the switch has not let it in by 802.1X" + (reason.map { " (\($0))" } ?? "")
                + ": compare `identity`, password (a private key has its own) and certificates with what the RADIUS server "
                + "knows; `journalctl -u wpa_supplicant` says who refused"
        default: return nil
        }
    }
}
