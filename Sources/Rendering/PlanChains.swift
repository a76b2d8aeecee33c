import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Topology

/// A plan's steps in the order in which they hang together, from the wire to the guests: a bond before its ports, a VLAN
/// before the bridge that it is in.
///
/// The order in which they come up is another one (`Step.level`): there, all bridges come before what is plugged into them.
struct PlanChains {
    /// What is said in one line, or stands together: a VLAN and the bridge that is there only for it, or one interface.
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
        // From the wire: a port of a bond is told with its bond. What is left stands on nothing.
        for name in names where topology.interfaces[name]?.kind.inRendering.isOnWire == true {
            if case .bond(let bond)? = topology.interfaces[name]?.attachment { visit(bond) } else { visit(name) }
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

    /// The bridge that a VLAN is in, where it is its only port and nothing stands on either.
    private func soleBridge(of name: InterfaceName) -> InterfaceName? {
        guard let interface = topology.interfaces[name], interface.vlan != nil, vlans[name] == nil,
            case .bridge(let bridge, _)? = interface.attachment, ports[bridge] == [name], vlans[bridge] == nil
        else { return nil }
        return bridge
    }
}

extension Topology {
    /// A VLAN's ID; 0 for anything else.
    fileprivate func vlanID(_ name: InterfaceName) -> Int {
        interfaces[name]?.vlan.map { Int($0.id.number) } ?? 0
    }
}

/// Links of a chain that are alike, so that one line tells of them all: they differ in nothing but the VLAN and their names.
struct AlikeLinks {
    let links: [PlanChains.Link]
    /// The VLANs' IDs, in their order; empty where there is nothing to fold.
    let ids: [Int]

    /// - Parameters:
    ///   - links: in the order in which they are told.
    ///   - plan: whose steps they are.
    ///   - topology: what the plan is for.
    ///   - isWhole: nothing is folded.
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

    /// Fewer are told one by one.
    private static let least = 4

    /// What has to be the same.
    private struct Likeness: Hashable {
        let parent: InterfaceName
        let symbols: [Symbol]
        let settings: [Settings]
        let reasons: [[Step.Reason]]
        let changes: [[PropertyChange]]
        let drift: [Drift?]

        /// `nil` for what is no VLAN.
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
