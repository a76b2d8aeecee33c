package import NetTypes

/// A NIC's configuration in a file of another program than NetworkManager.
package struct BootClaim: Hashable, Sendable {
    package let program: Program
    /// The NIC, by its name in the kernel.
    package let nic: InterfaceName
    /// The path of the file.
    package let file: String
    /// The number of the line, beginning with 1; `nil` where the whole file says it.
    package let line: Int?
    /// Whether the program acts on the NIC at boot; otherwise the file only names it.
    package let isActing: Bool

    /// A program that configures NICs at boot.
    package enum Program: Hashable, Sendable {
        /// Debian's ifupdown, or ifupdown2 (interfaces(5)).
        case ifupdown
        /// systemd-networkd (systemd.network(5)).
        case networkd
        /// RHEL's network-scripts (sysconfig.txt), for files with `NM_CONTROLLED=no`.
        case networkScripts
        /// cloud-init, which writes the profile again for a new instance.
        case cloudInit
    }

    package init(program: Program, nic: InterfaceName, file: String, line: Int? = nil, isActing: Bool = true) {
        self.program = program
        self.nic = nic
        self.file = file
        self.line = line
        self.isActing = isActing
    }

    /// The file, with the line if there is one, as `FILE:LINE`.
    package var place: String { file + (line.map { ":\($0)" } ?? "") }
}
