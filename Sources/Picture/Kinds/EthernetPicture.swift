import NetTypes
import Topology

extension Ethernet: KindInPicture {
    static let band = "nic"

    func draw(in node: inout Node) {
        node.mac = mac
        node.virtualFunctions = sriov?.count
        node.login = login?.method.rawValue
    }
}
