import NetTypes
package import Topology

extension IPVLAN: KindInProfiles {
    package static let connectionType = "ipvlan"

    package static let rows: [Setting] = [
        Setting(
            "ipvlan", .kind, part: .all, otherwise: .newLink(.byNetworkManager), needs: NMVersion(1, 52),
            [
                Property("parent", .text, change: .newLink(.byKernel), word: "parent"),
                Property("mode", .uint32, word: "mode"),
                Property("private", .flag, usual: .bool(false), word: "flag: private"),
                Property("vepa", .flag, usual: .bool(false), word: "flag: vepa"),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        [
            "ipvlan": [
                "parent": .string(context.text(ofParent: parent)), "mode": .uint32(mode.number),
                "private": .bool(flag == .private), "vepa": .bool(flag == .vepa),
            ]
        ]
    }
}
