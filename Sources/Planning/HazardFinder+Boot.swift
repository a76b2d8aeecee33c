import Host
import NetTypes

extension HazardFinder {
    /// Finds NICs of the plan that another program configures at boot, next to NetworkManager or in its place.
    func atBoot() -> [Hazard] {
        live.bootClaims.filter { $0.isActing && byDevice[$0.nic] != nil }.map { .configuredAtBoot($0.nic, by: $0) }
    }
}
