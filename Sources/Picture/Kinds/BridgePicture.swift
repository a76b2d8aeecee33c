import NetTypes
import Topology

extension Bridge: KindInPicture {
    static let band = "bridge"

    func draw(in node: inout Node) {
        node.mac = mac
        node.bridge = Node.Bridge(stp: stp, vlanFiltering: vlanFiltering)
    }
}
