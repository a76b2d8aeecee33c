import Host
import Kernel
import NetTypes

/// D005 and D006: bonds that would not survive the loss of a port.
enum BackupRules {
    static func findings(_ site: Site) -> [Finding] {
        site.links.flatMap { link -> [Finding] in
            guard let bond = link.bond else { return [] }
            return [deadBackup(link, bond, site), unmonitored(link, bond, site)].compactMap { $0 }
        }
    }

    private static func deadBackup(_ link: KernelLink, _ bond: BondDetails, _ site: Site) -> Finding? {
        guard bond.mode == .activeBackup else { return nil }
        let ports = site.kernel.ports(of: link.index)
        let live = ports.filter { $0.isUp && $0.hasCarrier && $0.bondPort?.miiStatus != .down }
        guard live.count == 1, let last = live.first else { return nil }
        let dead = ports.filter { $0.index != last.index }
        let words = dead.isEmpty ? "it has no other port" : "\(dead.map(\.name).list) cannot take over"
        return Finding(
            .deadBackup, .warning, on: [link.name] + dead.map(\.name),
            "\(link.name) works with \(last.name) alone: \(words)",
            seen: ports.map { port in
                .init(
                    "\(port.name): \(port.isUp ? "up" : "down"), \(port.hasCarrier ? "carrier" : "no carrier")"
                        + (port.bondPort.map { ", lost its link \($0.linkFailures) times" } ?? ""))
            } + [.init("\(link.name) is in mode active-backup", command: "cat /proc/net/bonding/\(link.name)")],
            meaning: "Everything works until \(last.name) loses its link too. Then \(link.name), and all that "
                + "stands on it, is cut off.",
            here: dead.isEmpty
                ? [.init("give it a second port", spec: "bonds:\n  \(link.name): {ports: [\(last.name), …], …}")]
                : [.init("look at the cable and the link lights of \(dead.map(\.name).list)")],
            network: dead.isEmpty ? [] : ["Are the switch ports of \(dead.map(\.name).list) enabled?"])
    }

    private static func unmonitored(_ link: KernelLink, _ bond: BondDetails, _ site: Site) -> Finding? {
        guard bond.miimon == 0, bond.arpInterval == 0, bond.mode != .lacp, bond.mode != .balanceTLB,
            bond.mode != .balanceALB, site.kernel.ports(of: link.index).count > 1
        else { return nil }
        return Finding(
            .unmonitoredBond, .warning, on: [link.name],
            "\(link.name) does not look at the carrier of its ports",
            seen: [.init("miimon is 0 and arp_interval is 0", command: "ip -d link show \(link.name)")],
            meaning: "When a port loses its link, the bond goes on sending through it: there is no failover.",
            here: [
                .init(
                    "look at the carrier ten times a second",
                    spec: "bonds:\n  \(link.name): {options: {miimon: 100}, …}")
            ])
    }
}
