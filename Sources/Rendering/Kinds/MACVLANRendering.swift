import NetTypes
import Topology

extension MACVLAN: KindInRendering {
    var summary: [String] {
        ["\(isTap ? "macvtap" : "macvlan") on \(parent)" + (mode == .bridge ? "" : ", mode \(mode.rawValue)")]
            + (mac.map { ["MAC address \($0)"] } ?? [])
    }
}
