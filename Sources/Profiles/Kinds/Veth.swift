import NetTypes
package import Topology

extension Veth: KindInProfiles {
    package static let connectionType = "veth"

    package static let rows: [Setting] = [
        Setting(
            "veth", .kind, part: .all, needs: NMVersion(1, 30),
            [Property("peer", .text, change: .newLink(.byKernel), word: "peer")])
    ]

    package func settings(in context: ProfileContext) -> Settings { ["veth": ["peer": .string(peer.text)]] }
}
