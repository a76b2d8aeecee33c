import NetTypes
import Topology

extension VLAN: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) {
        node.vlan = Node.VLAN(id: id.number, tag: tag)
    }
}
