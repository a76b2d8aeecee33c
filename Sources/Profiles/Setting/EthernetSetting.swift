import NetTypes
import Topology

/// NetworkManager's settings of a NIC: which one it is, and its virtual functions.
func ethernetSettings(_ ethernet: Ethernet) -> Settings {
    var settings: Settings = ["802-3-ethernet": [:]]
    if let mac = ethernet.mac {
        settings["802-3-ethernet"]?["mac-address"] = .bytes(mac.bytes)
    }
    if let path = ethernet.path {
        settings["match"] = ["path": .strings([path])]
    }
    if let sriov = ethernet.sriov { settings["sriov"] = sriovProperties(sriov) }
    return settings
}

/// The properties of `sriov`; a function of which nothing is said is not listed, and stays as the driver has it.
private func sriovProperties(_ sriov: SRIOV) -> [String: SettingValue] {
    var properties: [String: SettingValue] = ["total-vfs": .uint32(UInt32(clamping: sriov.count))]
    let functions = sriov.functions.compactMap { index, function -> [String: SettingValue]? in
        var map: [String: SettingValue] = [:]
        if let mac = function.mac { map["mac"] = .string(mac.description) }
        if let checks = function.checksSpoofing { map["spoof-check"] = .bool(checks) }
        if let isTrusted = function.isTrusted { map["trust"] = .bool(isTrusted) }
        if let vlan = function.vlan { map["vlans"] = .maps([["id": .uint32(UInt32(vlan.number))]]) }
        if map.isEmpty { return nil }
        map["index"] = .uint32(UInt32(clamping: index))
        return map
    }
    if !functions.isEmpty { properties["vfs"] = .maps(functions) }
    return properties
}
