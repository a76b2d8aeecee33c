import Topology

extension Dummy: KindInRendering {
    var summary: [String] { ["dummy"] }
}
