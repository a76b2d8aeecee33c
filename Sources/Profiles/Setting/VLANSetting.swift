import NetTypes
import Topology

/// NetworkManager's settings of a VLAN interface.
///
/// - Parameters:
///   - vlan: what the spec says of it.
///   - parent: the parent's name, or the UUID of its profile.
/// - Returns: the `vlan` setting.
func vlanSettings(_ vlan: VLAN, parent: String) -> Settings {
    var properties: [String: SettingValue] = [
        "parent": .string(parent),
        "id": .uint32(UInt32(vlan.id.number)),
        // REORDER_HEADERS, NetworkManager's default; said because keyfiles say it too.
        "flags": .uint32(1),
    ]
    if vlan.tag != .dot1Q { properties["protocol"] = .string(vlan.tag.rawValue) }
    if !vlan.ingressPriorityMap.isEmpty {
        properties["ingress-priority-map"] = .strings(sorted(vlan.ingressPriorityMap))
    }
    if !vlan.egressPriorityMap.isEmpty { properties["egress-priority-map"] = .strings(sorted(vlan.egressPriorityMap)) }
    return ["vlan": properties]
}

/// NetworkManager keeps the pairs sorted by what is mapped, and of two for the same the later.
private func sorted(_ pairs: [String]) -> [String] {
    var map: [UInt32: String] = [:]
    for pair in pairs {
        let key = pair.split(separator: ":", maxSplits: 1).first.flatMap { UInt32($0) }
        map[key ?? 0] = pair
    }
    return map.sorted { $0.key < $1.key }.map(\.value)
}
