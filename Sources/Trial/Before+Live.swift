package import Host
import NetTypes
import Planning

extension Before {
    /// Records which profiles are active now, and the links as they are.
    package init(_ live: LiveState) {
        let generated = Set(live.profiles.filter(\.isGenerated).map(\.uuid))
        var foreign: Set<String> = []
        var active: [(Int, Active)] = []
        for device in live.devices where device.isReal {
            guard let uuid = device.activeUUID, !generated.contains(uuid), device.interface != "lo" else {
                foreign.insert(device.interface)
                continue
            }
            let depth = (try? InterfaceName(device.interface)).map(live.depth) ?? 0
            active.append((depth, Active(interface: device.interface, uuid: uuid)))
        }
        let known = Set(live.devices.map(\.interface))
        self.init(
            active: active.sorted { ($0.0, $0.1.interface) < ($1.0, $1.1.interface) }.map(\.1),
            links: live.links.values.sorted { $0.name < $1.name }.map { link in
                Link(
                    name: link.name.text, controller: link.controller?.text,
                    isForeignPort: link.controller != nil
                        && (foreign.contains(link.name.text) || !known.contains(link.name.text)),
                    isUp: link.isUp, addresses: link.staticAddresses, facts: Facts(link)
                )
            })
        // `ip route` marks its routes as its own, unless told otherwise; without a profile, static routes are a
        // person's, too.
        routes = live.links.values.sorted { $0.name < $1.name }.flatMap { link in
            let hasProfile = !foreign.contains(link.name.text) && known.contains(link.name.text)
            return link.routes.compactMap { route -> Route? in
                guard let origin = route.origin, origin == 3 || (origin == 4 && !hasProfile) else { return nil }
                return Route(route, on: link.name, origin: origin)
            }
        }
        profileRoutes = live.links.values.sorted { $0.name < $1.name }.flatMap { link in
            foreign.contains(link.name.text) || !known.contains(link.name.text)
                ? [] : link.routes.filter { $0.origin == 4 }.map { Route($0, on: link.name, origin: 4) }
        }
        rules = live.byHandOrProfile
        self.generated = live.devices.filter { $0.interface != "lo" }.compactMap(\.activeUUID).filter(
            generated.contains
        )
        .sorted()
        recordPorts(live)
    }
}

extension Before.Route {
    init(_ route: LiveLink.RouteState, on interface: InterfaceName, origin: UInt8) {
        self.init(
            interface: interface.text, destination: route.destination.description, via: route.via?.description,
            table: route.table, metric: route.metric, source: route.source?.description, origin: origin)
    }

    /// Whether the kernel has the route; its metric may differ, since NetworkManager counts metrics up.
    func isAmong(_ routes: [LiveLink.RouteState]) -> Bool {
        routes.contains {
            $0.destination.description == destination && $0.via?.description == via && $0.table == table
        }
    }
}

extension Before.Facts {
    init(_ link: LiveLink) {
        index = link.index
        kind = link.kind?.name
        mtu = link.mtu
        mac = link.mac?.description
        bondMode = link.bond?.mode
        bondOptions = link.bond?.options?.map { "\($0.key)=\($0.value)" }.sorted()
        isSettled = link.bond?.isSettled
        dynamicFamilies = Set(
            link.addresses.filter { $0.isDynamic == true && $0.isTemporary != true && !$0.prefix.address.isLinkLocal }
                .map(\.prefix.family.label)
        ).sorted()
    }
}

extension LiveLink {
    /// The addresses that somebody configured, with their prefix lengths.
    ///
    /// Addresses from DHCP and routers are left out, since another one may come the next time.
    var staticAddresses: [String] {
        addresses.filter { !$0.prefix.address.isLinkLocal && $0.isDynamic != true }.map(\.prefix.description).sorted()
    }
}

extension LiveState {
    /// The rules that choose a routing table, without the kernel's own.
    var byHandOrProfile: [LiveRule] { rules.filter { $0.origin != 2 } }
}
