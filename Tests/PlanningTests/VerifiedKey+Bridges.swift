import Host
import NetTypes
import Planning
import Testing

extension VerifiedKey {
    private static let bridge = """
        {version: 1, bridges: {br0: {stp: true, forward-delay: 4, ageing-time: 60, priority: 4096, mtu: 1400,
          multicast-snooping: false, multicast-querier: true, group-forward-mask: 16384, hello-time: 3, max-age: 12,
          vlan-protocol: 802.1ad, vlan-filtering: true, vlans: [100], vlan-default-pvid: 3,
          mac: "52:54:00:aa:00:02", ports: {enp2s0: {vlans: [100], pvid: 7, path-cost: 5, priority: 9, hairpin: true}}}}}
        """

    private static func state(_ change: (inout LiveLink.BridgeOptions) -> Void) -> LiveLink.BridgeState {
        state(stp: true, filtering: true, ageing: 60, change)
    }

    private static func state(
        stp: Bool, filtering: Bool, ageing: Int, _ change: (inout LiveLink.BridgeOptions) -> Void = { _ in }
    ) -> LiveLink.BridgeState {
        var state = LiveLink.BridgeState(stp: stp, vlanFiltering: filtering, ageingTime: ageing)
        var options = LiveLink.BridgeOptions()
        options.priority = 4096
        options.forwardDelay = 4000
        options.isMulticastSnooping = false
        options.defaultPVID = 3
        (options.helloTime, options.maximumAge) = (3000, 12000)
        (options.isMulticastQuerier, options.groupForwardMask, options.vlanProtocol) = (true, 16384, .dot1ad)
        change(&options)
        state.options = options
        return state
    }

    private static func port(
        _ key: String, _ expected: String, _ spoil: @escaping @Sendable (inout LiveLink) throws -> Void
    ) -> VerifiedKey {
        VerifiedKey("bridges.ports.\(key)", bridge, on: "enp2s0", "activate: \(expected)", spoil)
    }

    static let bridges: [VerifiedKey] = [
        VerifiedKey("bridges.ports", bridge, on: "enp2s0", "activate: it is a port of nothing, not of br0") {
            $0.controller = nil
        },
        VerifiedKey("bridges.stp", bridge, on: "br0", "reapply: STP is off") {
            $0.bridge = state(stp: false, filtering: true, ageing: 60)
        },
        VerifiedKey("bridges.forward-delay", bridge, on: "br0", "reapply: its forward delay is 15.0 s, not 4 s") {
            $0.bridge = state { $0.forwardDelay = 15000 }
        },
        VerifiedKey("bridges.hello-time", bridge, on: "br0", "reapply: its hello time is 2.0 s, not 3 s") {
            $0.bridge = state { $0.helloTime = 2000 }
        },
        VerifiedKey("bridges.max-age", bridge, on: "br0", "reapply: its maximum age is 20.0 s, not 12 s") {
            $0.bridge = state { $0.maximumAge = 20000 }
        },
        VerifiedKey("bridges.multicast-querier", bridge, on: "br0", "reapply: it asks for no multicast members") {
            $0.bridge = state { $0.isMulticastQuerier = false }
        },
        VerifiedKey("bridges.group-forward-mask", bridge, on: "br0", "reapply: its group-forward-mask is 0, not 16384")
        {
            $0.bridge = state { $0.groupForwardMask = 0 }
        },
        VerifiedKey(
            "bridges.vlan-protocol", bridge, on: "br0", "reapply: it filters by tags of 802.1Q, not of 802.1ad"
        ) { $0.bridge = state { $0.vlanProtocol = .dot1Q } },
        VerifiedKey("bridges.ageing-time", bridge, on: "br0", "reapply: its ageing time is 300 s, not 60 s") {
            $0.bridge = state(stp: true, filtering: true, ageing: 300)
        },
        VerifiedKey("bridges.priority", bridge, on: "br0", "reapply: its priority is 32768, not 4096") {
            $0.bridge = state { $0.priority = 32768 }
        },
        VerifiedKey("bridges.multicast-snooping", bridge, on: "br0", "reapply: multicast snooping is on") {
            $0.bridge = state { $0.isMulticastSnooping = true }
        },
        VerifiedKey("bridges.vlan-filtering", bridge, on: "br0", "reapply: VLAN filtering is off") {
            $0.bridge = state(stp: true, filtering: false, ageing: 60)
        },
        VerifiedKey("bridges.vlans", bridge, on: "br0", "reapply: VLAN 100 is not on the bridge itself") {
            $0.bridgeVLANs.removeAll { $0.id == 100 }
        },
        VerifiedKey(
            "bridges.vlan-default-pvid", bridge,
            [
                "br0 reapply: its default PVID is 1, not 3", "enp2s0 activate: VLAN 1 is not on its bridge port",
                "enp2s0 activate: VLAN 3 is on its bridge port, which nobody asked for",
            ]
        ) { try $0.changeLink("br0") { $0.bridge = state { $0.defaultPVID = 1 } } },
        VerifiedKey(
            "bridges.mac", bridge, on: "br0", "recreate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:AA:00:02"
        ) { $0.mac = MACAddress("52:54:00:aa:00:99") },
        VerifiedKey("bridges.mtu", bridge, on: "br0", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
        port("vlans", "VLAN 55 is on its bridge port, which nobody asked for") {
            $0.bridgeVLANs.append(.init(id: 55, pvid: false, untagged: false))
        },
        port("pvid", "VLAN 7 is not on its bridge port as asked") { link in
            link.bridgeVLANs = link.bridgeVLANs.map {
                .init(id: $0.id, pvid: false, untagged: $0.untagged)
            }
        },
        port("path-cost", "its path cost is 100, not 5") { $0.port?.options[.cost] = 100 },
        port("priority", "its port priority is 32, not 9") { $0.port?.options[.priority] = 32 },
        port("hairpin", "hairpin is off") { $0.port?.options[.hairpin] = 0 },
    ]

    private static let given: [(option: BridgeOption, value: Int)] = [
        (.hashMax, 512), (.lastMemberCount, 3), (.lastMemberInterval, 200), (.membershipInterval, 27_000),
        (.querierInterval, 26_000), (.queryInterval, 6000), (.queryResponseInterval, 900), (.queryFromAddress, 1),
        (.router, 2), (.startupQueryCount, 4), (.startupQueryInterval, 1501), (.vlanStats, 1),
    ]

    private static let multicast =
        "{version: 1, bridges: {br0: {ports: [enp2s0], "
        + given.map { "\($0.option.rawValue): \($0.option.text($0.value))" }.joined(separator: ", ") + "}}}"

    static let bridgeOptions: [VerifiedKey] =
        given.map { option, value in
            let standard = option.standard
            return VerifiedKey(
                "bridges.\(option.rawValue)", multicast, on: "br0",
                "reapply: its \(option.rawValue) is \(option.text(standard)), not \(option.text(value))"
            ) { $0.bridge?.options?.others[option] = standard }
        } + [
            VerifiedKey(
                "bridges.copy-mac-from",
                "{version: 1, ethernets: {enp2s0: {mac: \"52:54:00:00:00:00\"}}, bridges: {br0: {copy-mac-from: enp2s0}}}",
                on: "br0", "recreate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:00:00:00"
            ) { $0.mac = MACAddress("52:54:00:aa:00:99") }
        ]

    // MARK: Layer 3

    private static let fixed = """
        {version: 1, ethernets: {enp2s0: {addresses: [10.0.0.2/24, "2001:db8::2/64"], gateway: 10.0.0.1,
          gateway6: "2001:db8::1", route-metric: 50, dns: {servers: [10.0.0.53], search: [example.net], priority: 7},
          routes: [{to: 10.9.0.0/16, via: 10.0.0.9, metric: 3, table: 7, src: 10.0.0.2, on-link: true, mtu: 1400,
            advmss: 1360, scope: global}]}}}
        """
    private static let automatic =
        "{version: 1, ethernets: {enp2s0: {dhcp4: true, accept-ra: true, never-default: true}}}"
    private static let six = "{version: 1, ethernets: {enp2s0: {dhcp6: true}}}"

    private static func route(
        _ key: String, _ expected: String, _ change: @escaping @Sendable (LiveLink.RouteState) -> LiveLink.RouteState
    ) -> VerifiedKey {
        VerifiedKey("layer3.routes.\(key)", fixed, on: "enp2s0", "reapply: \(expected)") { link in
            // As nobody's, so that only what is missing shows.
            link.routes = link.routes.map { $0.table == 7 ? change($0) : $0 }
        }
    }

    private static func part(
        _ key: String, _ expected: String, _ change: @escaping @Sendable (inout LiveLink.RouteState) -> Void
    ) -> VerifiedKey {
        route(key, "the route to 10.9.0.0/16 \(expected)") { route in
            var other = route
            change(&other)
            return other
        }
    }

    private static func server(
        _ key: String, _ expected: String, _ spoil: @escaping @Sendable (inout LiveDevice) -> Void
    ) -> VerifiedKey {
        VerifiedKey("layer3.dns.\(key)", fixed, ["enp2s0 reapply: NetworkManager has \(expected)"]) { host in
            spoil(&host.live.devices[0])
        }
    }

    private static func address(_ text: String) throws -> LiveLink.AddressState {
        .init(prefix: try #require(IPPrefix(text)), isTentative: false, isDuplicate: false)
    }

    static let layer3: [VerifiedKey] = [
        VerifiedKey("layer3.addresses", fixed, on: "enp2s0", "reapply: it has not the address 10.0.0.2/24") {
            $0.addresses.removeFirst()
        },
        VerifiedKey("layer3.dhcp4", automatic, ["enp2s0 reapply: no IPv4 address has come by DHCP"]) { host in
            try host.changeLink("enp2s0") { $0.addresses = [try address("2001:db8::9/64")] }
        },
        VerifiedKey("layer3.accept-ra", automatic, ["enp2s0 reapply: no IPv6 address has come by advertisement"]) {
            try $0.changeLink("enp2s0") { $0.addresses = [try address("10.0.0.9/24")] }
        },
        VerifiedKey("layer3.dhcp6", six, ["enp2s0 reapply: no IPv6 address has come by DHCPv6"]) {
            try $0.changeLink("enp2s0") { $0.addresses = [] }
        },
        VerifiedKey("layer3.gateway", fixed, on: "enp2s0", "reapply: there is no default route by 10.0.0.1 on it") {
            $0.routes.removeAll { $0.via == IPAddress("10.0.0.1") }
        },
        VerifiedKey(
            "layer3.gateway6", fixed, on: "enp2s0", "reapply: there is no default route by 2001:db8::1 on it"
        ) { $0.routes.removeAll { $0.via == IPAddress("2001:db8::1") } },
        VerifiedKey(
            "layer3.route-metric", fixed, on: "enp2s0",
            "reapply: the metric of the default route by 10.0.0.1 is 100, not 50"
        ) { link in
            link.routes = link.routes.map { route in
                guard route.via == IPAddress("10.0.0.1") else { return route }
                return .init(destination: route.destination, via: route.via, table: route.table, metric: 100)
            }
        },
        VerifiedKey(
            "layer3.never-default", automatic, on: "enp2s0",
            "reapply: it has a default route by 10.0.0.1, which is never to be"
        ) { link in
            var route = LiveLink.RouteState(
                destination: try #require(IPPrefix("0.0.0.0/0")), via: IPAddress("10.0.0.1"), table: 254, metric: 9)
            route.origin = 16
            link.routes.append(route)
        },
        route("to", "there is no route to 10.9.0.0/16 on it") {
            .init(destination: IPPrefix("10.8.0.0/16") ?? $0.destination, via: $0.via, table: 7, metric: 3)
        },
        route("via", "there is no route to 10.9.0.0/16 on it") {
            .init(destination: $0.destination, via: IPAddress("10.0.0.8"), table: 7, metric: 3)
        },
        route("metric", "the metric of the route to 10.9.0.0/16 is 4, not 3") { old in
            var route = LiveLink.RouteState(destination: old.destination, via: old.via, table: 7, metric: 4)
            (route.source, route.isOnLink, route.mtu) = (old.source, old.isOnLink, old.mtu)
            (route.advertisedMSS, route.scope) = (old.advertisedMSS, old.scope)
            return route
        },
        route("table", "there is no route to 10.9.0.0/16 on it") {
            .init(destination: $0.destination, via: $0.via, table: 254, metric: 3)
        },
        part("src", "has a source address of nothing, not 10.0.0.2") { $0.source = nil },
        part("on-link", "is not on-link") { $0.isOnLink = false },
        part("mtu", "has a MTU of nothing, not 1400") { $0.mtu = nil },
        part("advmss", "has a advmss of 1000, not 1360") { $0.advertisedMSS = 1000 },
        part("scope", "has a scope of 253, not 0 (global)") { $0.scope = 253 },
        VerifiedKey(
            "layer3.routes.type", rejecting, ["enp2s0 reapply: the route to 10.8.0.0/16 is prohibit, not blackhole"]
        ) { $0.live.rejections[0].type = .prohibit },
        server("servers", "not the DNS server 10.0.0.53 for it") { $0.nameServers = [] },
        server("search", "not the search domain example.net for it") { $0.searchDomains = [] },
        server("priority", "another DNS priority for it than 7") { $0.dnsPriorities = [100, 100] },
    ]
}
