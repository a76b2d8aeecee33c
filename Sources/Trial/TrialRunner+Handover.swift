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
        // The old links too: a rollback has them re-created while new links detect nothing.
        let moving = (plan.handover?.raised ?? []).union(plan.handover?.base ?? [])
        let links = Set(bonds.flatMap { live.sharingMAC(with: $0.name) }).union(
            moving.filter { live.links[$0] != nil })
        return links.isEmpty && plan.handover == nil ? nil : quieted(links.sorted())
    }

    /// How links detect duplicate addresses now, and new links with them.
    func quieted(_ links: [InterfaceName]) -> [Quieted] {
        // What the kernel calls the settings of links that are yet to come (Linux's ip-sysctl.rst, `conf/default`).
        let new = [try? InterfaceName("default")].compactMap(\.self)
        return control.duplicateDetection(of: links + new).map { Quieted(link: $0.text, usual: $1) }.sorted {
            $0.link < $1.link
        }
    }

    /// Lets links detect no duplicate addresses.
    func quiet(_ links: [Quieted]) { set(links) { _ in 0 } }

    /// Lets links detect duplicate addresses again as they did before the trial.
    func unquiet(_ links: [Quieted]) { set(links, \.usual) }

    private func set(_ links: [Quieted], _ value: (Quieted) -> Int) {
        var values: [InterfaceName: Int] = [:]
        for link in links {
            if let name = try? InterfaceName(link.link) { values[name] = value(link) }
        }
        control.setDuplicateDetection(values)
    }

    /// Waits until addresses can be used in their new places.
    func waitUntilThere(_ moves: [Handover.Move], within limit: Duration) async throws(ControlError) {
        let missing = try await control.waitUntilRight(within: limit) { live in
            moves.filter { move in
                live.links[move.to]?.addresses.contains { $0.prefix == move.prefix && !$0.isTentative } != true
            }.map { "\($0.to) did not get the address \($0.prefix)" }
        }
        if !missing.isEmpty { throw ControlError(.refused, missing.joined(separator: "; ")) }
    }

    /// Waits until frames pass over the new places, as far as the kernel can tell; those that do not are not waited for
    /// any longer.
    func waitUntilCarrying(_ links: [InterfaceName], within limit: Duration) async throws(ControlError) {
        let silent = try await control.waitUntilRight(within: limit) { live in
            links.filter { !live.isCarrying($0) }.map(\.text).sorted()
        }
        if !silent.isEmpty {
            let names = silent.joined(separator: ", ")
            observe(.note("no frames pass over \(names) yet: its addresses are cut until they do"))
        }
    }
}

extension LiveState {
    /// The greatest metrics of the routes over links, by family.
    func greatestMetrics(of links: Set<InterfaceName>) -> [IPFamily: Int] { metrics(of: links, max) }

    /// The least metrics of the routes over links, by family.
    func leastMetrics(of links: Set<InterfaceName>) -> [IPFamily: Int] { metrics(of: links, min) }

    private func metrics(of links: Set<InterfaceName>, _ choose: (Int, Int) -> Int) -> [IPFamily: Int] {
        var metrics: [IPFamily: Int] = [:]
        for name in links {
            for route in self.links[name]?.routes ?? []
            where route.table == RoutingTable.main && !route.destination.address.isLinkLocal {
                let family = route.destination.family
                metrics[family] = choose(metrics[family] ?? route.metric, route.metric)
            }
        }
        return metrics
    }

    /// Whether frames pass over a link: it has carrier and the kernel knows, LACP below it has agreed, and spanning tree below it forwards.
    func isCarrying(_ name: InterfaceName) -> Bool {
        guard let link = links[name], link.isUp, link.hasCarrier, link.isSilent != true else { return false }
        if link.bond?.isSettled == false { return false }
        if link.bridge != nil {
            // A bridge has carrier only while a port forwards.
            return links.values.contains { $0.controller == name && isCarrying($0.name) }
        }
        return link.parent.map(isCarrying) ?? true
    }
}
