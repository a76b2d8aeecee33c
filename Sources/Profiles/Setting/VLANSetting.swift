import NetTypes
import Topology

/// NetworkManager's settings of a VLAN interface.
func vlanSettings(_ vlan: VLAN) -> Settings {
    var properties: [String: SettingValue] = [
        "parent": .string(vlan.parent.text),
        "id": .uint32(UInt32(vlan.id.number)),
        // REORDER_HEADERS, NetworkManager's default; said because keyfiles say it too.
        "flags": .uint32(1),
    ]
    if vlan.tag != .dot1Q { properties["protocol"] = .string(vlan.tag.rawValue) }
    if !vlan.ingressPriorityMap.isEmpty { properties["ingress-priority-map"] = .strings(vlan.ingressPriorityMap) }
    if !vlan.egressPriorityMap.isEmpty { properties["egress-priority-map"] = .strings(vlan.egressPriorityMap) }
    return ["vlan": properties]
}
