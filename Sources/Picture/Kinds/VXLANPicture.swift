import Topology

extension VXLAN: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) { node.vxlan = Node.VXLAN(id: id, local: local, remote: remote, port: port) }
}
