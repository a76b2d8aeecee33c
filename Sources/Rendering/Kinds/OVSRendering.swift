import NetTypes
import Topology

extension OVSBridge: KindInRendering {
    var summary: [String] {
        ["OVS bridge of \(list(ports))"] + (failMode.map { ["fail-mode \($0.rawValue)"] } ?? [])
            + (stp == true ? ["STP"] : rstp == true ? ["RSTP"] : [])
    }
}

extension OVSPort: KindInRendering {
    var summary: [String] {
        let ranges = trunks.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        let vlans =
            (tag.map { ["VLAN \($0)"] } ?? []) + (ranges.isEmpty ? [] : ["trunks \(ranges.joined(separator: ", "))"])
        guard let bond else { return ["OVS port of \(list(ports))"] + vlans }
        return ["OVS bond of \(list(ports))", bond.mode.rawValue] + (bond.lacp.map { ["LACP \($0.rawValue)"] } ?? [])
            + vlans
    }
}

extension OVSInterface: KindInRendering {
    var summary: [String] { [peer.map { "OVS patch to \($0)" } ?? "internal interface of Open vSwitch"] }
}
