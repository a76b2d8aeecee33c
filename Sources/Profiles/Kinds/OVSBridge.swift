import NetTypes
package import Topology

extension OVSBridge: KindInProfiles {
    package static let connectionType = "ovs-bridge"

    package static let rows: [Setting] = [
        Setting(
            "ovs-bridge", .kind, part: .all, speaksWhenEmpty: true,
            [
                Property("fail-mode", .text, word: "fail-mode"),
                Property("stp-enable", .flag, usual: .bool(false), word: "stp"),
                Property("rstp-enable", .flag, usual: .bool(false), word: "rstp"),
                Property("mcast-snooping-enable", .flag, usual: .bool(false), word: "multicast-snooping"),
                Property("datapath-type", .text),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = [:]
        properties["fail-mode"] = failMode.map { .string($0.rawValue) }
        properties["stp-enable"] = stp.map { .bool($0) }
        properties["rstp-enable"] = rstp.map { .bool($0) }
        properties["mcast-snooping-enable"] = multicastSnooping.map { .bool($0) }
        return ["ovs-bridge": properties]
    }
}
