import NetTypes
import Topology

extension Bond: KindInPicture {
    static let band = "bond"

    func draw(in node: inout Node) {
        node.mac = mac
        node.bond = Node.Bond(mode: mode.rawValue, portCount: ports.count)
    }
}
