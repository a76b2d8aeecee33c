import NetTypes
import Topology

extension Tunnel: KindInRendering {
    var summary: [String] {
        ["\(mode.rawValue) tunnel" + (parent.map { " on \($0)" } ?? "") + " to \(remote)"]
            + (local.map { ["from \($0)"] } ?? []) + (key.map { ["key \($0)"] } ?? [])
    }
}
