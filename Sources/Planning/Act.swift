package import Host
package import NetTypes
import Profiles

/// One act of carrying out a plan: a trial performs the acts of `Plan.acts` one after the other.
///
/// What `plan --steps` shows and what a trial does are therefore the same.
package enum Act: Hashable, Sendable {
    /// Writes the profiles of these steps to NetworkManager's memory.
    case write([Step])
    /// Takes links down; those that software made are deleted.
    case takeDown([InterfaceName])
    /// Hides profiles from NetworkManager that confirming will delete.
    ///
    /// Those among `replaced` that are active wait for `setAsideSpared`, so that a NIC is not down in between.
    case setAside(replaced: [LiveProfile], removed: [LiveProfile])
    /// Hides the profiles that the act before spared.
    case setAsideSpared
    /// Disconnects NICs in use that have to join their bond first.
    case free([InterfaceName])
    /// Brings up interfaces that do not depend on each other, and then lets these bonds negotiate at once.
    case bringUp([Step], negotiating: [NegotiatingBond])
    /// Waits until NetworkManager says that the interfaces are up.
    case waitUntilUp([Step])
    /// Waits until frames pass over links that get addresses.
    case waitUntilCarrying([InterfaceName], seconds: Int)
    /// Gives links the addresses that other links still have.
    case raise([Step], [Handover.Move])
    /// Takes a port out of its bond and gives it the bond's addresses.
    case standIn(StandIn, [Handover.Move])
    /// Tells the neighbours which link has the addresses now.
    case announce([InterfaceName])
    /// Puts a link that is up into a bridge before NetworkManager does.
    case putIn(Step, InterfaceName)
    /// Brings up the ports of bridges that get another name, in their new bridges, and moves the guests there at once.
    case moveGuests([Renaming], [Step])
    /// Gives the links of `raise` their profiles' own metrics, when no other link has the addresses.
    case settle([Step], [Handover.Move])
}

extension Plan {
    /// What a trial does to carry out the plan, in order.
    ///
    /// It writes the profiles to memory, takes down what is removed, then brings up level after level. Where addresses
    /// move, what they stand on now stays until they are up in their new places (`Handover`).
    ///
    /// In the end NetworkManager no longer knows the profiles that confirming will delete.
    package var acts: [Act] {
        let late = handover?.late ?? []
        let first = steps.filter { !late.contains($0.device) }
        let up = first.filter { $0.activation != .none }
        // An interface that only gets an address on a running link gets it when its new place is ready.
        let getsLater = { (step: Step) in isRaised(step) && step.activation == .reapply }
        var acts: [Act] = [.write(first.map { isRaised($0) && $0.isInterrupting ? $0.withoutAddresses : $0 })]
        acts.append(.takeDown(takenDown { !late.contains($0) }))
        acts.append(.setAside(replaced: replaced, removed: profilesRemoved { !late.contains($0) }))
        acts.append(.free(Self.leaders(among: steps.filter { $0.activation != .none }).filter { !late.contains($0) }))
        acts += Self.bringUp(up.filter { !getsLater($0) })
        if let handover {
            acts += handingOver(handover, up.filter { !getsLater($0) }, up.filter(getsLater))
        } else {
            acts.append(.waitUntilUp(up))
        }
        if !replaced.isEmpty { acts.append(.setAsideSpared) }
        return acts.filter { !$0.isVain }
    }

    /// Moves addresses to links that are ready for them, and then changes the links that had them.
    private func handingOver(_ handover: Handover, _ up: [Step], _ running: [Step]) -> [Act] {
        let raised = handover.raised.sorted()
        let last = steps.filter { handover.late.contains($0.device) }
        let moved = steps.filter { handover.raised.contains($0.device) }
        let reachable = Set(handover.moves.filter(\.isReachable).map(\.to)).sorted()
        // An automatic address comes only when the port has come.
        let renamed = Set(handover.renamings.map(\.to))
        let empty = up.filter { renamed.contains($0.device) }
        let ports = Set(handover.renamings.flatMap(\.ports))
        let (moving, staying) = (last.filter { ports.contains($0.device) }, last.filter { !ports.contains($0.device) })
        if let standIn = handover.standIn {
            return standingIn(standIn, handover, up, last.filter { $0.device != standIn.device }, running)
        }
        var acts: [Act] = [
            .waitUntilUp(up.filter { !renamed.contains($0.device) }),
            .waitUntilCarrying(reachable, seconds: Settling.seconds(after: up + running) + 3),
            .raise(moved, handover.moves), .write(last), .moveGuests(handover.renamings, moving),
            .takeDown(takenDown { handover.late.contains($0) }),
            .setAside(replaced: [], removed: profilesRemoved { handover.late.contains($0) }), .announce(raised),
        ]
        for port in staying where port.isInterrupting {
            for bridge in raised where port.isPort(of: bridge, "bridge") { acts.append(.putIn(port, bridge)) }
        }
        let lastUp = staying.filter { $0.activation != .none }
        return acts + Self.bringUp(lastUp)
            + [.waitUntilUp(empty + moving + lastUp + running), .settle(moved, handover.moves)]
    }

    /// Moves addresses from a bond to a bridge over it, or brings the bond up again, while one of its ports has them.
    private func standingIn(
        _ standIn: StandIn, _ handover: Handover, _ up: [Step], _ last: [Step], _ running: [Step]
    ) -> [Act] {
        let raised = handover.raised.sorted()
        let moved = steps.filter { handover.raised.contains($0.device) }
        let lastUp = last.filter { $0.activation != .none }
        return [
            .waitUntilUp(up), .standIn(standIn, handover.moves),
            .write(last.map { handover.raised.contains($0.device) ? $0.withoutAddresses : $0 }),
            .takeDown(takenDown { handover.late.contains($0) }),
            .setAside(replaced: [], removed: profilesRemoved { handover.late.contains($0) }),
        ] + Self.bringUp(lastUp) + [
            .waitUntilUp(lastUp + running), .waitUntilCarrying(raised, seconds: Settling.seconds(after: lastUp) + 3),
            // Only now has the bridge or the bond the MAC address that NetworkManager announces with the address (seen with 1.42.4).
            .raise(moved, handover.moves.map { $0.leaving(standIn.device) }),
            .announce(raised), .write([standIn.step]), .bringUp([standIn.step], negotiating: []),
            // NetworkManager announces an address twice, 2 s apart (RFC 5227 §2.3): the second may have come from the port.
            .announce(raised), .waitUntilUp([standIn.step]), .settle(moved, handover.moves),
        ]
    }

    /// One act for each level of the steps.
    private static func bringUp(_ steps: [Step]) -> [Act] {
        Dictionary(grouping: steps, by: \.level).sorted { $0.key < $1.key }.map { level, some in
            .bringUp(some, negotiating: NegotiatingBond.found(in: steps, at: level))
        }
    }

    /// The links of removals and of steps that re-create one, those on top first.
    private func takenDown(where isNow: (InterfaceName) -> Bool) -> [InterfaceName] {
        (removals.map(\.interface) + steps.reversed().filter { $0.activation == .recreate }.map(\.device)).filter(isNow)
    }

    /// Whether a step's link gets addresses that another link still has.
    private func isRaised(_ step: Step) -> Bool { handover?.raised.contains(step.device) ?? false }

    /// The profiles of the removals that the closure accepts.
    private func profilesRemoved(where isIncluded: (InterfaceName) -> Bool) -> [LiveProfile] {
        removals.filter { isIncluded($0.interface) }.flatMap(\.profiles)
    }

    /// The first port, by name, of each bond in the plan that has several, where the port is new to the bond.
    private static func leaders(among steps: [Step]) -> [InterfaceName] {
        let bonds = Set(steps.map(\.interface.text))
        let ports = Dictionary(
            grouping: steps.filter { $0.profile.settings["connection"]?["slave-type"] == .string("bond") }
        ) { $0.profile.settings.controller }
        return ports.compactMap { bond, ports in
            guard let name = bond, bonds.contains(name), ports.count > 1,
                let first = ports.min(by: { $0.device < $1.device }), case .add = first.write
            else { return nil }
            return first.device
        }
        .sorted()
    }
}

extension Act {
    /// Whether the act has nothing to do.
    fileprivate var isVain: Bool {
        switch self {
        case .write(let steps): steps.allSatisfy(\.isUnchanged)
        case .takeDown(let links), .free(let links), .announce(let links): links.isEmpty
        case .waitUntilCarrying(let links, _): links.isEmpty
        case .setAside(let replaced, let removed): replaced.isEmpty && removed.isEmpty
        case .bringUp(let steps, _), .waitUntilUp(let steps): steps.isEmpty
        case .moveGuests(let renamings, _): renamings.isEmpty
        case .raise(_, let moves), .settle(_, let moves): moves.isEmpty
        case .putIn, .setAsideSpared, .standIn: false
        }
    }
}

extension Step {
    /// Whether the step's profile makes the link a port of this controller, which is of this type.
    package func isPort(of controller: InterfaceName, _ type: String) -> Bool {
        let connection = profile.settings["connection"]
        return connection?["slave-type"] == .string(type) && connection?["master"] == .string(controller.text)
    }
}
