import NetTypes
import Topology

extension Setting {
    /// NetworkManager's `ipv4`; Reapply takes changes of all its properties.
    static let ipv4 = Setting(
        "ipv4", .ip, otherwise: .reapply,
        ip(gateway: "gateway") + [
            Property("dad-timeout", .int32, usual: .int32(-1), word: "dad-timeout"),
            Property("link-local", .int32, usual: .int32(0), word: "link-local", needs: NMVersion(1, 40)),
            Property(
                "dhcp-client-id", .text, word: "dhcp4 client-id", valueNeeds: [.string("none"): NMVersion(1, 46)]),
        ])

    /// NetworkManager's `ipv6`; Reapply takes changes of all its properties.
    static let ipv6 = Setting(
        "ipv6", .ip, otherwise: .reapply,
        ip(gateway: "gateway6") + [
            Property(
                "addr-gen-mode", .words(["eui64", "stable-privacy", "default-or-eui64", "default"]),
                word: "addr-gen-mode"),
            Property("token", .text, word: "token", nothing: "none"),
            Property("disabled", .legacy),
            // Reapply leaves temporary addresses behind (1.30).
            Property("ip6-privacy", .int32, usual: .int32(-1), change: .activate, word: "privacy"),
            Property("dhcp-duid", .text, word: "dhcp6 duid"),
            Property("ra-timeout", .int32, usual: .int32(0), word: "accept-ra timeout", needs: NMVersion(1, 24)),
        ])

    /// The properties that IPv4 and IPv6 share; `gateway` is the spec's word for the gateway of the family.
    private static func ip(gateway: String) -> [Property] {
        [
            Property("method", .text),
            Property("address-data", .addresses, word: "addresses", keyfile: "address", nmcli: "addresses"),
            Property("addresses", .legacy, repeats: "address-data"),
            Property("gateway", .gateway, word: gateway, nothing: "none"),
            Property(
                "route-data", .routes, word: "routes", keyfile: "route", nmcli: "routes",
                partNeeds: ["type": NMVersion(1, 36)]),
            Property("routes", .legacy, repeats: "route-data"),
            Property(
                "dns-data", .texts, word: "dns servers", keyfile: "dns", nmcli: "dns",
                since: .init(release: NMVersion(1, 42), before: "dns")),
            Property("dns", .legacy, repeats: "dns-data"),
            Property("dns-search", .texts, word: "dns search"),
            Property("dns-priority", .int32, usual: .int32(0), word: "dns priority"),
            Property("route-metric", .int64, usual: .int64(-1), word: "route-metric"),
            Property("route-table", .uint32, usual: .uint32(0)),
            Property("never-default", .flag, usual: .bool(false), word: "never-default"),
            Property("dns-options", .texts, word: "dns options"),
            Property(
                "routing-rules", .rules, word: "rules", keyfile: "routing-rule",
                partNeeds: ["action": NMVersion(1, 32), "uid-range-start": NMVersion(1, 32)],
                partWords: ["action": "type", "uid-range-start": "uid-range"]),
            Property("may-fail", .flag, usual: .bool(true)),
            Property("ignore-auto-dns", .flag, usual: .bool(false)),
            Property("ignore-auto-routes", .flag, usual: .bool(false)),
            Property("dhcp-timeout", .int32, usual: .int32(0), word: "timeout of DHCP"),
            Property("dhcp-hostname", .text, word: "hostname for DHCP"),
            Property("dhcp-send-hostname", .flag, usual: .bool(true)),
            Property("dhcp-iaid", .text, word: "iaid", needs: NMVersion(1, 22)),
        ]
    }
}

/// Makes NetworkManager's `ipv4` or `ipv6` setting.
///
/// Every profile but a port's has both: without them it would get addresses by DHCP or router advertisement. `devices` has
/// the kernel's names of NICs that have another name in the spec.
func ipSetting(
    _ configuration: IPConfiguration, family: IPFamily, devices: [InterfaceName: InterfaceName]
) -> [String: SettingValue] {
    var properties: [String: SettingValue] = ["method": .string(configuration.method.rawValue)]
    if family == .v6 {
        // Stable-privacy (1) is NetworkManager's own default; written because a keyfile without it means EUI-64.
        properties["addr-gen-mode"] = .int32(Int32(configuration.addressGeneration?.rawValue ?? 1))
        properties["ip6-privacy"] = configuration.privacy.map { .int32(Int32($0.rawValue)) }
        properties["token"] = configuration.token.map { .string($0.description) }
        properties["ra-timeout"] = configuration.advertisementTimeout.map { .int32(Int32(clamping: $0)) }
        properties["dhcp-duid"] = configuration.dhcp.duid.map(SettingValue.string)
    } else {
        properties["dad-timeout"] = configuration.duplicateTimeout.map { .int32(Int32(clamping: $0)) }
        // `NM_SETTING_IP4_LL_ENABLED`.
        if configuration.hasLinkLocal { properties["link-local"] = .int32(3) }
        properties["dhcp-client-id"] = configuration.dhcp.clientID.map(SettingValue.string)
    }
    if configuration.isRequired { properties["may-fail"] = .bool(false) }
    if configuration.ignoresDNS { properties["ignore-auto-dns"] = .bool(true) }
    if configuration.ignoresRoutes { properties["ignore-auto-routes"] = .bool(true) }
    properties["dhcp-timeout"] = configuration.dhcp.timeout.map { .int32(Int32(clamping: $0)) }
    properties["dhcp-hostname"] = configuration.dhcp.hostname.map(SettingValue.string)
    if configuration.dhcp.sendsHostname == false { properties["dhcp-send-hostname"] = .bool(false) }
    properties["dhcp-iaid"] = configuration.dhcp.iaid.map(SettingValue.string)
    if !configuration.dnsOptions.isEmpty { properties["dns-options"] = .strings(configuration.dnsOptions) }
    if !configuration.addresses.isEmpty {
        properties["address-data"] = .maps(
            configuration.addresses.map { address in
                ["address": .string(address.address.description), "prefix": .uint32(UInt32(address.length))]
            })
    }
    if let gateway = configuration.gateway { properties["gateway"] = .string(gateway.description) }
    if !configuration.routes.isEmpty { properties["route-data"] = .maps(configuration.routes.map(routeMap)) }
    if !configuration.rules.isEmpty {
        properties["routing-rules"] = .maps(configuration.rules.map { $0.inProfile(devices: devices) })
    }
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
    if let rejection = route.rejection { map["type"] = .string(rejection.rawValue) }
    if let source = route.source { map["src"] = .string(source.description) }
    if route.isOnLink { map["onlink"] = .bool(true) }
    if let mtu = route.mtu { map["mtu"] = .uint32(UInt32(clamping: mtu)) }
    if let segment = route.advertisedMSS { map["advmss"] = .uint32(UInt32(clamping: segment)) }
    if let scope = route.scope { map["scope"] = .uint8(scope.number) }
    return map
}

extension Interface {
    /// Reads `ipv4` or `ipv6`: what `ipSetting` makes, the other way round.
    static func layer3(_ own: SettingReader, _ family: IPFamily) -> IPConfiguration {
        var layer3 = IPConfiguration(method: .disabled)
        switch own.text("method") {
        case "auto"?: layer3.method = .auto
        case "manual"?: layer3.method = .manual
        case "dhcp"?: layer3.method = .dhcp
        case "link-local"?: layer3.method = .linkLocal
        default: break
        }
        layer3.rules = own.maps("routing-rules").compactMap { RoutingRule($0) }
        if layer3.method == .disabled { return layer3 }
        layer3.addresses = own.maps("address-data").compactMap { $0.prefix("address", "prefix") }
        layer3.gateway = own.address("gateway")
        layer3.routes = own.maps("route-data").compactMap { Route($0) }
        layer3.dnsServers = own.texts("dns-data").compactMap { IPAddress($0) }
        layer3.dnsSearch = own.texts("dns-search")
        layer3.dnsOptions = own.texts("dns-options")
        layer3.dnsPriority = own.number("dns-priority").flatMap { $0 == 0 ? nil : $0 }
        layer3.routeMetric = own.number("route-metric").flatMap { $0 < 0 ? nil : $0 }
        layer3.neverDefault = own.flag("never-default") ?? false
        layer3.isRequired = own.flag("may-fail") == false
        layer3.ignoresDNS = own.flag("ignore-auto-dns") ?? false
        layer3.ignoresRoutes = own.flag("ignore-auto-routes") ?? false
        layer3.dhcp.timeout = own.number("dhcp-timeout").flatMap { $0 == 0 ? nil : $0 }
        layer3.dhcp.hostname = own.text("dhcp-hostname")
        layer3.dhcp.sendsHostname = own.flag("dhcp-send-hostname") == false ? false : nil
        layer3.dhcp.iaid = own.text("dhcp-iaid")
        if family == .v4 {
            layer3.hasLinkLocal = own.number("link-local") == 3
            layer3.duplicateTimeout = own.number("dad-timeout").flatMap { $0 < 0 ? nil : $0 }
            layer3.dhcp.clientID = own.text("dhcp-client-id")
        } else {
            // What a spec means that says nothing is left out.
            let generation = own.number("addr-gen-mode").flatMap(AddressGeneration.init(rawValue:))
            layer3.addressGeneration = generation == .stablePrivacy ? nil : generation
            layer3.privacy = own.number("ip6-privacy").flatMap(AddressPrivacy.init(rawValue:))
            layer3.token = own.address("token")
            layer3.advertisementTimeout = own.number("ra-timeout").flatMap { $0 == 0 ? nil : $0 }
            layer3.dhcp.duid = own.text("dhcp-duid")
        }
        return layer3
    }
}

extension Route {
    init?(_ map: SettingReader) {
        guard let destination = map.prefix("dest", "prefix") else { return nil }
        self.init(
            destination: destination, via: map.address("next-hop"), metric: map.number("metric"),
            table: map.number("table"))
        rejection = map.text("type").flatMap(Rejection.init(rawValue:))
        source = map.address("src")
        isOnLink = map.flag("onlink") ?? false
        mtu = map.number("mtu")
        advertisedMSS = map.number("advmss")
        scope = map.number("scope").flatMap { number in Scope.allCases.first { Int($0.number) == number } }
    }
}
