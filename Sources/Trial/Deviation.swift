package import Host
import NetTypes
import Planning

/// One difference between a host and its recorded state.
package enum Deviation: Hashable, Sendable {
    /// The link no longer exists.
    case gone(String)
    /// The trial's link still exists.
    case stillThere(String)
    case controller(String, now: String?, before: String?)
    case down(String)
    case missingAddress(String, String)
    /// The link has an address that somebody configured, and that it did not have before.
    case extraAddress(String, String)
    /// The link has no address of this family from DHCP or a router, and had one.
    case noDynamicAddress(String, family: String)
    case mtu(String, now: Int, before: Int)
    /// The bond's MAC address differs.
    case mac(String, now: String, before: String)
    case bondMode(String, now: String, before: String)
    /// LACP has not yet agreed with the switch again.
    case notSettled(String)
    case missingRoute(Before.Route)
    case extraRoute(Before.Route)
    /// A rule that chooses a routing table is missing.
    case missingRule(LiveRule)
    /// A rule of the trial's profiles is still there.
    case extraRule(LiveRule)
    /// The kernel keeps something else of a bridge or a port.
    case port(PortDifference)
    /// The profile that was active on the interface is not active.
    case inactive(String)
    /// The trial's profile is active on the interface.
    case active(String, uuid: String)
    /// NetworkManager still has a profile of the trial.
    case profileLeft(String)
    /// NetworkManager no longer has a profile that it had.
    case profileMissing(String)
    /// Another program has a checkpoint with the trial's network, which its timer would bring back.
    case checkpoint(String)
    /// NetworkManager did not accept the previous profiles, for this reason.
    case profiles(String)

    /// The link that the difference is about; `nil` if it is about no link.
    package var link: String? {
        switch self {
        case .gone(let link), .stillThere(let link), .controller(let link, _, _), .down(let link),
            .missingAddress(let link, _), .extraAddress(let link, _), .noDynamicAddress(let link, _),
            .mtu(let link, _, _), .mac(let link, _, _), .bondMode(let link, _, _), .notSettled(let link),
            .inactive(let link),
            .active(let link, _):
            link
        case .missingRoute(let route), .extraRoute(let route): route.interface
        case .port(let difference): difference.link
        case .missingRule, .extraRule, .checkpoint, .profiles, .profileLeft, .profileMissing: nil
        }
    }

    /// Whether something is missing or in the wrong place, rather than added.
    ///
    /// LACP does not count: after a bond's MAC address has changed, for instance, it negotiates again, which takes
    /// time.
    package var isLack: Bool {
        switch self {
        case .gone, .controller, .down, .missingAddress, .noDynamicAddress, .bondMode, .missingRoute, .inactive:
            true
        case .stillThere, .extraAddress, .mtu, .mac, .notSettled, .extraRoute, .missingRule, .extraRule, .port, .active,
            .checkpoint,
            .profileLeft, .profileMissing, .profiles:
            false
        }
    }

    /// The difference as one clause for people.
    package var text: String {
        switch self {
        case .gone(let link): "\(link) is gone"
        case .stillThere(let link): "\(link) is still there"
        case .controller(let link, let now, let before):
            "\(link) is a port of \(now ?? "nothing"), not of \(before ?? "nothing")"
        case .down(let link): "\(link) is down"
        case .missingAddress(let link, let address): "\(link) lacks \(address)"
        case .extraAddress(let link, let address): "\(link) still has \(address)"
        case .noDynamicAddress(let link, let family): "\(link) has no \(family) address yet"
        case .mtu(let link, let now, let before): "the MTU of \(link) is \(now), not \(before)"
        case .mac(let link, let now, let before): "the MAC address of \(link) is \(now), not \(before)"
        case .bondMode(let link, let now, let before): "the mode of \(link) is \(now), not \(before)"
        case .notSettled(let link): "LACP on \(link) has not come to terms with the switch"
        case .missingRoute(let route): "\(route.interface) lacks \(route)"
        case .extraRoute(let route): "\(route.interface) still has \(route)"
        case .missingRule(let rule): "the rule “\(rule.text)” is missing"
        case .extraRule(let rule): "the rule “\(rule.text)” is still there"
        case .port(let difference): difference.text
        case .inactive(let link): "the profile of \(link) is not active"
        case .active(let link, _): "a profile of the trial is still active on \(link)"
        case .checkpoint(let path):
            "another program's checkpoint (\(path)) was taken during the trial and would bring its network back"
        case .profileLeft(let id): "the trial's profile “\(id)” is still there"
        case .profileMissing(let id): "the profile “\(id)” is missing"
        case .profiles(let why): why
        }
    }
}

extension Before {
    /// The differences between a host and this record, apart from links that NetworkManager does not manage.
    ///
    /// - Parameters:
    ///   - live: the host now.
    ///   - changed: the interfaces that must not have more addresses and routes than recorded; on others, somebody may
    ///     have added some meanwhile.
    /// - Returns: the differences.
    func deviations(of live: LiveState, changed: Set<String>) -> [Deviation] {
        var found: [Deviation] = []
        for old in links where old.name != "lo" && !old.isForeignPort {
            guard let name = try? InterfaceName(old.name), let new = live.links[name] else {
                // Links of other programs come and go with them: a container's veth, a VPN's tunnel.
                if !isEphemeral(old) { found.append(.gone(old.name)) }
                continue
            }
            found += old.deviations(of: new, isChanged: changed.contains(old.name))
        }
        let activeNow = Set(live.devices.compactMap(\.activeUUID))
        for old in active where !activeNow.contains(old.uuid) { found.append(.inactive(old.interface)) }
        return found + defaultDeviations(of: live) + routeDeviations(of: live, changed: changed)
            + ruleDeviations(of: live)
    }

    private func isEphemeral(_ link: Link) -> Bool {
        ["veth", "tun"].contains(link.facts?.kind) && !active.contains { $0.interface == link.name }
    }

    private func ruleDeviations(of live: LiveState) -> [Deviation] {
        guard let rules else { return [] }
        let now = live.byHandOrProfile
        // Rules of other programs come and go with them: a VPN's, a container network's.
        return rules.filter { !now.contains($0) && $0.origin == 4 }.map { .missingRule($0) }
    }

    private func routeDeviations(of live: LiveState, changed: Set<String>) -> [Deviation] {
        var found = routes(missingIn: live).map(Deviation.missingRoute)
        guard let profileRoutes else { return found }
        found += profileRoutes.filter { route in
            (try? InterfaceName(route.interface)).flatMap { live.links[$0] }.map { !route.isAmong($0.routes) } ?? false
        }.map(Deviation.missingRoute)
        let known = profileRoutes + (routes ?? [])
        for name in changed.sorted() {
            guard let link = (try? InterfaceName(name)).flatMap({ live.links[$0] }) else { continue }
            for route in link.routes where route.origin == 4 {
                let one = Route(route, on: link.name, origin: 4)
                if !known.contains(where: { $0.interface == name && $0.isAmong([route]) }) {
                    found.append(.extraRoute(one))
                }
            }
        }
        return found
    }

    /// The recorded routes of no profile that are missing now; those of a link that is missing are not among them.
    func routes(missingIn live: LiveState) -> [Route] {
        (routes ?? []).filter { route in
            guard let name = try? InterfaceName(route.interface), let link = live.links[name] else { return false }
            return !route.isAmong(link.routes)
        }
    }

    /// Ports that are no longer in their controllers, whatever the state of their profiles.
    ///
    /// A NetworkManager that died while it took a port out of its controller finds it there when it starts again.
    func loosePorts(in live: LiveState) -> Set<String> {
        Set(
            links.filter { old in
                guard !old.isForeignPort, let controller = old.controller, let name = try? InterfaceName(old.name)
                else { return false }
                return live.links[name].map { $0.controller?.text != controller } ?? false
            }.map(\.name))
    }
}

extension Before.Link {
    fileprivate func deviations(of new: LiveLink, isChanged: Bool) -> [Deviation] {
        var found: [Deviation] = []
        if new.controller?.text != controller {
            found.append(.controller(name, now: new.controller?.text, before: controller))
        }
        if isUp, !new.isUp { found.append(.down(name)) }
        let have = new.addresses.filter { !$0.isTentative || $0.isDuplicate }.map(\.prefix.description)
        for address in addresses where !have.contains(address) { found.append(.missingAddress(name, address)) }
        guard let facts else { return found }
        if isChanged {
            for address in new.staticAddresses where !addresses.contains(address) {
                found.append(.extraAddress(name, address))
            }
        }
        let families = Set(Before.Facts(new).dynamicFamilies)
        for family in facts.dynamicFamilies where !families.contains(family) {
            found.append(.noDynamicAddress(name, family: family))
        }
        if let before = facts.bondMode, let now = new.bond?.mode, now != before {
            found.append(.bondMode(name, now: now, before: before))
        }
        if facts.isSettled == true, new.bond?.isSettled == false { found.append(.notSettled(name)) }
        return found
    }
}
