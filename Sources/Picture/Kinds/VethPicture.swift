import NetTypes
import Topology

extension Veth: KindInPicture {
    static let band = "other"

    func draw(in node: inout Node) { node.peer = peer.text }
}
