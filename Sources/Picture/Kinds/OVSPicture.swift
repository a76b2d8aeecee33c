import NetTypes
import Rendering
import Topology

extension OVSBridge: KindInPicture {
    static let band = "bridge"

    func draw(in node: inout Node) {}
}

extension OVSPort: KindInPicture {
    static let band = "other"

    func draw(in node: inout Node) { node.port = Node.ovsPort(tag: tag?.number, trunks: trunks.flatMap(Array.init)) }
}

extension OVSInterface: KindInPicture {
    static let band = "other"

    func draw(in node: inout Node) { node.peer = peer?.text }
}

extension Node {
    /// The VLANs of a port of Open vSwitch; `nil` for one that carries all frames as they are.
    static func ovsPort(tag: Int?, trunks: [Int]) -> Port? {
        var vlans = tag.map { ["\($0) untagged"] } ?? []
        if !trunks.isEmpty { vlans.append(Ranges.text(of: trunks)) }
        return vlans.isEmpty ? nil : .bridge(state: nil, vlans: vlans)
    }
}
