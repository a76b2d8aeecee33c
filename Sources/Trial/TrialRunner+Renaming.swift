import Host
import NetTypes
import Planning
import Profiles

/// Bridges that get another name while guests are in them.
extension TrialRunner {
    /// Brings up the ports of bridges in their new bridges, and moves the guests there as soon as the ports have come.
    ///
    /// - Parameters:
    ///   - renamings: the bridges, with their ports.
    ///   - ports: the steps of these ports.
    /// - Throws: `.refused` when a port does not come; the guests then stay where they are.
    func moveGuests(_ renamings: [Renaming], with ports: [Step]) async throws(ControlError) {
        // As they are now: guests may have been started since the plan was made.
        let seen = Before(try await control.liveState(withSettings: true))
        let moving = await control.catchPorts(renamings.map { PortMove($0, ports) })
        defer { moving.stop() }
        try await control.bringUp(ports)
        try await moveGuests(renamings.map { ($0.from, $0.to, $0.ports) }, seen: seen)
    }

    /// Moves guests from bridges to others, once these have the ports that they are to have.
    func moveGuests(
        _ pairs: [(from: InterfaceName, to: InterfaceName, ports: [InterfaceName])], seen: Before
    ) async throws(ControlError) {
        let missing = try await control.waitUntilRight(within: .seconds(10)) { live in
            pairs.flatMap { pair in
                pair.ports.filter { live.links[$0]?.controller != pair.to }.map { "\($0) did not come into \(pair.to)" }
            }
        }
        if !missing.isEmpty { throw ControlError(.refused, missing.joined(separator: "; ")) }
        let live = try await control.liveState(withSettings: false)
        for (old, now) in seen.foreignPorts(in: live) {
            guard let pair = pairs.first(where: { $0.from.text == old.controller }),
                now.controller.map({ $0 == pair.from || $0 == pair.to }) ?? true
            else { continue }
            try await control.plug(old.moved(to: pair.to, in: live, of: seen))
            observe(.note("\(old.name) is in \(pair.to) now"))
        }
    }

    /// Plugs the guests of bridges that went into the bridges to which the other ports went.
    ///
    /// - Parameters:
    ///   - steps: what came up, ports among it.
    ///   - gone: the links that were taken down.
    ///   - live: the host before, with its profiles.
    /// - Throws: `.refused` when a port has not come.
    func plugInto(
        _ steps: [Step], guestsOf gone: [InterfaceName], from live: LiveState
    ) async throws(ControlError) {
        let before = Before(live)
        var pairs: [(from: InterfaceName, to: InterfaceName, ports: [InterfaceName])] = []
        for bridge in gone where before.links.contains(where: { $0.isForeignPort && $0.controller == bridge.text }) {
            let ports = live.links.values.filter { $0.controller == bridge }.map(\.name)
            let moved = steps.filter { ports.contains($0.device) }
            let heirs = Set(moved.map(\.profile.settings.controller))
            guard heirs.count == 1, let text = heirs.first.flatMap(\.self), let to = try? InterfaceName(text) else {
                continue
            }
            pairs.append((bridge, to, moved.map(\.device)))
        }
        if !pairs.isEmpty { try await moveGuests(pairs, seen: before) }
    }
}

extension Before.Link {
    /// The record of a guest's port as it is to be in another bridge.
    fileprivate func moved(to bridge: InterfaceName, in live: LiveState, of before: Before) -> Before.Link {
        var copy = self
        let usual = before.links.first { $0.name == controller }?.port?.bridge?.defaultPVID
        if let usual, copy.port?.vlans == VLANSpan.default(usual) { copy.port?.vlans = nil }
        copy.controller = bridge.text
        return copy.adapted(to: live, of: before)
    }
}
