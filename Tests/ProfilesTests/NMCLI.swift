import LabSupport
import NetTypes

/// NetworkManager's own reader and writer of profiles, without a daemon.
enum NMCLI {
    /// The version that is asked.
    static let release = NMVersion(1, 42, 4)

    /// Why it cannot be asked here, or `nil`.
    static let obstacle: String? = {
        guard let version = try? Finished.run(["nmcli", "--version"]), version.code == 0 else {
            return "nmcli is not installed"
        }
        // 1.44 and later spell some keys otherwise (master/controller, the gateway).
        return version.output.contains(" 1.42.")
            ? nil : "the keyfiles are those of nmcli 1.42, not of \(version.output)"
    }()

    /// The profile as NetworkManager reads it and writes it down again.
    static func canonical(_ keyfile: String) throws -> Finished {
        try Finished.run(
            ["nmcli", "--offline", "connection", "modify", "connection.autoconnect", "yes"], input: Array(keyfile.utf8))
    }
}
