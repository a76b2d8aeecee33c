import NetTypes
package import Topology

extension VXLAN: KindInProfiles {
    package static let connectionType = "vxlan"

    /// What NetworkManager assumes where a profile names no port.
    private static let usualPort: UInt32 = 8472

    package static let rows: [Setting] = [
        Setting(
            "vxlan", .kind, part: .all, otherwise: .newLink(.byKernel),
            [
                Property("id", .uint32, usual: .uint32(0), word: "id"),
                Property("parent", .text, word: "parent"),
                Property("local", .text, word: "local"),
                Property("remote", .text, word: "remote"),
                Property("destination-port", .uint32, usual: .uint32(usualPort), word: "port"),
                Property("ttl", .uint32, usual: .uint32(0), word: "ttl"),
                Property("learning", .flag, usual: .bool(true), word: "learning"),
                Property("ageing", .uint32, usual: .uint32(300)),
                Property("limit", .uint32, usual: .uint32(0)),
                Property("tos", .uint32, usual: .uint32(0)),
                Property("source-port-min", .uint32, usual: .uint32(0)),
                Property("source-port-max", .uint32, usual: .uint32(0)),
                Property("proxy", .flag, usual: .bool(false)),
                Property("rsc", .flag, usual: .bool(false)),
                Property("l2-miss", .flag, usual: .bool(false)),
                Property("l3-miss", .flag, usual: .bool(false)),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = [
            "id": .uint32(UInt32(clamping: id)), "destination-port": .uint32(UInt32(clamping: port)),
            "ttl": .uint32(UInt32(clamping: ttl ?? 0)), "learning": .bool(learning),
        ]
        properties["parent"] = parent.map { .string(context.text(ofParent: $0)) }
        properties["local"] = local.map { .string($0.description) }
        properties["remote"] = remote.map { .string($0.description) }
        return ["vxlan": properties]
    }
}
