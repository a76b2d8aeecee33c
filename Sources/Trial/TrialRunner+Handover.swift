import Host
import NetTypes
import Planning
import Profiles

extension TrialRunner {
    /// How existing links detect duplicate addresses now, where the plan may stop that for a moment.
    ///
    /// These are links that get addresses which others still have, and those that share the MAC address of a bond whose
    /// ports change.
    ///
    /// - Returns: `nil` where there are none.
    func quieted(by plan: Plan, on live: LiveState) -> [Quieted]? {
        let changing = Set(plan.steps.filter { $0.activation != .none }.map(\.device) + plan.removals.map(\.interface))
        let bonds = live.links.values.filter { bond in
            bond.bond != nil
                && (changing.contains(bond.name)
                    || live.links.values.contains { $0.controller == bond.name && changing.contains($0.name) }
                    || plan.steps.contains { $0.isPort(of: bond.name, "bond") && changing.contains($0.device) })
        }
        let links = Set(bonds.flatMap { live.sharingMAC(with: $0.name) }).union(
            (plan.handover?.raised ?? []).filter { live.links[$0] != nil })
        if links.isEmpty { return nil }
        return control.duplicateDetection(of: links.sorted()).map { Quieted(link: $0.text, usual: $1) }.sorted {
            $0.link < $1.link
        }
    }

    /// Lets links detect duplicate addresses again as they did before the trial.
    func unquiet(_ record: TrialRecord) {
        var values: [InterfaceName: Int] = [:]
        for quieted in record.quieted ?? [] {
            if let name = try? InterfaceName(quieted.link) { values[name] = quieted.usual }
        }
        control.setDuplicateDetection(values)
    }

    /// Moves addresses: puts them on their new places, takes the old ones away, and brings up what waited for that.
    ///
    /// - Parameters:
    ///   - handover: what moves.
    ///   - plan: the plan, whose other links are up, or coming up, by now.
    ///   - before: the host before the trial, for its record.
    ///   - old: the same with its routes.
    ///   - settle: how long interfaces may take to come up.
    /// - Throws: `ControlError`, also when an address does not come up in its new place.
    func handOver(
        _ handover: Handover, in plan: Plan, before: Before, from old: LiveState, settle: Duration
    ) async throws(ControlError) {
        let (raised, late) = (handover.raised, handover.late)
        let first = plan.steps.filter { $0.activation != .none && !late.contains($0.device) }
        let last = plan.steps.filter { late.contains($0.device) }
        // An interface that only gets the address has come up when everything has.
        let isLast = { (step: Step) in raised.contains(step.device) && step.activation == .reapply }
        let moved = plan.steps.filter { raised.contains($0.device) }
        try await control.waitUntilUp(first.filter { !isLast($0) }, within: settle) { observe(.interface($0, $1)) }
        try await waitUntilCarrying(handover, within: .seconds(Settling.seconds(after: first) + 3))
        for move in handover.moves { observe(.note("\(move.prefix) goes to \(move.to), and then leaves \(move.from)")) }
        let metrics = old.greatestMetrics(of: Set(handover.moves.map(\.from)))
        let usual = control.duplicateDetection(of: raised.sorted())
        control.setDuplicateDetection(usual.mapValues { _ in 0 })
        try await control.raise(moved, above: metrics)
        try await waitUntilThere(handover.moves, within: settle)
        try await control.write(last)
        try await takeDown(plan) { late.contains($0) }
        try await control.setAside(plan.profilesRemoved { late.contains($0) })
        try await control.announce(raised.sorted())
        for port in last where port.isInterrupting {
            for bridge in raised.sorted() where port.isPort(of: bridge, "bridge") {
                try await control.putIn(port.device, bridge)
            }
        }
        try await bringUp(last.filter { $0.activation != .none }, before)
        try await control.waitUntilUp(
            last.filter { $0.activation != .none } + first.filter(isLast), within: settle
        ) { observe(.interface($0, $1)) }
        // NetworkManager adds IPv6 addresses again when it puts another metric on (seen with 1.42.4), and neighbours get no
        // answer while the kernel looks for duplicates.
        try await control.settle(moved, above: metrics)
        try await waitUntilThere(handover.moves, within: settle)
        control.setDuplicateDetection(usual)
    }

    /// Waits until addresses can be used in their new places.
    private func waitUntilThere(_ moves: [Handover.Move], within limit: Duration) async throws(ControlError) {
        let missing = try await control.waitUntilRight(within: limit) { live in
            moves.filter { move in
                live.links[move.to]?.addresses.contains { $0.prefix == move.prefix && !$0.isTentative } != true
            }.map { "\($0.to) did not get the address \($0.prefix)" }
        }
        if !missing.isEmpty { throw ControlError(.refused, missing.joined(separator: "; ")) }
    }

    /// Waits until frames pass over the new places, as far as the kernel can tell; those that do not are not waited for
    /// any longer.
    private func waitUntilCarrying(_ handover: Handover, within limit: Duration) async throws(ControlError) {
        let links = Set(handover.moves.filter(\.isReachable).map(\.to))
        if links.isEmpty { return }
        let silent = try await control.waitUntilRight(within: limit) { live in
            links.filter { !live.isCarrying($0) }.map(\.text).sorted()
        }
        if !silent.isEmpty {
            let names = silent.joined(separator: ", ")
            observe(.note("no frames pass over \(names) yet: its addresses are cut until they do"))
        }
    }
}

extension Step {
    /// Whether the step's profile makes the link a port of this controller, which is of this type.
    fileprivate func isPort(of controller: InterfaceName, _ type: String) -> Bool {
        let connection = profile.settings["connection"]
        return connection?["slave-type"] == .string(type) && connection?["master"] == .string(controller.text)
    }
}

extension Plan {
    /// Whether a step's link gets addresses that another link still has.
    func isRaised(_ step: Step) -> Bool { handover?.raised.contains(step.device) ?? false }

    /// The profiles of the removals that the closure accepts.
    func profilesRemoved(where isIncluded: (InterfaceName) -> Bool) -> [LiveProfile] {
        removals.filter { isIncluded($0.interface) }.flatMap(\.profiles)
    }
}

extension LiveState {
    /// The greatest metrics of the routes over links, by family.
    fileprivate func greatestMetrics(of links: Set<InterfaceName>) -> [IPFamily: Int] {
        var metrics: [IPFamily: Int] = [:]
        for name in links {
            for route in self.links[name]?.routes ?? []
            where route.table == RoutingTable.main && !route.destination.address.isLinkLocal {
                let family = route.destination.family
                metrics[family] = max(metrics[family] ?? 0, route.metric)
            }
        }
        return metrics
    }

    /// Whether frames pass over a link: it has carrier, LACP below it has agreed, and spanning tree below it forwards.
    fileprivate func isCarrying(_ name: InterfaceName) -> Bool {
        guard let link = links[name], link.isUp, link.hasCarrier else { return false }
        if link.bond?.isSettled == false { return false }
        if link.bridge != nil {
            // A bridge has carrier only while a port forwards.
            return links.values.contains { $0.controller == name && isCarrying($0.name) }
        }
        return link.parent.map(isCarrying) ?? true
    }
}
