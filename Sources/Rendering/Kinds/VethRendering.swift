import NetTypes
import Topology

extension Veth: KindInRendering {
    var summary: [String] { ["veth to \(peer)"] }
}
