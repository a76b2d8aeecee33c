import NetTypes
package import Topology

extension OVSPort: KindInProfiles {
    package static let connectionType = "ovs-port"

    package static let rows: [Setting] = [
        Setting(
            "ovs-port", .kind, part: .all, speaksWhenEmpty: true,
            [
                Property("tag", .uint32, usual: .uint32(0), word: "tag", nothing: "none"),
                Property("trunks", .ranges, word: "trunks", needs: NMVersion(1, 42)),
                Property("vlan-mode", .text),
                Property("bond-mode", .text, word: "mode"),
                Property("lacp", .text, word: "lacp"),
                Property("bond-updelay", .uint32, usual: .uint32(0), word: "updelay"),
                Property("bond-downdelay", .uint32, usual: .uint32(0), word: "downdelay"),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = [:]
        properties["tag"] = tag.map { .uint32(UInt32($0.number)) }
        if !trunks.isEmpty {
            properties["trunks"] = .maps(
                trunks.map { range in
                    ["start": .uint64(UInt64(range.lowerBound)), "end": .uint64(UInt64(range.upperBound))]
                })
            // With a tag alone, a port is an access port, which carries nothing else.
            if tag != nil { properties["vlan-mode"] = .string("native-untagged") }
        }
        if let bond {
            properties["bond-mode"] = .string(bond.mode.rawValue)
            properties["lacp"] = bond.lacp.map { .string($0.rawValue) }
            properties["bond-updelay"] = bond.upDelay.map { .uint32(UInt32(clamping: $0)) }
            properties["bond-downdelay"] = bond.downDelay.map { .uint32(UInt32(clamping: $0)) }
        }
        return ["ovs-port": properties]
    }
}
