import NetTypes
package import Topology

extension VRF: KindInProfiles {
    package static let connectionType = "vrf"

    package static let rows: [Setting] = [
        Setting(
            "vrf", .kind, part: .all, needs: NMVersion(1, 24),
            [Property("table", .uint32, change: .newLink(.byKernel), word: "table")])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        ["vrf": ["table": .uint32(UInt32(clamping: table))]]
    }
}
