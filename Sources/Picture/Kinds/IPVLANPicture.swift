import NetTypes
import Topology

extension IPVLAN: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) { node.ipvlan = Node.IPVLAN(mode: mode, flag: flag) }
}
