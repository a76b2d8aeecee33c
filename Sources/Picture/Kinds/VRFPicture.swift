import Topology

extension VRF: KindInPicture {
    static let band = "other"

    func draw(in node: inout Node) { node.table = table }
}
