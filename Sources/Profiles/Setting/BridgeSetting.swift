import NetTypes
import Topology

/// NetworkManager's settings of a bridge.
func bridgeSettings(_ bridge: Bridge) -> Settings {
    var properties: [String: SettingValue] = [:]
    if !bridge.stp { properties["stp"] = .bool(false) }
    if let delay = bridge.forwardDelay, delay != 15 { properties["forward-delay"] = .uint32(UInt32(clamping: delay)) }
    if let time = bridge.ageingTime, time != 300 { properties["ageing-time"] = .uint32(UInt32(clamping: time)) }
    if let priority = bridge.priority, priority != 32768 {
        properties["priority"] = .uint32(UInt32(clamping: priority))
    }
    if bridge.multicastSnooping == false { properties["multicast-snooping"] = .bool(false) }
    if bridge.vlanFiltering { properties["vlan-filtering"] = .bool(true) }
    if let pvid = bridge.vlanDefaultPVID, pvid != 1 {
        properties["vlan-default-pvid"] = .uint32(UInt32(clamping: pvid))
    }
    if !bridge.vlans.isEmpty { properties["vlans"] = vlanList(bridge.vlans) }
    if let mac = bridge.mac { properties["mac-address"] = .bytes(mac.bytes) }
    return ["bridge": properties]
}

/// The properties of `bridge-port`.
func bridgePortProperties(_ port: BridgePort) -> [String: SettingValue] {
    var properties: [String: SettingValue] = [:]
    if let cost = port.pathCost, cost != 100 { properties["path-cost"] = .uint32(UInt32(clamping: cost)) }
    if let priority = port.priority, priority != 32 { properties["priority"] = .uint32(UInt32(clamping: priority)) }
    if port.hairpin == true { properties["hairpin-mode"] = .bool(true) }
    if !port.vlans.isEmpty { properties["vlans"] = vlanList(port.vlans) }
    return properties
}

/// NetworkManager keeps the list sorted by VLAN.
private func vlanList(_ vlans: [BridgeVLAN]) -> SettingValue {
    .maps(
        vlans.sorted { ($0.first, $0.last) < ($1.first, $1.last) }.map { vlan in
            var map: [String: SettingValue] = [
                "vid-start": .uint16(UInt16(vlan.first.number)), "vid-end": .uint16(UInt16(vlan.last.number)),
            ]
            if vlan.pvid { map["pvid"] = .bool(true) }
            if vlan.untagged { map["untagged"] = .bool(true) }
            return map
        })
}
