import NetTypes
import Topology

extension VXLAN: KindInRendering {
    var summary: [String] {
        var text = "VXLAN \(id)" + (parent.map { " on \($0)" } ?? "")
        if let remote { text += " to \(remote)" }
        if port != VXLAN.standardPort { text += ", port \(port)" }
        return [text] + (local.map { ["from \($0)"] } ?? [])
    }
}
