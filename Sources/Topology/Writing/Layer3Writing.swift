import NetTypes
import YAML

/// Writes the addresses of an interface, and what goes with them.
enum Layer3Writing {
    static func fields(of interface: Interface) -> SpecFields {
        let (v4, v6, common) = (interface.ipv4, interface.ipv6, interface.common)
        let enabled = [v4, v6].filter { $0.method != .disabled }
        var fields = SpecFields()
        fields.add("addresses", (v4.addresses + v6.addresses).map(\.description))
        // Where no family that could takes a default route, one word says it for both.
        let never =
            enabled.contains(where: \.neverDefault) && enabled.allSatisfy { $0.neverDefault || !$0.mayHaveDefault }
        if v4.method == .auto { fields.add("dhcp4", automatic(v4, "client-id", never, hasDHCP: true)) }
        if v6.method == .dhcp || v6.method == .auto && v6.dhcp != DHCPClient() {
            fields.add("dhcp6", automatic(v6, "duid", never || v6.method == .auto, hasDHCP: true))
        }
        if v6.method == .auto { fields.add("accept-ra", automatic(v6, "", never, hasDHCP: false)) }
        fields.add(
            "link-local",
            (v4.method == .linkLocal || v4.hasLinkLocal ? ["ipv4"] : []) + (v6.method == .linkLocal ? ["ipv6"] : []))
        fields.add("gateway", v4.gateway)
        fields.add("gateway6", v6.gateway)
        fields.add("never-default", never ? true : nil)
        fields.add("route-metric", enabled.compactMap(\.routeMetric).first)
        fields.add("routes", list: (v4.routes + v6.routes).map(\.inSpec))
        fields.add("rules", list: (v4.rules + v6.rules).map(\.inSpec))
        let dns = dns(enabled, common)
        if !dns.isEmpty { fields.add("dns", dns.inLine) }
        fields.add("required", (v4.isRequired ? ["ipv4"] : []) + (v6.isRequired ? ["ipv6"] : []))
        // A token takes the place of the MAC address.
        if v6.token == nil || v6.addressGeneration != .eui64 {
            fields.add("addr-gen-mode", v6.addressGeneration.flatMap { AddressGenerationWord($0)?.rawValue })
        }
        fields.add("privacy", v6.privacy.flatMap { AddressPrivacyWord($0)?.rawValue })
        fields.add("token", v6.token)
        fields.add("dad-timeout", v4.duplicateTimeout)
        fields.add("wait-for-carrier", common.carrierTimeout)
        fields.add("zone", common.zone)
        if let bits = common.multipath {
            let words = MultipathUse.words.filter { bits & $0.bit != 0 && $0.bit != MultipathUse.enabled }.map(\.word)
            fields.add("mptcp", words.isEmpty ? ["enabled"] : words)
        }
        return fields
    }

    /// `true`, or a mapping where there is more to say.
    private static func automatic(
        _ configuration: IPConfiguration, _ identifier: String, _ never: Bool, hasDHCP: Bool
    ) -> YAMLValue {
        var fields = SpecFields()
        if hasDHCP {
            let dhcp = configuration.dhcp
            fields.add(identifier, identifier == "duid" ? dhcp.duid : dhcp.clientID)
            fields.add("iaid", dhcp.iaid)
            fields.add("hostname", dhcp.hostname)
            fields.add("send-hostname", dhcp.sendsHostname)
            fields.add("timeout", dhcp.timeout)
        } else {
            fields.add("timeout", configuration.advertisementTimeout)
        }
        // With both, router advertisements say it.
        if !hasDHCP || configuration.method == .dhcp || identifier == "client-id" {
            fields.add("use-dns", configuration.ignoresDNS ? false : nil)
            fields.add("use-routes", configuration.ignoresRoutes ? false : nil)
            fields.add("use-gateway", configuration.neverDefault && !never ? false : nil)
        }
        return fields.isEmpty ? .boolean(true) : fields.inLine
    }

    private static func dns(_ enabled: [IPConfiguration], _ common: CommonConfiguration) -> SpecFields {
        var fields = SpecFields()
        fields.add("servers", enabled.flatMap(\.dnsServers).map(\.description))
        fields.add("search", enabled.map(\.dnsSearch).first { !$0.isEmpty } ?? [])
        fields.add("priority", enabled.compactMap(\.dnsPriority).first)
        fields.add("options", enabled.map(\.dnsOptions).first { !$0.isEmpty } ?? [])
        fields.add("mdns", common.mdns.flatMap { NameDiscoveryWord($0)?.rawValue })
        fields.add("llmnr", common.llmnr.flatMap { NameDiscoveryWord($0)?.rawValue })
        return fields
    }
}

extension IPConfiguration {
    /// Whether a default route can come of it: from the network, or by its gateway.
    fileprivate var mayHaveDefault: Bool { method == .auto || method == .dhcp || gateway != nil }
}

extension AddressGenerationWord {
    fileprivate init?(_ value: AddressGeneration) {
        guard let word = Self.allCases.first(where: { $0.value == value }) else { return nil }
        self = word
    }
}

extension AddressPrivacyWord {
    fileprivate init?(_ value: AddressPrivacy) {
        guard let word = Self.allCases.first(where: { $0.value == value }) else { return nil }
        self = word
    }
}

extension NameDiscoveryWord {
    fileprivate init?(_ value: NameDiscovery) {
        guard let word = Self.allCases.first(where: { $0.value == value }) else { return nil }
        self = word
    }
}

extension Route {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        fields.add("to", destination.isDefault && via != nil ? "default" : destination.description)
        fields.add("via", via)
        fields.add("metric", metric)
        fields.add("table", table)
        fields.add("type", rejection?.rawValue)
        fields.add("src", source)
        fields.add("on-link", isOnLink, usual: false)
        fields.add("mtu", mtu)
        fields.add("advmss", advertisedMSS)
        fields.add("scope", scope?.rawValue)
        return fields.inLine
    }
}

extension RoutingRule {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        fields.add("from", source.map(Self.text))
        fields.add("to", destination.map(Self.text))
        if source == nil, destination == nil { fields.add("family", family == .v4 ? "ipv4" : "ipv6") }
        fields.add("not", isInverted, usual: false)
        fields.add("iif", input)
        fields.add("oif", output)
        fields.add("fwmark", mark.map { $0.mask == .max ? "\($0.value)" : "\($0.value)/\($0.mask)" })
        fields.add("tos", typeOfService)
        fields.add("ipproto", ipProtocol)
        fields.add("sport", sourcePorts?.inSpec)
        fields.add("dport", destinationPorts?.inSpec)
        fields.add("uid-range", users?.inSpec)
        fields.add("suppress-prefixlength", suppressedPrefixLength)
        switch action {
        case .lookup(RoutingTable.main): fields.add("table", "main")
        case .lookup(let number): fields.add("table", number)
        case .blackhole: fields.add("type", "blackhole")
        case .unreachable: fields.add("type", "unreachable")
        case .prohibit: fields.add("type", "prohibit")
        }
        fields.add("priority", priority)
        return fields.inLine
    }

    /// One host without its length, as people write it.
    private static func text(_ prefix: IPPrefix) -> String {
        prefix.length == prefix.address.family.bits ? prefix.address.description : prefix.description
    }
}
