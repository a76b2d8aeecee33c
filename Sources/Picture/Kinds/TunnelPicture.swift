import Topology

extension Tunnel: KindInPicture {
    static let band = "vlan"

    func draw(in node: inout Node) {
        node.tunnel = Node.Tunnel(mode: mode, local: local, remote: remote, key: key)
    }
}
