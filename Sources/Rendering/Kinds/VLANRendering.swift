import NetTypes
import Topology

extension VLAN: KindInRendering {
    var summary: [String] { ["VLAN \(id)\(tag == .dot1ad ? " (802.1ad)" : "") on \(parent)"] }
}
