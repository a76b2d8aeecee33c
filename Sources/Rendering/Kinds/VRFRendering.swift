import NetTypes
import Topology

extension VRF: KindInRendering {
    var summary: [String] { ["VRF of \(list(ports)), table \(table)"] }
}
