import NetTypes
package import Topology

extension VLAN: KindInProfiles {
    package static let connectionType = "vlan"

    package static let rows: [Setting] = [
        Setting(
            "vlan", .kind, part: .all,
            [
                Property("parent", .text, change: .newLink(.byKernel), word: "parent"),
                Property("id", .uint32, change: .newLink(.byKernel), word: "id"),
                // REORDER_HEADERS; always written, because keyfiles have it, too.
                Property("flags", .uint32, usual: .uint32(1), isAlwaysSaid: true),
                Property("protocol", .text, usual: .string("802.1Q"), change: .newLink(.byKernel), word: "protocol"),
                Property("ingress-priority-map", .texts, word: "ingress-priority-map"),
                Property("egress-priority-map", .texts, word: "egress-priority-map"),
                Property("interface-name", .text, isIgnored: true),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var properties: [String: SettingValue] = [
            "parent": .string(context.text(ofParent: parent)), "id": .uint32(UInt32(id.number)), "flags": .uint32(1),
            "protocol": .string(tag.rawValue),
        ]
        if !ingressPriorityMap.isEmpty { properties["ingress-priority-map"] = .strings(sorted(ingressPriorityMap)) }
        if !egressPriorityMap.isEmpty { properties["egress-priority-map"] = .strings(sorted(egressPriorityMap)) }
        return ["vlan": properties]
    }
}

/// The pairs as NetworkManager keeps them: sorted by the number before the colon, of two for the same number the later.
private func sorted(_ pairs: [String]) -> [String] {
    var map: [UInt32: String] = [:]
    for pair in pairs {
        let key = pair.split(separator: ":", maxSplits: 1).first.flatMap { UInt32($0) }
        map[key ?? 0] = pair
    }
    return map.sorted { $0.key < $1.key }.map(\.value)
}
