import Host
import Kernel
import NetTypes

/// D001: ports without carrier.
enum CarrierRules {
    static func findings(_ site: Site) -> [Finding] {
        site.links.compactMap { link in
            guard site.isPhysical(link), !(link.isUp && link.hasCarrier), let role = role(of: link, site) else {
                return nil
            }
            // For an active-backup bond, BackupRules reports the lost port.
            if let bond = site.controller(of: link)?.bond, bond.mode == .activeBackup, isRescued(link, site) {
                return nil
            }
            let rescued = isRescued(link, site)
            return Finding(
                .noCarrier, rescued ? .warning : .problem, on: [link.name] + role.affected,
                link.isUp ? "\(link.name), \(role.words), has no carrier" : "\(link.name), \(role.words), is set down",
                seen: [
                    .init(
                        link.isUp ? "\(link.name) is up, but without a signal" : "\(link.name) is not up",
                        command: "ip -br link show \(link.name)")
                ],
                meaning: rescued
                    ? "The bond works with its other ports, with less bandwidth, and without a port to spare."
                    : "Nothing goes through \(link.name): what stands on it is cut off.",
                here: link.isUp
                    ? [.init("look at the cable, the transceiver and the link lights of \(link.name)")]
                    : [
                        .init("set it up", command: "ip link set \(link.name) up"),
                        .init(
                            "if it goes down again, see what NetworkManager makes of it",
                            command: "nmcli device show \(link.name)"),
                    ],
                network: link.isUp
                    ? [
                        "Is the switch port of \(link.name)\(mac(link)) enabled, and does it have a link? At "
                            + "which speed?"
                    ]
                    : [])
        }
    }

    private static func mac(_ link: KernelLink) -> String {
        (link.bondPort?.permanentMAC ?? link.permanentMAC ?? link.mac).map { " (MAC address \($0.lower))" } ?? ""
    }

    /// Whether another port of the same bond has carrier.
    static func isRescued(_ link: KernelLink, _ site: Site) -> Bool {
        guard link.controllerKind == .bond, let bond = link.controllerIndex else { return false }
        return site.kernel.ports(of: bond).contains { $0.index != link.index && $0.isUp && $0.hasCarrier }
    }

    /// What the link is needed for, and which interfaces suffer; `nil` when it is not needed, like an unused NIC.
    private static func role(of link: KernelLink, _ site: Site) -> (words: String, affected: [String])? {
        if let controller = site.controller(of: link) {
            return ("a port of \(controller.name)", isRescued(link, site) ? [] : [controller.name])
        }
        let vlans = site.kernel.children(of: link.index).filter { $0.kind == .vlan }
        if !vlans.isEmpty { return ("which carries \(vlans.map(\.name).list)", []) }
        let addresses = site.prefixes(on: link)
        return addresses.isEmpty ? nil : ("which has \(addresses.map(\.description).list)", [])
    }
}
