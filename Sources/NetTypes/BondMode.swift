/// How a bond spreads frames over its ports, by the names that the kernel and NetworkManager use.
///
/// The order is that of the kernel's numbers (Documentation/networking/bonding.rst, `mode`).
package enum BondMode: String, Hashable, Sendable, CaseIterable, Codable {
    case balanceRR = "balance-rr"
    case activeBackup = "active-backup"
    case balanceXOR = "balance-xor"
    case broadcast
    case lacp = "802.3ad"
    case balanceTLB = "balance-tlb"
    case balanceALB = "balance-alb"
}
