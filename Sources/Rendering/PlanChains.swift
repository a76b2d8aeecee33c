import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Topology

/// Sorts a plan's steps by what they belong to, from the wire to the guests: a bond before its ports, a VLAN before its
/// bridge.
///
/// Interfaces come up in another order (`Step.level`), in which all bridges come before what is plugged into them.
struct PlanChains {
    /// Steps that belong on one line or together: one interface, or a VLAN with the bridge that exists only for it.
    struct Link {
        let steps: [Step]
    }

    private(set) var links: [Link] = []
    private let topology: Topology
    private let steps: [InterfaceName: Step]
    private let vlans: [InterfaceName: [InterfaceName]]
    private let ports: OrderedDictionary<InterfaceName, [InterfaceName]>
    private var seen: Set<InterfaceName> = []

    init(_ plan: Plan, for topology: Topology) {
        self.topology = topology
        steps = Dictionary(plan.steps.map { ($0.interface, $0) }) { first, _ in first }
        var vlans: [InterfaceName: [InterfaceName]] = [:]
        var ports: OrderedDictionary<InterfaceName, [InterfaceName]> = [:]
        for interface in topology.interfaces.values {
            if let parent = interface.parent { vlans[parent, default: []].append(interface.name) }
            if let controller = interface.attachment?.controller {
                ports[controller, default: []].append(interface.name)
            }
        }
        self.vlans = vlans.mapValues { names in
            names.sorted { (topology.vlanID($0), $0) < (topology.vlanID($1), $1) }
        }
        self.ports = ports
        let names = plan.steps.map(\.interface)
        // Begin at the wire; a bond's port comes with its bond. The interfaces that remain stand on nothing.
        for name in names where topology.interfaces[name]?.kind.inRendering.isOnWire == true {
            if case .bond(let bond, _)? = topology.interfaces[name]?.attachment { visit(bond) } else { visit(name) }
        }
        for name in names { visit(name) }
    }

    private mutating func visit(_ name: InterfaceName) {
        guard seen.insert(name).inserted, let step = steps[name] else { return }
        if let bridge = soleBridge(of: name), let next = steps[bridge], seen.insert(bridge).inserted {
            links.append(Link(steps: [step, next]))
            return
        }
        links.append(Link(steps: [step]))
        for port in ports[name] ?? [] { visit(port) }
        for vlan in vlans[name] ?? [] { visit(vlan) }
        if let controller = topology.interfaces[name]?.attachment?.controller { visit(controller) }
    }

    /// The bridge of a VLAN that is the bridge's only port, if nothing else stands on either.
    private func soleBridge(of name: InterfaceName) -> InterfaceName? {
        guard let interface = topology.interfaces[name], interface.vlan != nil, vlans[name] == nil,
            case .bridge(let bridge, _)? = interface.attachment, ports[bridge] == [name], vlans[bridge] == nil
        else { return nil }
        return bridge
    }
}

extension Topology {
    /// A VLAN's ID; 0 for any other interface.
    fileprivate func vlanID(_ name: InterfaceName) -> Int {
        interfaces[name]?.vlan.map { Int($0.id.number) } ?? 0
    }
}

/// Links of a chain that differ only in the VLAN and their names, so that one line covers them all.
struct AlikeLinks {
    let links: [PlanChains.Link]
    /// The VLANs' IDs, in the links' order; empty where nothing is folded.
    let ids: [Int]

    /// Groups the links of a plan that are alike.
    ///
    /// - Parameters:
    ///   - links: the links in the order in which they are shown.
    ///   - plan: the plan whose steps they are.
    ///   - topology: the topology that the plan is for.
    ///   - isWhole: whether to show every link by itself.
    /// - Returns: all links, in their order.
    static func runs(of links: [PlanChains.Link], in plan: Plan, for topology: Topology, isWhole: Bool) -> [AlikeLinks]
    {
        var runs: [(likeness: Likeness?, links: [PlanChains.Link])] = []
        for link in links {
            let likeness = isWhole ? nil : Likeness(link, in: plan, for: topology)
            if let likeness, runs.last?.likeness == likeness {
                runs[runs.count - 1].links.append(link)
            } else {
                runs.append((likeness, [link]))
            }
        }
        return runs.flatMap { run -> [AlikeLinks] in
            guard run.links.count >= least else { return run.links.map { AlikeLinks(links: [$0], ids: []) } }
            return [AlikeLinks(links: run.links, ids: run.links.map { topology.vlanID($0.steps[0].interface) })]
        }
    }

    /// The least number of links that are folded; fewer are shown one by one.
    private static let least = 4

    /// What links must share to be folded.
    private struct Likeness: Hashable {
        let parent: InterfaceName
        let symbols: [Symbol]
        let settings: [Settings]
        let reasons: [[Step.Reason]]
        let changes: [[PropertyChange]]
        let drift: [Drift?]

        /// Describes a link; `nil` for one that does not begin with a VLAN.
        init?(_ link: PlanChains.Link, in plan: Plan, for topology: Topology) {
            guard let first = link.steps.first, let vlan = topology.interfaces[first.interface]?.vlan,
                Set(link.steps.map(Symbol.init)).count == 1
            else { return nil }
            parent = vlan.parent
            symbols = link.steps.map(Symbol.init)
            settings = link.steps.map { step in
                var settings = step.profile.settings
                settings["connection"] = nil
                settings["user"] = nil
                settings["vlan"]?["id"] = nil
                return settings
            }
            let names = Set(link.steps.map(\.interface))
            reasons = link.steps.map { step in step.reasons.filter { !$0.isAbout(names) } }
            changes = link.steps.map { step in if case .update(_, let changes) = step.write { changes } else { [] } }
            drift = link.steps.map { plan.drift[$0.interface] }
        }
    }
}

extension Step.Reason {
    fileprivate func isAbout(_ names: Set<InterfaceName>) -> Bool {
        switch self {
        case .parentRecreated(let name), .controllerActivated(let name): names.contains(name)
        default: false
        }
    }
}
