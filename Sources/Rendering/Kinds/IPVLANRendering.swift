import NetTypes
import Topology

extension IPVLAN: KindInRendering {
    var summary: [String] {
        ["ipvlan on \(parent), mode \(mode.rawValue)" + (flag == .bridge ? "" : ", \(flag.rawValue)")]
    }
}
