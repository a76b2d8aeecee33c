import NetTypes
import Topology

extension Setting {
    /// NetworkManager's `ipv4`; Reapply takes changes of all its properties.
    static let ipv4 = Setting(
        "ipv4", .ip, otherwise: .reapply,
        ip(gateway: "gateway") + [Property("dad-timeout", .int32, usual: .int32(-1), isBeyondSpec: true)])

    /// NetworkManager's `ipv6`; Reapply takes changes of all its properties.
    static let ipv6 = Setting(
        "ipv6", .ip, otherwise: .reapply,
        ip(gateway: "gateway6") + [
            Property("addr-gen-mode", .words(["eui64", "stable-privacy", "default-or-eui64", "default"])),
            Property("token", .text),
            Property("disabled", .legacy),
            Property("ip6-privacy", .int32, usual: .int32(-1), isBeyondSpec: true),
        ])

    /// The properties that IPv4 and IPv6 share; `gateway` is the spec's word for the gateway of the family.
    private static func ip(gateway: String) -> [Property] {
        [
            Property("method", .text),
            Property("address-data", .addresses, word: "addresses", keyfile: "address", nmcli: "addresses"),
            Property("addresses", .legacy, repeats: "address-data"),
            Property("gateway", .gateway, word: gateway, nothing: "none"),
            Property("route-data", .routes, word: "routes", keyfile: "route", nmcli: "routes"),
            Property("routes", .legacy, repeats: "route-data"),
            Property(
                "dns-data", .texts, word: "dns servers", keyfile: "dns", nmcli: "dns",
                since: .init(release: NMRelease(1, 42), before: "dns")),
            Property("dns", .legacy, repeats: "dns-data"),
            Property("dns-search", .texts, word: "dns search"),
            Property("dns-priority", .int32, usual: .int32(0), word: "dns priority"),
            Property("route-metric", .int64, usual: .int64(-1), word: "route-metric"),
            Property("route-table", .uint32, usual: .uint32(0)),
            Property("never-default", .flag, usual: .bool(false), word: "never-default"),
            Property("link-local", .int32),
            Property("dns-options", .texts, isBeyondSpec: true),
            Property("routing-rules", .rules, isBeyondSpec: true),
            Property("may-fail", .flag, usual: .bool(true), isBeyondSpec: true),
            Property("ignore-auto-dns", .flag, usual: .bool(false), isBeyondSpec: true),
            Property("ignore-auto-routes", .flag, usual: .bool(false), isBeyondSpec: true),
        ]
    }
}

/// Makes NetworkManager's `ipv4` or `ipv6` setting.
///
/// Every profile but a port's has both: without them it would get addresses by DHCP or router advertisement.
func ipSetting(_ configuration: IPConfiguration, family: IPFamily) -> [String: SettingValue] {
    var properties: [String: SettingValue] = ["method": .string(configuration.method.rawValue)]
    if family == .v6 {
        // Stable-privacy (1), NetworkManager's own default; written because a keyfile without it means EUI-64.
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
    if let priority = configuration.dnsPriority {
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
