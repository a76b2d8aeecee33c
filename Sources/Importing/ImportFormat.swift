/// What a file to import is.
package enum ImportFormat: String, Hashable, Sendable, CaseIterable {
    /// NetworkManager's own profiles (nm-settings-keyfile(5)).
    case keyfiles
    /// A desired state of nmstate.
    case nmstate
    /// netplan's YAML (netplan(5)).
    case netplan
    /// RHEL's ifcfg files (nm-settings-ifcfg-rh(5)).
    case ifcfg
    /// ifupdown's and ifupdown2's /etc/network/interfaces (interfaces(5)).
    case ifupdown
    /// The variables of linux-system-roles.network, for Ansible.
    case role
    /// systemd-networkd's `.netdev` and `.network` files (systemd.network(5)).
    case networkd

    /// Whether a folder's file with this name is one of this format.
    package func isNamed(_ name: String) -> Bool {
        switch self {
        case .keyfiles: name.hasSuffix(".nmconnection")
        case .nmstate, .netplan, .role: name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        case .ifcfg: ["ifcfg-", "route-", "route6-", "rule-", "rule6-"].contains(where: name.hasPrefix)
        case .networkd: name.hasSuffix(".network") || name.hasSuffix(".netdev")
        case .ifupdown:
            !name.hasPrefix(".")
                && ["~", ".new", ".bak", ".orig", ".save", ".dpkg-old", ".dpkg-dist"].allSatisfy { !name.hasSuffix($0) }
        }
    }

    /// The folder or file that is read where the caller names none.
    package var usualPlace: String? {
        switch self {
        case .keyfiles: "/etc/NetworkManager/system-connections"
        case .netplan: "/etc/netplan"
        case .ifcfg: "/etc/sysconfig/network-scripts"
        case .ifupdown: "/etc/network/interfaces"
        case .networkd: "/etc/systemd/network"
        case .nmstate, .role: nil
        }
    }

    /// Reads files of this format.
    ///
    /// - Parameters:
    ///   - files: the files, in the order in which their program reads them.
    ///   - include: finds the files that one of them includes, by a path or a pattern of the shell.
    /// - Returns: the network that they describe, and everything that could not be taken.
    /// - Throws: `ImportFailure` where a file is not of this format at all.
    package func read(
        _ files: [ImportFile], include: (String) -> [ImportFile] = { _ in [] }
    ) throws(ImportFailure) -> Imported {
        switch self {
        case .ifcfg: return IfcfgImport.read(files, include: include)
        case .ifupdown: return IfupdownImport.read(files, include: include)
        case .keyfiles: return try Keyfiles.read(files)
        case .netplan: return try NetplanReading.read(files)
        case .nmstate: return try NMStateReading.read(files)
        case .role: return try RoleImport.read(files)
        case .networkd: return try NetworkdImport.read(files)
        }
    }
}
