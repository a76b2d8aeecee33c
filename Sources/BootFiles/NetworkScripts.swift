import Host
import NetTypes

/// What RHEL's network-scripts are told of NICs that NetworkManager must not manage (`NM_CONTROLLED=no`).
///
/// NetworkManager reads all other files of theirs itself.
struct NetworkScripts {
    private let files: [(path: String, values: [String: String])]

    init(_ tree: FileTree) {
        // What chkconfig(8) makes of a service that starts.
        let isStarted = ["/etc/rc.d", "/etc"].contains { !tree.matches("\($0)/rc[2-5].d/S??network").isEmpty }
        let paths = isStarted ? tree.matches("/etc/sysconfig/network-scripts/ifcfg-*") : []
        files = paths.compactMap { path in tree.read(path).map { (path, ShellVariables.values($0)) } }
    }

    func claim(_ nic: LiveLink) -> BootClaim? {
        for (path, values) in files {
            guard ShellVariables.isNo(values["NM_CONTROLLED"]) else { continue }
            let macs = [nic.permanentMAC, nic.mac].compactMap(\.self)
            let isNamed =
                values["DEVICE"].map { $0 == nic.name.text } ?? path.hasSuffix("/ifcfg-\(nic.name)")
                || values["HWADDR"].flatMap { MACAddress($0) }.map(macs.contains) ?? false
            guard isNamed else { continue }
            return BootClaim(
                program: .networkScripts, nic: nic.name, file: path,
                isActing: !ShellVariables.isNo(values["ONBOOT"]))
        }
        return nil
    }
}
