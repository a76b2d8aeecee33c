import NetTypes
import Topology

extension MACsec: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) { node.isEncrypted = isEncrypted }
}
