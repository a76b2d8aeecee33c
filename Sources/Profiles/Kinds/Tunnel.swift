import NetTypes
package import Topology

extension Tunnel: KindInProfiles {
    package static let connectionType = "ip-tunnel"
    package static let mtuSetting = "ip-tunnel"

    package static let rows: [Setting] = [
        Setting(
            "ip-tunnel", .kind, part: .all, otherwise: .newLink(.byKernel),
            [
                Property("mode", .uint32, word: "mode"),
                Property("parent", .text, word: "parent"),
                Property("local", .text, word: "local"),
                Property("remote", .text, word: "remote"),
                Property("input-key", .text, word: "key"),
                Property("output-key", .text, word: "key"),
                Property("ttl", .uint32, usual: .uint32(0), word: "ttl"),
                Property("tos", .uint32, usual: .uint32(0)),
                Property("path-mtu-discovery", .flag, usual: .bool(true)),
                Property("encapsulation-limit", .uint32, usual: .uint32(0)),
                Property("flow-label", .uint32, usual: .uint32(0)),
                Property("flags", .uint32, usual: .uint32(0)),
                Property("fwmark", .uint32, usual: .uint32(0)),
                Property("mtu", .uint32, usual: .uint32(0), change: .reapply, word: "mtu"),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = [
            "mode": .uint32(mode.number), "remote": .string(remote.description),
            "ttl": .uint32(UInt32(clamping: ttl ?? 0)),
        ]
        properties["local"] = local.map { .string($0.description) }
        properties["parent"] = parent.map { .string(context.text(ofParent: $0)) }
        properties["input-key"] = key.map { .string(String($0)) }
        properties["output-key"] = key.map { .string(String($0)) }
        return ["ip-tunnel": properties]
    }
}
