import Host
import NetTypes
import Planning

extension Rollback {
    /// Brings bridges back that the trial gave another name, and moves their guests there from the trial's bridges.
    ///
    /// These still exist then, so that the guests are cut off only while the bridges' ports move. What cannot be done so
    /// is left to the rest of the rollback, which plugs every guest in where it was.
    mutating func handBackGuests() async throws(ControlError) {
        let renamed = record.renamedBridges(in: try await control.liveState(withSettings: false))
        if renamed.isEmpty { return }
        if !hasProfiles { try await bringBackProfiles() }
        if !hasProfiles { return }
        try await takeAwayAddresses(of: renamed.map(\.from))
        for pair in renamed { try await activate([pair.to]) }
        let missing = try await control.waitUntilRight(within: .seconds(6)) { live in
            renamed.filter { live.links[$0.to]?.isUp != true }.map(\.to.text)
        }
        if !missing.isEmpty { return }
        let seen = Before(try await control.liveState(withSettings: true))
        // With a port in it, NetworkManager's search for duplicates would get an answer over another NIC of this host.
        let looks = try await control.looksForDuplicates()
        let caught = renamed.filter { pair in
            !looks || !record.before.links.contains { $0.name == pair.to.text && !$0.addresses.isEmpty }
        }
        let moving = await control.catchPorts(caught.compactMap { PortMove($0, backFrom: record) })
        defer { moving.stop() }
        // NetworkManager brings up a bridge's ports by itself, a moment later.
        let ports = renamed.flatMap { pair in pair.ports.map { (port: $0, bridge: pair.to) } }
        _ = try await control.waitUntilRight(within: .seconds(1)) { live in
            ports.filter { live.links[$0.port]?.controller != $0.bridge }.map(\.port.text)
        }
        let live = try await control.liveState(withSettings: false)
        try await activate(ports.filter { live.links[$0.port]?.controller != $0.bridge }.map(\.port))
        let runner = runner
        try await attempt { _ throws(ControlError) in try await runner.moveGuests(renamed, seen: seen) }
        handedBack.formUnion(renamed.map(\.to) + renamed.flatMap(\.ports))
    }

    /// Takes the IPv4 addresses from the trial's bridges that the bridges before had, where NetworkManager looks whether
    /// anybody else has them.
    ///
    /// This host itself would answer, over any other NIC in the same network, and NetworkManager then does not bring the
    /// bridge up: guests were cut off for 11 s (seen with 1.52.1).
    private mutating func takeAwayAddresses(of bridges: [InterfaceName]) async throws(ControlError) {
        guard try await control.looksForDuplicates() else { return }
        let before = Set(record.before.links.flatMap(\.addresses))
        let live = try await control.liveState(withSettings: false)
        let losing = bridges.filter { bridge in
            live.links[bridge]?.addresses.contains {
                $0.prefix.family == .v4 && before.contains($0.prefix.description)
            } == true
        }
        // The kernel alone would not do: NetworkManager adds them again when the bridge loses its port.
        for bridge in losing {
            try await attempt { control throws(ControlError) in try await control.takeIPv4(from: bridge) }
        }
        _ = try await control.waitUntilRight(within: .seconds(2)) { live in
            losing.filter { live.links[$0]?.addresses.contains { $0.prefix.family == .v4 } == true }.map(\.text)
        }
    }

    /// Activates the previous profiles of links.
    private mutating func activate(_ links: [InterfaceName]) async throws(ControlError) {
        for old in record.before.active where links.contains(where: { $0.text == old.interface }) {
            try await attempt { control throws(ControlError) in
                try await control.activate(uuid: old.uuid, interface: old.interface)
            }
        }
    }
}

extension TrialRecord {
    /// The bridges that the trial removed and whose guests are in a bridge that it made: from there, back to them.
    func renamedBridges(
        in live: LiveState
    ) -> [(from: InterfaceName, to: InterfaceName, ports: [InterfaceName])] {
        let made = Set(madeLinks)
        var found: [InterfaceName: InterfaceName] = [:]
        for old in before.links where old.isForeignPort {
            guard let bridge = old.controller.flatMap({ try? InterfaceName($0) }), live.links[bridge] == nil,
                let name = try? InterfaceName(old.name), let now = live.links[name]?.controller, made.contains(now)
            else { continue }
            found[bridge] = now
        }
        return found.sorted { $0.key < $1.key }.map { bridge, now in
            let ports = before.links.filter { !$0.isForeignPort && $0.controller == bridge.text }
            return (now, bridge, ports.compactMap { try? InterfaceName($0.name) })
        }
    }
}
