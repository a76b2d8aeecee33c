import NetTypes
package import Topology

extension MACVLAN: KindInProfiles {
    package static let connectionType = "macvlan"

    package static let rows: [Setting] = [
        Setting(
            "macvlan", .kind, part: .all, otherwise: .newLink(.byKernel),
            [
                Property("parent", .text, word: "parent"),
                Property("mode", .uint32, word: "mode"),
                Property("promiscuous", .flag, usual: .bool(true), word: "promiscuous"),
                Property("tap", .flag, usual: .bool(false), word: "tap"),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var settings: Settings = [
            "macvlan": [
                "parent": .string(context.text(ofParent: parent)), "mode": .uint32(mode.number),
                "promiscuous": .bool(isPromiscuous), "tap": .bool(isTap),
            ]
        ]
        if let mac { settings["802-3-ethernet"] = ["assigned-mac-address": .string(mac.description)] }
        return settings
    }
}
