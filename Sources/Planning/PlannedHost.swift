import Host
import NetTypes
import Topology

/// A plan and the host that it is for, with what CutFinder and HazardFinder both need.
struct PlannedHost {
    let plan: Plan
    let topology: Topology
    let live: LiveState
    let graph: LiveGraph
    let byDevice: [InterfaceName: Step]
    /// Links that exist now and that the plan removes.
    let removed: Set<InterfaceName>

    init(_ plan: Plan, for topology: Topology, on live: LiveState) {
        self.plan = plan
        self.topology = topology
        self.live = live
        graph = LiveGraph(live)
        byDevice = Dictionary(plan.steps.map { ($0.device, $0) }) { first, _ in first }
        removed = Set(plan.removals.map(\.interface)).filter { live.links[$0] != nil }
    }
}
