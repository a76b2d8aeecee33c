import Host
import NetTypes

/// Whether cloud-init made a NIC's profile, and would write it again for a new instance.
struct CloudInit {
    private let tree: FileTree
    private let isRun: Bool

    init(_ tree: FileTree) {
        self.tree = tree
        let settings = ["/etc/cloud/cloud.cfg"] + tree.matches("/etc/cloud/cloud.cfg.d/*.cfg")
        let isLeftAlone = settings.contains { tree.read($0).map(Self.disablesNetwork) ?? false }
        isRun =
            tree.isProgram("/usr/bin/cloud-init") && !tree.exists("/etc/cloud/cloud-init.disabled") && !isLeftAlone
    }

    /// Whether a file of settings keeps cloud-init away from the network.
    private static func disablesNetwork(_ text: String) -> Bool {
        let words = text.split { $0.isWhitespace || "{},".contains($0) }
        return zip(words, words.dropFirst()).contains { $0 == "config:" && $1 == "disabled" }
    }

    func claim(_ nic: LiveLink) -> BootClaim? {
        let file = "/etc/NetworkManager/system-connections/cloud-init-\(nic.name).nmconnection"
        guard isRun, tree.exists(file) else { return nil }
        return BootClaim(program: .cloudInit, nic: nic.name, file: file)
    }
}
