import NetTypes
import Topology

extension Ethernet: KindInRendering {
    static let isOnWire = true

    var summary: [String] {
        var parts = ["NIC" + (mac.map { " \($0)" } ?? "") + (path.map { " at \($0)" } ?? "")]
        if let count = sriov?.count { parts.append("\(count) virtual function\(count == 1 ? "" : "s")") }
        if let login { parts.append("802.1X (\(login.method.rawValue)) as \(login.identity)") }
        return parts
    }
}
