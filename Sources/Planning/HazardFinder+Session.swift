import Host
import NetTypes
import OrderedCollections
import Topology

extension HazardFinder {
    /// Finds what becomes of the remote login in which nm-topology runs.
    func of(_ session: RemoteSession) -> [Hazard] {
        guard let from = before.holder(of: session.server), !session.server.isLoopback else { return [] }
        let wayOut = before.wayOut(of: session).entry
        let path = pathOf(from) + (wayOut.map { $0.device == from ? [] : pathOf($0.device) } ?? [])
        let changes = path.contains(where: isTouched)
        let to = after.holder(of: session.server)
        var hazards: [Hazard] = []
        if changes { hazards += handmade(session, from, wayOut) }
        if let to {
            if changes || to != from { hazards.append(.sessionMoves(session.server, from: from, to: to)) }
            if let vrf = after.vrf(of: session.server), vrf != before.vrf(of: session.server) {
                hazards.append(.sessionIntoVRF(session.server, vrf))
            }
        } else {
            hazards.append(gone(session, from))
        }
        hazards += pruned(path, to: to, session)
        return hazards + answers(session, from: from, to: to, before: wayOut)
    }

    private func pathOf(_ name: InterfaceName) -> [InterfaceName] { graph.path(beneath: name) }

    private func isTouched(_ name: InterfaceName) -> Bool {
        removed.contains(name) || fallen[name] != nil || byDevice[name]?.isInterrupting == true
    }

    /// Reports an address or a route of the session that no profile has.
    ///
    /// Our rollback restores both. NetworkManager 1.42.4's own checkpoint restores an address that was set by hand,
    /// from the profile that it had generated, but not a route by a router (both seen in the lab); without its
    /// checkpoint it restores neither.
    private func handmade(_ session: RemoteSession, _ holder: InterfaceName, _ wayOut: Reach.Entry?) -> [Hazard] {
        if let wayOut, wayOut.via != nil, !graph.isKept(wayOut.device), isTouched(wayOut.device) {
            let hop = Hazard.Hop(family: session.client.family, gateway: wayOut.via, device: wayOut.device)
            return [.sessionNotRestorable(client: session.client, route: hop)]
        }
        return isTouched(holder) && !graph.isKept(holder) ? [.sessionHandmade(session.server, on: holder)] : []
    }

    /// The hazard of an address that the spec does not have, and that no remaining link has.
    private func gone(_ session: RemoteSession, _ from: InterfaceName) -> Hazard {
        let family = session.server.family
        let wayOut = after.route(to: session.client)?.device
        let holders = after.addresses.filter { address in
            let ip = address.prefix.address
            return ip.family == family && !ip.isLoopback && !ip.isLinkLocal
        }
        let known = holders.map { Hazard.Holder(prefix: $0.prefix, device: $0.device) }
        let best = known.filter { $0.device == wayOut }
        if !best.isEmpty { return .sessionAddressChanges(session.server, from: from, to: best) }
        if let automatic = after.automatic.first(where: { $0.family == family && $0.device == from })
            ?? after.automatic.first(where: { $0.family == family })
        {
            return .sessionAddressAutomatic(session.server, from: from, to: automatic.device)
        }
        if !known.isEmpty { return .sessionAddressChanges(session.server, from: from, to: known) }
        return .sessionAddressGone(session.server, from: from)
    }

    /// Reports answers to the client that leave by the interface with the address now, or by any, and will not
    /// afterwards.
    private func answers(
        _ session: RemoteSession, from: InterfaceName, to: InterfaceName?, before: Reach.Entry?
    ) -> [Hazard] {
        guard let to, let before else { return [] }
        let family = session.client.family
        let new: Reach.Entry
        switch after.wayOut(of: session) {
        case .route(let entry): new = entry
        case .rejected(let rule):
            return [.sessionAnswersRejected(client: session.client, rule: rule.text)]
        case .none:
            if after.automatic.contains(where: { $0.family == family && $0.mayBeDefault }) { return [] }
            return [.sessionAnswersElsewhere(client: session.client, address: to, route: nil)]
        }
        if new.device == to || before.device != from { return [] }
        let hop = Hazard.Hop(family: family, gateway: new.via, device: new.device)
        return [.sessionAnswersElsewhere(client: session.client, address: to, route: hop)]
    }
}
