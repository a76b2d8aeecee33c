import NetTypes
import Profiles
import Topology

extension IfcfgFile {
    // MARK: IPv4

    mutating func readIPv4(_ draft: inout InterfaceDraft, _ global: KeyedValues) {
        var v4 = IPConfiguration.disabled
        let method = values.take("BOOTPROTO")
        switch method?.value.lowercased() {
        case nil, "none"?, "static"?: break
        case "dhcp"?, "bootp"?: v4.method = .auto
        case "autoip"?: v4.method = .linkLocal
        case "shared"?:
            values.note(.noEqual, method, "a spec cannot share this host's connection with those on \(draft.name)")
        case "ibft"?:
            values.note(
                .noEqual, method, "what the firmware says of \(draft.name) (iBFT) is not known here",
                help: "Write its addresses into the spec")
        default: if let method { values.refuse(method, "none, static, dhcp or autoip") }
        }
        if v4.method != .disabled { draft.addressPlace = method?.place }
        draft.ipv4 = v4
        // The numbers may begin with none, 0, 1 or 2.
        var (index, gateways) = (-1, [KeyedValues.Entry]())
        while index <= 1 || values.peek("IPADDR\(index)") != nil {
            if let address = address(index, like: nil) {
                draft.add(address.prefix, at: address.place)
                if let entry = values.take("GATEWAY" + Self.number(index)) { gateways.append(entry) }
            }
            index += 1
        }
        for entry in values.takeAll(where: { Self.isNumber($0.key, of: ["IPADDR", "PREFIX", "NETMASK", "GATEWAY"]) }) {
            values.note(
                .mistake, entry,
                entry.key.hasPrefix("IPADDR")
                    ? "`\(entry.key)` is not read, since the numbers before it are missing"
                    : "`\(entry.key)` is not used: it belongs to no address of this file")
        }
        let defRoute = values.peek("DEFROUTE")
        var isNever = values.flag("DEFROUTE") == false
        if let device = global.peek("GATEWAYDEV") { isNever = device.value != draft.name.text }
        for entry in gateways {
            guard let gateway = IPAddress(entry.value), gateway.family == .v4 else {
                values.refuse(entry, "an IPv4 address")
                continue
            }
            if isNever {
                values.note(
                    .mistake, entry,
                    "`GATEWAY` is not used, since "
                        + (defRoute.map { "`DEFROUTE` is \($0.value)" } ?? "`GATEWAYDEV` names another interface"))
            } else if let first = draft.ipv4.gateway, first != gateway {
                values.note(.mistake, entry, "`\(entry.key)` is not used, since \(draft.name) has the gateway \(first)")
            } else {
                draft.ipv4.gateway = gateway
                draft.gatewayPlaces[.v4] = draft.gatewayPlaces[.v4] ?? entry.place
            }
        }
        v4 = draft.ipv4
        // With static addresses alone there is nothing that a default route could come from.
        v4.neverDefault = isNever && v4.method == .auto
        v4.ignoresDNS = values.flag("PEERDNS") == false && v4.method == .auto
        v4.ignoresRoutes = values.flag("PEERROUTES") == false && v4.method == .auto
        v4.isRequired = values.flag("IPV4_FAILURE_FATAL") == true && v4.method != .disabled
        v4.routeMetric = metric("IPV4_ROUTE_METRIC") ?? values.number("METRIC", in: 0...0xffff_ffff)
        v4.dnsPriority = values.take("IPV4_DNS_PRIORITY").flatMap { Int($0.value) }.flatMap { $0 == 0 ? nil : $0 }
        if let entry = values.take("IPV4_LINK_LOCAL") { v4.hasLinkLocal = ["enabled", "3"].contains(entry.value) }
        if v4.hasLinkLocal, v4.method == .disabled { (v4.method, v4.hasLinkLocal) = (.linkLocal, false) }
        var dhcp = DHCPClient()
        dhcp.clientID = values.text("DHCP_CLIENT_ID")
        dhcp.iaid = values.text("DHCP_IAID")
        dhcp.hostname = values.peek("DHCP_HOSTNAME")?.value
        dhcp.sendsHostname = values.flag("DHCP_SEND_HOSTNAME") == false ? false : nil
        dhcp.timeout = positive("IPV4_DHCP_TIMEOUT")
        if v4.method == .auto { v4.dhcp = dhcp }
        let wait = values.number("ACD_TIMEOUT", in: 0...30_000)
        let seconds = values.number("ARPING_WAIT", in: 0...30)
        v4.duplicateTimeout = wait ?? seconds.map { $0 * 1000 }
        if values.flag("ARPCHECK") == false { v4.duplicateTimeout = v4.duplicateTimeout ?? 0 }
        draft.ipv4 = v4.method == .disabled ? .disabled : v4
    }

    private static func number(_ index: Int) -> String { index < 0 ? "" : String(index) }

    /// Whether a key is one of these names, or one with a number behind it.
    private static func isNumber(_ key: String, of names: [String]) -> Bool {
        names.contains { key.hasPrefix($0) && key.dropFirst($0.count).allSatisfy { $0.isASCII && $0.isNumber } }
    }

    /// Reads an address with its mask.
    ///
    /// - Parameters:
    ///   - index: its number; -1 for none.
    ///   - usual: the length where the file does not say it.
    /// - Returns: the address and its place; `nil` where there is none.
    mutating func address(_ index: Int, like usual: Int?) -> (prefix: IPPrefix, place: SourceLocation)? {
        let number = Self.number(index)
        guard let entry = values.peek("IPADDR\(number)"), let address = values.address("IPADDR\(number)", .v4) else {
            return nil
        }
        var length: Int?
        let mask = values.take("NETMASK\(number)")
        if values.peek("PREFIX\(number)") != nil {
            length = values.number("PREFIX\(number)", in: 0...32)
        } else if let mask {
            length = IPPrefix.length(ofMask: mask.value)
            if length == nil { values.refuse(mask, "a netmask") }
        } else if let usual {
            length = usual
        } else {
            // RFC 791's classes.
            length = address.bits >> 31 == 0 ? 8 : address.bits >> 30 == 2 ? 16 : 24
            values.note(
                .otherWords, entry,
                "\(address) has no `PREFIX\(number)` and no `NETMASK\(number)`; its class makes it /\(length ?? 0)"
            )
        }
        guard let length, let prefix = IPPrefix(address, length: length) else { return nil }
        return (prefix, entry.place)
    }

    private mutating func metric(_ key: String) -> Int? {
        values.peek(key)?.value == "-1"
            ? values.take(key).flatMap { _ in nil } : values.number(key, in: 0...0xffff_ffff)
    }

    /// A number for which 0 stands for the default.
    private mutating func positive(_ key: String) -> Int? {
        values.number(key, in: 0...Int(Int32.max)).flatMap { $0 == 0 ? nil : $0 }
    }

    // MARK: IPv6

    mutating func readIPv6(_ draft: inout InterfaceDraft, _ global: KeyedValues) {
        var v6 = IPConfiguration.disabled
        var isOn = values.flag("IPV6INIT") ?? global.peek("IPV6INIT")?.value.asFlag ?? false
        let isRouter = values.peek("IPV6FORWARDING")?.value.asFlag == true
        if values.flag("IPV6_DISABLED") == true { isOn = false }
        let autoconf = values.take("IPV6_AUTOCONF")
        let isDHCP = values.flag("DHCPV6C") == true
        let secondaries = values.take("IPV6ADDR_SECONDARIES")
        let addresses = [values.take("IPV6ADDR"), secondaries].compactMap(\.self).flatMap { entry in
            entry.value.words.map { (entry, $0) }
        }
        if isOn {
            let isAuto = autoconf.flatMap(\.value.asFlag) ?? !isRouter
            if autoconf?.value == "shared" {
                values.note(
                    .noEqual, autoconf, "a spec cannot share this host's connection with those on \(draft.name)")
            }
            v6.method = isAuto ? .auto : isDHCP ? .dhcp : addresses.isEmpty ? .linkLocal : .manual
            draft.addressPlace = draft.addressPlace ?? autoconf?.place
        } else if let (entry, _) = addresses.first {
            values.note(.mistake, entry, "`\(entry.key)` is not used, since `IPV6INIT` is not yes")
        }
        for (entry, text) in addresses where isOn {
            // Without a length, it is the usual one.
            guard let address = IPPrefix(masked: text.contains("/") ? text : text + "/64"), address.family == .v6 else {
                values.refuse(KeyedValues.Entry(key: entry.key, value: text, place: entry.place), "an IPv6 address")
                continue
            }
            if !v6.addresses.contains(address) { v6.addresses.append(address) }
            draft.addressPlace = draft.addressPlace ?? entry.place
        }
        if v6.method == .manual, v6.addresses.isEmpty { v6.method = .linkLocal }
        var isNever = values.flag("IPV6_DEFROUTE") == false
        let global6 = global.peek("IPV6_DEFAULTGW")
        let device = global6.flatMap { $0.value.split(separator: "%").dropFirst().first.map(String.init) }
        if let device = device ?? global.peek("IPV6_DEFAULTDEV")?.value { isNever = device != draft.name.text }
        let own = values.take("IPV6_DEFAULTGW")
        if let entry = own ?? global6, isOn, !v6.addresses.isEmpty, !isNever {
            if let gateway = IPAddress(String(entry.value.prefix { $0 != "%" })), gateway.family == .v6 {
                v6.gateway = gateway
                draft.gatewayPlaces[.v6] = entry.place
            } else {
                values.refuse(entry, "an IPv6 address")
            }
        } else if let own {
            values.note(
                .mistake, own,
                "`IPV6_DEFAULTGW` is not used, since "
                    + (isNever ? "another interface has the default route" : "\(draft.name) has no IPv6 address"))
        }
        v6.neverDefault = isNever && (v6.method == .auto || v6.method == .dhcp)
        v6.ignoresDNS = values.flag("IPV6_PEERDNS") == false
        v6.ignoresRoutes = values.flag("IPV6_PEERROUTES") == false
        v6.isRequired = values.flag("IPV6_FAILURE_FATAL") == true
        v6.routeMetric = metric("IPV6_ROUTE_METRIC")
        v6.dnsPriority = values.take("IPV6_DNS_PRIORITY").flatMap { Int($0.value) }.flatMap { $0 == 0 ? nil : $0 }
        v6.dhcp.duid = values.text("DHCPV6_DUID")
        v6.dhcp.iaid = values.text("DHCPV6_IAID")
        // As the plugin has it for old files: a full name counts for DHCPv6, too.
        let name = values.take("DHCP_HOSTNAME")?.value
        v6.dhcp.hostname = values.text("DHCPV6_HOSTNAME") ?? name.flatMap { $0.contains(".") ? $0 : nil }
        v6.dhcp.sendsHostname = values.flag("DHCPV6_SEND_HOSTNAME") == false ? false : nil
        v6.dhcp.timeout = positive("IPV6_DHCP_TIMEOUT")
        v6.advertisementTimeout = positive("IPV6_RA_TIMEOUT")
        v6.token = values.address("IPV6_TOKEN", .v6)
        let generation = values.take("IPV6_ADDR_GEN_MODE")
        // Without the key the plugin takes the MAC address.
        v6.addressGeneration = ["stable-privacy", "1", "default", "3"].contains(generation?.value) ? nil : .eui64
        let isPublic = values.flag("IPV6_PRIVACY_PREFER_PUBLIC_IP") == true
        if let privacy = values.take("IPV6_PRIVACY") {
            let isPrivate = privacy.value.asFlag ?? ["rfc4941", "rfc3041"].contains(privacy.value)
            v6.privacy = !isPrivate ? .disabled : isPublic ? .preferPublic : .preferTemporary
        }
        if v6.method != .auto, v6.method != .dhcp {
            (v6.dhcp, v6.advertisementTimeout, v6.privacy, v6.token) = (DHCPClient(), nil, nil, nil)
            (v6.ignoresDNS, v6.ignoresRoutes) = (false, false)
        }
        if v6.method == .dhcp { (v6.privacy, v6.token, v6.advertisementTimeout) = (nil, nil, nil) }
        draft.ipv6 = v6.method == .disabled ? .disabled : v6
    }

    // MARK: DNS

    /// The words of several keys, each once: a spec has one list for both families.
    private func words(_ entries: [KeyedValues.Entry?]) -> [String] {
        entries.flatMap { $0?.value.words ?? [] }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    mutating func readNames(_ draft: inout InterfaceDraft, _ global: KeyedValues) {
        var index = 1
        while let entry = values.take("DNS\(index)") {
            index += 1
            guard let server = IPAddress(String(entry.value.prefix { $0 != "#" })) else {
                values.refuse(entry, "the address of a DNS server")
                continue
            }
            if draft[server.family].method == .disabled {
                values.note(
                    .mistake, entry,
                    "`\(entry.key)` is not used, since \(draft.name) has no \(server.family.label) address")
            } else if !draft[server.family].dnsServers.contains(server) {
                draft[server.family].dnsServers.append(server)
            }
        }
        for entry in values.takeAll(where: { Self.isNumber($0.key, of: ["DNS"]) }) {
            values.note(.mistake, entry, "`\(entry.key)` is not read, since there is no `DNS\(index)` before it")
        }
        let domains = values.take("DOMAIN")
        let search = words([domains, values.take("IPV6_DOMAIN")])
        let old = words([values.take("SEARCH")])
        let options = words(
            [values.take("RES_OPTIONS"), values.take("IPV6_RES_OPTIONS"), global.peek("RES_OPTIONS")])
        for family in IPFamily.allCases where draft[family].method != .disabled {
            draft[family].dnsSearch = search.isEmpty ? old : search
            draft[family].dnsOptions = options
        }
        // A spec has one metric for both families.
        let (v4, v6) = (draft.ipv4, draft.ipv6)
        if v4.method != .disabled, v6.method != .disabled, v4.routeMetric != v6.routeMetric {
            let metric = v4.routeMetric ?? v6.routeMetric
            values.note(
                .otherWords, KeyedValues.Entry(key: "", value: "", place: draft.addressPlace ?? draft.place),
                "the metric \(metric ?? 0) counts for routes of both families: a spec has one for an interface")
            (draft.ipv4.routeMetric, draft.ipv6.routeMetric) = (metric, metric)
        }
        if domains != nil, !draft.hasAddresses, membership == nil {
            values.note(.mistake, domains, "`DOMAIN` is not used, since \(draft.name) has no addresses")
        }
    }
}
