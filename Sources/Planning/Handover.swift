import Host
package import NetTypes
import OrderedCollections
package import Profiles
import Topology

/// How a plan keeps addresses reachable that are in use and move to another interface.
///
/// The new place of an address is made ready while the old one still works. The address is then up in both, and only
/// after that the old place is changed.
package struct Handover: Hashable, Sendable {
    /// An address that moves.
    package struct Move: Hashable, Sendable {
        /// The address, with its prefix length.
        package let prefix: IPPrefix
        /// The link that has the address now.
        package let from: InterfaceName
        /// The link that will have the address, by its name in the kernel.
        package let to: InterfaceName
        /// Whether frames can reach the new place while the old one still works.
        ///
        /// Otherwise the way to both is the same, and it changes hands in one moment: a NIC that becomes a bridge's port.
        package let isReachable: Bool

        package init(prefix: IPPrefix, from: InterfaceName, to: InterfaceName, isReachable: Bool) {
            self.prefix = prefix
            self.from = from
            self.to = to
            self.isReachable = isReachable
        }

        /// The same move, from another link.
        func leaving(_ link: InterfaceName) -> Move {
            Move(prefix: prefix, from: link, to: to, isReachable: isReachable)
        }
    }

    /// The moves, in the order of the plan's steps.
    package let moves: [Move]
    /// The links that change only when the addresses are up in their new places, by their names in the kernel.
    package let late: Set<InterfaceName>
    /// The links on which the addresses stand now, with everything beneath them.
    package let base: Set<InterfaceName>
    /// Whether a rollback can move the addresses back in the same manner.
    ///
    /// Both places reach the network then, and the old links have profiles.
    package var isReversible: Bool
    /// The bridges whose guests move to a new one, together with the bridges' ports.
    package let renamings: [Renaming]
    /// The port that has the addresses while their bond is activated again; `nil` where none has to.
    package var standIn: StandIn?

    package init(
        moves: [Move], late: Set<InterfaceName>, base: Set<InterfaceName>, isReversible: Bool,
        renamings: [Renaming] = []
    ) {
        self.renamings = renamings
        self.moves = moves
        self.late = late
        self.base = base
        self.isReversible = isReversible
    }

    /// Whether an IPv4 address is among those that move.
    package var hasIPv4: Bool { moves.contains { $0.prefix.family == .v4 } }

    /// The links that get an address while its old place still has it, by their names in the kernel.
    package var raised: Set<InterfaceName> { Set(moves.map(\.to)) }
}

/// Finds the addresses that a plan can move without a gap; a pure function of the plan, the topology and the host.
struct HandoverFinder {
    private let host: PlannedHost
    private let stepOf: [InterfaceName: Step]
    private let renamings: [Renaming]

    init(_ host: PlannedHost) {
        self.host = host
        renamings = RenamingFinder(host).find()
        stepOf = Dictionary(host.plan.steps.map { ($0.interface, $0) }) { first, _ in first }
    }

    /// Finds the handover.
    ///
    /// - Returns: `nil` where no address in use moves, or none of them can be in both places, and no guest moves.
    func find() -> Handover? {
        var moves = candidates()
        while !moves.isEmpty || !renamings.isEmpty {
            let late = late(for: moves)
            let possible = moves.compactMap { move in
                checked(move, late).map { isReachable in
                    Handover.Move(prefix: move.prefix, from: move.from, to: move.to, isReachable: isReachable)
                }
            }
            if possible.count == moves.count {
                let isReversible =
                    !possible.isEmpty && possible.allSatisfy { $0.isReachable && host.graph.isKept($0.from) }
                var handover = Handover(
                    moves: possible, late: late, base: base(of: possible), isReversible: isReversible,
                    renamings: renamings)
                if renamings.isEmpty { handover.standIn = StandInFinder(host).find(for: possible) }
                return handover
            }
            moves = possible
        }
        return againInPlace()
    }

    /// The addresses of a bond that is activated again and keeps them, while one of its ports has them.
    private func againInPlace() -> Handover? {
        for step in host.plan.steps where step.activation == .activate && host.live.links[step.device]?.bond != nil {
            guard let interface = host.topology.interfaces[step.interface] else { continue }
            let kept = Set(interface.ipv4.addresses + interface.ipv6.addresses)
            let moves = (host.live.links[step.device]?.addresses ?? []).map(\.prefix).filter(kept.contains).map {
                Handover.Move(prefix: $0, from: step.device, to: step.device, isReachable: false)
            }
            guard let standIn = StandInFinder(host).find(for: moves) else { continue }
            var handover = Handover(moves: moves, late: late(for: moves), base: base(of: moves), isReversible: false)
            handover.standIn = standIn
            return handover
        }
        return nil
    }

    /// The fixed addresses that another link has now, and gives up.
    private func candidates() -> [Handover.Move] {
        var holders: [IPAddress: InterfaceName] = [:]
        for link in host.live.links.values where link.isUp {
            for state in link.addresses where !state.isDuplicate && state.isDynamic != true {
                holders[state.prefix.address] = link.name
            }
        }
        return host.plan.steps.filter { $0.activation != .none }.flatMap { step -> [Handover.Move] in
            guard let interface = host.topology.interfaces[step.interface] else { return [] }
            return (interface.ipv4.addresses + interface.ipv6.addresses).compactMap { prefix in
                // A profile that is not written has its addresses already, and would come up with them.
                guard let from = holders[prefix.address], from != step.device, !step.isAsWritten,
                    host.removed.contains(from) || host.byDevice[from].map({ $0.activation != .none }) == true
                else { return nil }
                return Handover.Move(prefix: prefix, from: from, to: step.device, isReachable: false)
            }
        }
    }

    /// The links that have to wait: those on which the addresses stand now, and what stands on them afterwards.
    private func late(for moves: [Handover.Move]) -> Set<InterfaceName> {
        let base = base(of: moves)
        let from = Set(moves.map(\.from))
        var late = base.intersection(host.removed).union(
            host.plan.steps.filter {
                base.contains($0.device) && ($0.isInterrupting || from.contains($0.device) && $0.activation != .none)
            }.map(\.device)
        ).union(renamings.flatMap { [$0.from] + $0.ports })
        var isGrowing = true
        while isGrowing {
            let more = host.plan.steps.filter { step in
                guard !late.contains(step.device), step.activation != .none,
                    let interface = host.topology.interfaces[step.interface]
                else { return false }
                let below = interface.parents + [interface.attachment?.controller].compactMap(\.self)
                return below.contains { late.contains(stepOf[$0]?.device ?? $0) }
            }
            isGrowing = !more.isEmpty
            late.formUnion(more.map(\.device))
        }
        return late
    }

    private func base(of moves: [Handover.Move]) -> Set<InterfaceName> {
        Set(moves.flatMap { host.graph.path(beneath: $0.from) })
    }

    /// Whether an address can be in both places, and then whether frames reach the new one meanwhile.
    ///
    /// - Returns: `nil` where the new place cannot be made ready beforehand.
    private func checked(_ move: Handover.Move, _ late: Set<InterfaceName>) -> Bool? {
        guard let step = host.byDevice[move.to], !late.contains(move.to),
            let interface = host.topology.interfaces[step.interface]
        else { return nil }
        if carries(step.interface, late) { return true }
        // A bond with an address is not set down and up for LACP to begin, so its first port would wait 8 s.
        if interface.bond?.mode == .lacp { return nil }
        // Bonds and bridges come up without carrier; NetworkManager waits for that of other links.
        return interface.bond != nil || interface.bridge != nil ? false : nil
    }

    /// Whether an interface reaches the network without the links that wait.
    private func carries(_ name: InterfaceName, _ late: Set<InterfaceName>) -> Bool {
        let device = stepOf[name]?.device ?? name
        if late.contains(device) { return false }
        if let interface = host.topology.interfaces[name], interface.isVirtual {
            return interface.parent.map { carries($0, late) } ?? interface.ports.contains { carries($0, late) }
        }
        // A NIC that is down does not tell whether a cable is in it, so nothing is promised over it.
        return host.live.links[device].map { $0.isUp && $0.hasCarrier } ?? false
    }
}

extension Step {
    /// Whether NetworkManager has the step's profile already.
    fileprivate var isAsWritten: Bool { if case .none = write { true } else { false } }

    /// The step with a profile that has no addresses, for a link that gets them later.
    package var withoutAddresses: Step {
        with(["ipv4": ["method": .string("disabled")], "ipv6": ["method": .string("disabled")]])
    }

    /// The step with other settings in its profile.
    ///
    /// - Parameter settings: the settings that replace those of the same name.
    /// - Returns: the same step for the same interface.
    package func with(_ settings: Settings) -> Step {
        with(only: profile.settings.merging(settings) { _, new in new })
    }

    /// The step with these settings, and no others, in its profile.
    func with(only changed: Settings) -> Step {
        var step = Step(
            profile: Profile(recorded: profile.interface, uuid: profile.uuid.text, settings: changed), device: device,
            level: level, write: write, activation: activation, reasons: reasons)
        step.keeps = keeps
        return step
    }

    /// The step as it gives a link its addresses while another link still has them.
    ///
    /// The routes over the old link stay in use, since those over the new one get a greater metric; and duplicate address
    /// detection (RFC 5227), which would find the host itself, is left out.
    ///
    /// - Parameters:
    ///   - metrics: the greatest metric of the old links' routes, by family.
    ///   - detectsDuplicates: whether NetworkManager looks for duplicate IPv4 addresses by default (since 1.46).
    /// - Returns: the step; the same one where nothing has to be otherwise meanwhile.
    package func meanwhile(above metrics: [IPFamily: Int], detectsDuplicates: Bool) -> Step {
        var settings: Settings = [:]
        for (family, name) in [(IPFamily.v4, "ipv4"), (.v6, "ipv6")] {
            guard var own = profile.settings[name], own["address-data"] != nil else { continue }
            if detectsDuplicates, family == .v4 { own["dad-timeout"] = .int32(0) }
            if let metric = metrics[family], (wantedMetric(name) ?? 0) <= metric {
                own["route-metric"] = .int64(Int64(metric + 1))
            }
            if own != profile.settings[name] { settings[name] = own }
        }
        return settings.isEmpty ? self : with(settings)
    }

    /// The step with routes that are used before others.
    ///
    /// - Parameter metrics: the least metric of the others, by family.
    /// - Returns: the step; the same one for a family whose others cannot be undercut.
    package func preferred(to metrics: [IPFamily: Int]) -> Step {
        var settings: Settings = [:]
        for (family, name) in [(IPFamily.v4, "ipv4"), (.v6, "ipv6")] {
            guard var own = profile.settings[name], own["address-data"] != nil, let metric = metrics[family], metric > 1
            else { continue }
            own["route-metric"] = .int64(Int64(metric - 1))
            settings[name] = own
        }
        return with(settings)
    }

    /// The metric that the profile's routes have, as far as it is known; NetworkManager's default goes by the kind.
    private func wantedMetric(_ family: String) -> Int? {
        if case .int64(let metric)? = profile.settings[family]?["route-metric"], metric >= 0 { return Int(metric) }
        guard case .string(let type)? = profile.settings["connection"]?["type"],
            let kind = InterfaceKind(connectionType: type)
        else { return nil }
        return kind.inPlanning.routeMetric
    }
}
