import NetTypes
import Topology

extension Bond: KindInRendering {
    static let isOnWire = true

    var summary: [String] { ["bond \(mode.rawValue) of \(list(ports))"] }
}
