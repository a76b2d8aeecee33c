import NetTypes
import Topology

extension Bridge: KindInRendering {
    var summary: [String] { ["bridge of \(list(ports))\(vlanFiltering ? ", VLAN filtering" : "")"] }
}
