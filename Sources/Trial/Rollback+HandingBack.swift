import Host
import NetTypes
import Planning

extension Rollback {
    /// Puts addresses back on the links that had them while the trial's links still have them.
    ///
    /// What cannot be done so is left to the rest of the rollback, which compares the host with what it was.
    mutating func handBack() async throws(ControlError) {
        if record.moved == nil { return }
        let live = try await control.liveState(withSettings: false)
        guard let moved = record.moved?.ready(on: live) else { return }
        let moves = moved.moves.compactMap { Return($0) }
        if moves.contains(where: { $0.prefix.family == .v4 }), try await control.looksForDuplicates() { return }
        try await bringBackProfiles()
        if !hasProfiles { return }
        let olds = Set(moves.map(\.from)).sorted()
        runner.quiet(runner.quieted(olds))
        try await bringBack(Set(moved.base), on: live)
        let missing = try await control.waitUntilRight(within: .seconds(6)) { live in
            moves.filter { live.links[$0.from]?.has($0.prefix) != true }.map(\.from.text)
        }
        if missing.isEmpty {
            // The trial's links carry the addresses' frames until the old ones do.
            if !record.negotiatingBonds.isEmpty { try await runner.waitUntilCarrying(olds, within: .seconds(12)) }
            handedBack = Set(moved.base.compactMap { try? InterfaceName($0) })
            try await release(Set(moves.map(\.to)).sorted(), on: live)
            try await attempt { control throws(ControlError) in try await control.announce(olds) }
        }
        runner.unquiet(record.quieted ?? [])
    }

    /// Activates the previous profiles of links, or changes the links back while they run.
    private mutating func bringBack(_ base: Set<String>, on live: LiveState) async throws(ControlError) {
        let updated = Set(record.changes.filter { $0.kind == .updated }.map(\.uuid))
        for stage in record.stages {
            for old in stage where base.contains(old.interface) {
                guard let name = try? InterfaceName(old.interface) else { continue }
                if live.device(name)?.activeUUID != old.uuid {
                    try await attempt { control throws(ControlError) in
                        try await control.activate(uuid: old.uuid, interface: old.interface)
                    }
                } else if updated.contains(old.uuid) {
                    try await reapply(old, on: name, live)
                }
            }
            try await negotiate()
        }
    }

    /// Takes the addresses from the trial's links: those that the trial made go, the others get their previous profiles.
    private mutating func release(_ links: [InterfaceName], on live: LiveState) async throws(ControlError) {
        let made = record.madeLinks.filter(links.contains)
        if !made.isEmpty {
            try await attempt { control throws(ControlError) in try await control.takeDown(made) }
        }
        for old in record.before.active {
            guard let name = try? InterfaceName(old.interface), links.contains(name), !made.contains(name),
                live.device(name)?.activeUUID == old.uuid
            else { continue }
            try await reapply(old, on: name, live)
        }
    }
}

/// A recorded move, the other way.
struct Return {
    let prefix: IPPrefix
    let from: InterfaceName
    let to: InterfaceName

    init?(_ move: MovedAddresses.Move) {
        guard let prefix = IPPrefix(move.address), let from = try? InterfaceName(move.from),
            let to = try? InterfaceName(move.to)
        else { return nil }
        (self.prefix, self.from, self.to) = (prefix, from, to)
    }
}

extension LiveLink {
    /// Whether the link has an address that can be used.
    fileprivate func has(_ prefix: IPPrefix) -> Bool {
        isUp && hasCarrier && addresses.contains { $0.prefix == prefix && !$0.isTentative }
    }
}

extension MovedAddresses {
    /// The moves that can be taken back now: the new link has the address, and the old one has it not.
    ///
    /// - Returns: `nil` if there are none.
    func ready(on live: LiveState) -> MovedAddresses? {
        let ready = moves.filter { move in
            Return(move).map { move in
                live.links[move.from]?.has(move.prefix) != true && live.links[move.to]?.has(move.prefix) == true
            } ?? false
        }
        return ready.isEmpty ? nil : MovedAddresses(moves: ready, base: base)
    }

    /// Records what a plan moves.
    ///
    /// - Returns: `nil` where it cannot be moved back in the same manner.
    init?(_ handover: Handover) {
        if !handover.isReversible { return nil }
        self.init(
            moves: handover.moves.map {
                Move(address: $0.prefix.description, from: $0.from.text, to: $0.to.text)
            }, base: handover.base.map(\.text).sorted())
    }
}
