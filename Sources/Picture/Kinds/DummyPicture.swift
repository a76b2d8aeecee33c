import Topology

extension Dummy: KindInPicture {
    static let band = "other"

    func draw(in node: inout Node) {}
}
