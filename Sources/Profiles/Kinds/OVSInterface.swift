import NetTypes
package import Topology

extension OVSInterface: KindInProfiles {
    package static let connectionType = "ovs-interface"

    package static let rows: [Setting] = [
        Setting(
            "ovs-interface", .kind, part: .all, speaksWhenEmpty: true,
            [Property("type", .text), Property("ofport-request", .uint32)]),
        Setting("ovs-patch", .kind, part: .all, [Property("peer", .text, word: "peer")]),
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var settings: Settings = ["ovs-interface": ["type": .string(peer == nil ? "internal" : "patch")]]
        if let peer { settings["ovs-patch"] = ["peer": .string(peer.text)] }
        if let mac { settings["802-3-ethernet"] = ["assigned-mac-address": .string(mac.description)] }
        return settings
    }
}
