package import NetTypes
import System

/// Which switch each port of an LACP bond hears, which rtnetlink does not tell.
///
/// Source: `/proc/net/bonding/BOND`, Linux's Documentation/networking/bonding.rst.
package enum BondPartners {
    /// Reads the LACP partner of each port.
    ///
    /// - Parameters:
    ///   - bond: the bond's name.
    ///   - root: where procfs is mounted.
    /// - Returns: the partner's system address by port, all zeros where a port hears none; empty where the kernel does
    ///   not show it, for instance to users without `CAP_NET_ADMIN`.
    package static func read(_ bond: String, root: String = "/proc") -> [String: MACAddress] {
        parse(TextFile.read("\(root)/net/bonding/\(bond)") ?? "")
    }

    static func parse(_ text: String) -> [String: MACAddress] {
        var partners: [String: MACAddress] = [:]
        var port: String?
        var isPartner = false
        for line in text.split(separator: "\n") {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            func value(after key: String) -> String? {
                trimmed.hasPrefix(key) ? String(trimmed.dropFirst(key.count)) : nil
            }
            if let name = value(after: "Slave Interface: ") {
                port = name
                isPartner = false
            } else if trimmed.hasPrefix("details partner lacp pdu") {
                isPartner = true
            } else if isPartner, let port, let mac = value(after: "system mac address: ").flatMap({ MACAddress($0) }) {
                partners[port] = mac
                isPartner = false
            }
        }
        return partners
    }
}
