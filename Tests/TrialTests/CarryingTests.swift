import Host
import NetTypes
import Testing

@testable import Trial

/// When an address may leave its old place: frames must pass over the new one.
struct CarryingTests {
    private static func live(_ state: OperationalState, of index: Int = 1) throws -> LiveState {
        var nic = KernelLink(index: 1, name: "enp2s0")
        var vlan = KernelLink(index: 2, name: "enp2s0.100")
        (nic.isUp, nic.hasCarrier, nic.operationalState) = (true, true, index == 1 ? state : .up)
        (vlan.isUp, vlan.hasCarrier, vlan.operationalState) = (true, true, index == 2 ? state : .up)
        vlan.parentIndex = 1
        return LiveState(KernelState(links: [nic, vlan]))
    }

    @Test(arguments: [1, 2]) func `not before the kernel has noticed the carrier, there and below`(index: Int) throws {
        let name = try InterfaceName("enp2s0.100")
        for state in [OperationalState.down, .lowerLayerDown, .dormant] {
            #expect(try !Self.live(state, of: index).isCarrying(name), "\(state)")
        }
        // Many drivers of virtual links never say.
        for state in [OperationalState.up, .unknown] { #expect(try Self.live(state, of: index).isCarrying(name)) }
    }
}
