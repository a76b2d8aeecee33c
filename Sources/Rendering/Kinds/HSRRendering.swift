import NetTypes
import Topology

extension HSR: KindInRendering {
    var summary: [String] {
        ["\(isPRP ? "PRP" : "HSR") on \(port1) and \(port2)"] + (version.map { [$0.rawValue] } ?? [])
    }
}
