import Host
package import NetTypes
import OrderedCollections
import Profiles
import Topology

/// A port of a bond that has the bond's addresses while the bond is activated again, which takes its other ports out.
///
/// It leaves the bond first and joins it last, so that frames have a way all the time. Its MAC address is its own
/// meanwhile, and no other link has that, so that switches see no address move.
package struct StandIn: Hashable, Sendable {
    /// The port's step, as it is to be in the end.
    package let step: Step
    /// The bond.
    package let bond: InterfaceName
    /// The port's step, with the bond's addresses and without the bond.
    package let meanwhile: Step

    /// The port, by its name in the kernel.
    package var device: InterfaceName { step.device }
}

/// Finds a port that can stand in for its bond; a pure function of the plan, the topology and the host.
struct StandInFinder {
    private let host: PlannedHost

    init(_ host: PlannedHost) { self.host = host }

    /// Finds a stand-in for the one bond that gives all these addresses up.
    ///
    /// - Parameter moves: the addresses that move, all from one link to links that are reached over it.
    /// - Returns: `nil` where that is no bond, or has no port to spare: only in `active-backup` does a switch send a port
    ///   frames for that port alone.
    func find(for moves: [Handover.Move]) -> StandIn? {
        guard let name = moves.first?.from, moves.allSatisfy({ $0.from == name && !$0.isReachable }),
            let bond = host.live.links[name], bond.bond?.mode == BondMode.activeBackup.rawValue,
            host.graph.above(name, changing: [name]).isEmpty,
            let step = host.byDevice[name], step.activation == .activate,
            let mode = host.topology.interfaces[step.interface]?.bond?.mode,
            [.activeBackup, .balanceTLB, .balanceALB].contains(mode),
            let settings = addresses(of: bond, moves)
        else { return nil }
        let ports = host.graph.ownPorts(of: name).filter { stays($0, in: step.interface) }.sorted()
        // A bond has the MAC address of one of its ports, and that port would share it with the bond.
        let able = ports.filter { port in
            host.live.links[port]?.permanentMAC.map { $0 != bond.mac } ?? false
        }
        guard ports.count > 1, let port = able.first(where: { $0 != bond.bond?.activePort }) ?? able.first else {
            return nil
        }
        return standIn(port, for: name, settings)
    }

    /// The bond's addresses and routes as its profile has them now, if it is to give all of them up.
    private func addresses(of bond: LiveLink, _ moves: [Handover.Move]) -> Settings? {
        let moving = Set(moves.map(\.prefix.address))
        let own = bond.addresses.map(\.prefix.address).filter { !$0.isLinkLocal }
        guard own.allSatisfy(moving.contains), let uuid = host.live.device(bond.name)?.activeUUID,
            let profile = host.live.profiles.first(where: { $0.uuid == uuid })
        else { return nil }
        var settings: Settings = [:]
        for (family, name) in [(IPFamily.v4, "ipv4"), (.v6, "ipv6")] {
            let now = profile.settings[name] ?? [:]
            guard moves.contains(where: { $0.prefix.family == family }) else {
                settings[name] = ["method": .string("disabled")]
                continue
            }
            settings[name] = now.filter { ["address-data", "gateway", "route-data"].contains($0.key) }
            settings[name]?["method"] = .string("manual")
        }
        return settings
    }

    /// Whether a port is in the bond now and in the end, and frames pass over it.
    private func stays(_ port: InterfaceName, in bond: InterfaceName) -> Bool {
        guard let link = host.live.links[port], link.isUp, link.hasCarrier, let step = host.byDevice[port],
            step.activation == .activate, let interface = host.topology.interfaces[step.interface],
            !interface.isVirtual, interface.nic?.login == nil
        else { return false }
        return interface.attachment?.controller == bond
    }

    private func standIn(_ port: InterfaceName, for bond: InterfaceName, _ addresses: Settings) -> StandIn? {
        guard let planned = host.byDevice[port],
            let profile = host.live.profiles.first(where: { $0.uuid == planned.profile.uuid.text }),
            !planned.keeps.contains(where: { $0.hasPrefix("bond-port.") })
        else { return nil }
        var step = planned
        // It has to be written, since its profile says something else meanwhile.
        if case .none = planned.write { step = planned.written(as: .update(profile, [])) }
        var settings = step.profile.settings.merging(addresses) { _, new in new }
        settings["bond-port"] = nil
        for property in ["master", "slave-type", "controller", "port-type"] { settings["connection"]?[property] = nil }
        return StandIn(step: step, bond: bond, meanwhile: step.with(only: settings))
    }
}

extension Step {
    /// The step with another use of its profile.
    fileprivate func written(as write: ProfileWrite) -> Step {
        var step = Step(
            profile: profile, device: device, level: level, write: write, activation: activation, reasons: reasons)
        step.keeps = keeps
        return step
    }
}
