import Host
import NetTypes
import OrderedCollections
import Topology

/// Finds the traffic that a plan stops; a pure function of the plan, the topology and the host.
struct CutFinder {
    private let host: PlannedHost
    /// Links that are up now, and that the plan takes down or interrupts.
    private let changing: Set<InterfaceName>
    /// Interfaces that the plan brings up.
    private let anew: Set<InterfaceName>
    /// Interfaces that get an address from the network.
    let automatic: Set<InterfaceName>
    private let deviceOf: [InterfaceName: InterfaceName]
    /// The interface that will have each address.
    let owner: [IPAddress: InterfaceName]

    init(_ host: PlannedHost) {
        self.host = host
        let (plan, live) = (host.plan, host.live)
        anew = Set(plan.steps.filter(\.isInterrupting).map(\.interface))
        deviceOf = Dictionary(plan.steps.map { ($0.interface, $0.device) }) { first, _ in first }
        let interfaces = host.topology.interfaces.values
        automatic = Set(
            interfaces.filter { [$0.ipv4.method, $0.ipv6.method].contains { $0 == .auto || $0 == .dhcp } }.map(\.name))
        owner = Dictionary(
            interfaces.flatMap { interface in
                (interface.ipv4.addresses + interface.ipv6.addresses).map { ($0.address, interface.name) }
            }
        ) { first, _ in first }
        changing = host.removed.union(
            plan.steps.filter { $0.isInterrupting && live.links[$0.device]?.isUp == true }.map(\.device))
    }

    /// Finds the cuts.
    ///
    /// - Returns: one for each interface where a cut begins: permanent ones first, then the longest.
    func cuts() -> [Cut] {
        // A port that stays one is cut with its controller; a link that stands on another is cut with that.
        let candidates = (host.plan.removals.map(\.interface) + host.plan.steps.map(\.device)).filter { device in
            guard changing.contains(device), let link = host.live.links[device] else { return false }
            guard let controller = link.controller, changing.contains(controller) else { return true }
            return attachment(of: device) != controller
        }
        let covered = Set(candidates.flatMap { host.graph.above($0, changing: changing) })
        return candidates.filter { !covered.contains($0) }.map(cut).filter(isNoticed).compactMap(withoutGap).sorted {
            ($0.seconds ?? .max, $1.device) > ($1.seconds ?? .max, $0.device)
        }
    }

    /// The controller that a device will have.
    private func attachment(of device: InterfaceName) -> InterfaceName? {
        guard let step = host.byDevice[device] else { return nil }
        // An interface that the spec does not have comes back unchanged.
        guard let interface = host.topology.interfaces[step.interface] else {
            return host.live.links[device]?.controller
        }
        return interface.attachment?.controller
    }

    private func cause(_ device: InterfaceName) -> Cut.Cause {
        guard let step = host.byDevice[device], !host.removed.contains(device) else {
            // A NIC that is set free remains, and so does its former controller with the other ports.
            if let link = host.live.links[device], link.kind == nil || link.kind == .veth,
                let controller = link.controller,
                !host.removed.contains(controller), host.topology.interfaces[controller]?.ports.isEmpty == false
            {
                return .leaves(controller)
            }
            return .removed
        }
        let before = host.live.links[device]?.controller
        if let after = attachment(of: device), before != after { return .joins(after) }
        if let before, attachment(of: device) == nil { return .leaves(before) }
        return step.activation == .recreate ? .madeAnew : .broughtUp
    }

    /// Whether anybody notices the cut: the interface has addresses or a controller, or something stands on it.
    private func isNoticed(_ cut: Cut) -> Bool {
        guard let link = host.live.links[cut.device] else { return false }
        return !cut.with.isEmpty || !cut.taps.isEmpty || link.controller != nil
            || link.addresses.contains { !$0.prefix.address.isLinkLocal }
    }

    /// The cut, if everything that it interrupts does not move on without a gap.
    ///
    /// - Returns: `nil` where nothing is lost; a cut of 0 s where the way to both places changes hands in one moment.
    private func withoutGap(_ cut: Cut) -> Cut? {
        guard let handover = host.plan.handover, cut.taps.isEmpty else { return cut }
        let moving = Dictionary(handover.moves.map { ($0.prefix.address, $0) }) { first, _ in first }
        var moves: [Handover.Move] = []
        for device in cut.devices {
            for state in host.live.links[device]?.addresses ?? [] where !state.prefix.address.isLinkLocal {
                guard let move = moving[state.prefix.address], move.from == device else { return cut }
                moves.append(move)
            }
        }
        if moves.isEmpty { return cut }
        // A guest or another link on the way would be cut all the same.
        let others = cut.devices.filter { device in
            !handover.late.contains(device) || !host.graph.taps(of: device).isEmpty
        }
        if !others.isEmpty { return cut }
        // The new way may turn out not to carry before the old one goes: nobody knows when a switch begins with LACP.
        if cut.waits.contains(where: \.isLACP) { return cut }
        if moves.allSatisfy(\.isReachable) || handover.standIn?.bond == cut.device { return nil }
        // Only what joins a bridge that forwards at once can be put in by the kernel, and not a bond: NetworkManager takes
        // its ports out and puts them in again.
        let isAtOnce = moves.allSatisfy { move in
            move.isReachable
                || host.byDevice[move.to].flatMap { host.topology.interfaces[$0.interface]?.bridge }.map {
                    !$0.stp && !$0.vlanFiltering
                } ?? false
        }
        if !isAtOnce || !host.graph.ownPorts(of: cut.device).isEmpty { return cut }
        return Cut(device: cut.device, cause: cut.cause, seconds: 0, waits: [], with: cut.with)
    }

    private func cut(_ device: InterfaceName) -> Cut {
        let cause = cause(device)
        let above = host.graph.above(device, changing: changing)
        let taps = ([device] + above).flatMap { bridge in
            host.graph.taps(of: bridge).map { Cut.Tap(name: $0, bridge: bridge, fate: fate(of: bridge)) }
        }
        if cause == .removed { return Cut(device: device, cause: cause, seconds: nil, with: above, taps: taps) }
        let waits = waits(after: [device] + above)
        let renaming = renamings.first { $0.ports.contains(device) }
        let seconds =
            waits.isEmpty && renaming != nil
            ? renaming.map(moving) : seconds(for: cause, waits, hasPorts: !host.graph.ownPorts(of: device).isEmpty)
        return Cut(device: device, cause: cause, seconds: seconds, waits: waits, with: above, taps: taps)
    }

    /// How long a bridge's port takes to another bridge, in seconds: no time where the kernel can do it at once.
    private func moving(_ renaming: Renaming) -> Int {
        let isFiltering =
            host.live.links[renaming.from]?.bridge?.vlanFiltering != false
            || host.topology.interfaces[renaming.to]?.bridge?.vlanFiltering != false
        let isShutOff = renaming.guests.contains { guest in
            let options = host.live.links[guest]?.port?.options ?? [:]
            return options[.isolated] == 1 || options[.locked] == 1
        }
        return isFiltering || isShutOff ? Estimate.moving : 0
    }

    private var renamings: [Renaming] { host.plan.handover?.renamings ?? [] }

    /// How long a cut lasts, with all waits but that for an automatic address.
    func seconds(for cause: Cut.Cause, _ waits: [Cut.Wait], hasPorts: Bool) -> Int {
        waits.reduce(Estimate.seconds(for: cause, hasPorts: hasPorts)) { seconds, wait in
            switch wait {
            case .lacp(let bond):
                seconds + Estimate.lacp(isFast: host.topology.interfaces[bond]?.isFastLACP == true)
            case .spanningTree(_, let delay): seconds + delay
            case .automaticAddress: seconds
            }
        }
    }

    private func fate(of bridge: InterfaceName) -> Cut.Tap.Fate {
        if let renaming = renamings.first(where: { $0.from == bridge }) { return .moves(to: renaming.to) }
        if host.removed.contains(bridge) { return .unplugged }
        return host.byDevice[bridge]?.isInterrupting == true ? .pluggedBack : .losesUplink
    }

    /// The waits of the interfaces that are on these devices, or take over their addresses.
    private func waits(after devices: [InterfaceName]) -> [Cut.Wait] {
        let addresses = devices.flatMap { host.live.links[$0]?.addresses.map(\.prefix.address) ?? [] }
        let heirs = Set(devices.compactMap { host.byDevice[$0]?.interface } + addresses.compactMap { owner[$0] }).union(
            automatic.filter { host.topology.path(from: $0).contains { deviceOf[$0] == devices.first } })
        return waits(of: heirs)
    }

    /// The waits before frames from these interfaces' addresses flow.
    func waits(of heirs: Set<InterfaceName>) -> [Cut.Wait] {
        var waits: OrderedSet<Cut.Wait> = []
        for heir in heirs.sorted() {
            for name in host.topology.path(from: heir) {
                let interface = host.topology.interfaces[name]
                if let bond = interface?.bond, bond.mode == .lacp {
                    let isAnew = anew.contains(name) || bond.ports.allSatisfy(anew.contains)
                    if isAnew, !bond.ports.isEmpty { waits.append(.lacp(name)) }
                }
                if let bridge = interface?.bridge, bridge.stp, !bridge.ports.isEmpty {
                    waits.append(.spanningTree(name, seconds: 2 * (bridge.forwardDelay ?? 15)))
                }
            }
            if automatic.contains(heir), anew.contains(heir) { waits.append(.automaticAddress(heir)) }
        }
        return Array(waits)
    }
}

/// How long interfaces are silent, in seconds, as measured in the lab; docs/commands.md has the measurements.
enum Estimate {
    static func seconds(for cause: Cut.Cause, hasPorts: Bool) -> Int {
        switch cause {
        case .joins, .leaves: 2
        case .broughtUp, .madeAnew: hasPorts ? 3 : 1
        case .removed: 0
        }
    }

    /// A port moves from one bridge to another, and its guests with it.
    static let moving = 1

    /// The time until the switch has answered and both ports are in one aggregator.
    static func lacp(isFast: Bool) -> Int { isFast ? 5 : 8 }
}

extension Cut.Wait {
    fileprivate var isLACP: Bool { if case .lacp = self { true } else { false } }
}

extension Step {
    /// Whether traffic over the interface stops during the step.
    package var isInterrupting: Bool { activation == .activate || activation == .recreate }
}

extension Interface {
    fileprivate var isFastLACP: Bool {
        bond.map { ["fast", "1"].contains($0.options["lacp_rate"]) } ?? false
    }
}

extension Topology {
    /// An interface, its controllers, and everything these stand on: all that frames from its addresses pass.
    func path(from name: InterfaceName) -> [InterfaceName] {
        var found: OrderedSet<InterfaceName> = [name]
        var next = 0
        while next < found.count {
            next += 1
            guard let interface = interfaces[found[next - 1]] else { continue }
            if let controller = interface.attachment?.controller { found.append(controller) }
            for parent in interface.parents { found.append(parent) }
            for port in interface.ports { found.append(port) }
        }
        return Array(found)
    }
}
