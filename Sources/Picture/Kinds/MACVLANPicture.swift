import NetTypes
import Topology

extension MACVLAN: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) {
        node.mac = mac
        node.macvlanMode = mode
    }
}
