import Host
import NetTypes
import OrderedCollections
import Topology

extension HazardFinder {
    /// Finds NICs of the plan that another program configures at boot, next to NetworkManager or in its place.
    func atBoot() -> [Hazard] {
        live.bootClaims.filter { $0.isActing && byDevice[$0.nic] != nil }.map { .configuredAtBoot($0.nic, by: $0) }
            + newOVSBridges.map { .openVSwitchAtBoot($0) }
    }

    /// The bridges of Open vSwitch that the plan makes.
    ///
    /// At a boot Open vSwitch's database has what NetworkManager had put in. NetworkManager 1.42.4 takes it out and puts
    /// it in again, and a NIC stayed out of its bridge after some of such boots in the lab.
    private var newOVSBridges: [InterfaceName] {
        plan.steps.compactMap { step in
            guard case .add = step.write, topology.interfaces[step.interface]?.kind.name == .ovsBridge else {
                return nil
            }
            return step.device
        }
    }
}
