import NetTypes
import Topology

/// NetworkManager's `ipv4` or `ipv6` setting.
///
/// Both are always sent: a profile without them would get addresses by DHCP or router advertisement.
func ipSetting(_ configuration: IPConfiguration, family: IPFamily) -> [String: SettingValue] {
    var properties: [String: SettingValue] = ["method": .string(configuration.method.rawValue)]
    if family == .v6 {
        // Stable-privacy (1), NetworkManager's own default; said because a keyfile without it means EUI-64.
        properties["addr-gen-mode"] = .int32(1)
    }
    if !configuration.addresses.isEmpty {
        properties["address-data"] = .maps(
            configuration.addresses.map { address in
                ["address": .string(address.address.description), "prefix": .uint32(UInt32(address.length))]
            })
    }
    if let gateway = configuration.gateway { properties["gateway"] = .string(gateway.description) }
    if !configuration.routes.isEmpty { properties["route-data"] = .maps(configuration.routes.map(routeMap)) }
    if !configuration.dnsServers.isEmpty {
        // `dns-data` on D-Bus since 1.42, `dns` in keyfiles.
        properties["dns-data"] = .strings(configuration.dnsServers.map(\.description))
    }
    if !configuration.dnsSearch.isEmpty { properties["dns-search"] = .strings(configuration.dnsSearch) }
    if let priority = configuration.dnsPriority, priority != 0 {
        properties["dns-priority"] = .int32(Int32(clamping: priority))
    }
    if let metric = configuration.routeMetric { properties["route-metric"] = .int64(Int64(metric)) }
    if configuration.neverDefault { properties["never-default"] = .bool(true) }
    return properties
}

private func routeMap(_ route: Route) -> [String: SettingValue] {
    var map: [String: SettingValue] = [
        "dest": .string(route.destination.address.description), "prefix": .uint32(UInt32(route.destination.length)),
    ]
    if let via = route.via { map["next-hop"] = .string(via.description) }
    if let metric = route.metric { map["metric"] = .uint32(UInt32(clamping: metric)) }
    if let table = route.table { map["table"] = .uint32(UInt32(clamping: table)) }
    return map
}
