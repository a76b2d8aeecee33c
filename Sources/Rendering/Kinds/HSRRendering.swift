import NetTypes
import Topology

extension HSR: KindInRendering {
    var summary: [String] {
        ["\(isPRP ? "PRP" : "HSR") on \(port1) and \(port2)"]
            + [version?.rawValue, interlink.map { "interlink \($0)" }].compactMap(\.self)
    }
}
