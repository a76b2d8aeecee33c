import NetTypes
import Topology

extension HSR: KindInPicture {
    static let band = "bond"

    func draw(in node: inout Node) { node.isPRP = isPRP }
}
