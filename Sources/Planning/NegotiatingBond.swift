package import NetTypes
import Profiles

/// A bond in mode 802.3ad that a change brings up, and the ports that the change gives it.
package struct NegotiatingBond: Hashable, Sendable {
    /// The bond, by its name in the kernel.
    package let bond: InterfaceName
    /// The bond's ports, by their names in the kernel.
    package let ports: [InterfaceName]

    package init(bond: InterfaceName, ports: [InterfaceName]) {
        self.bond = bond
        self.ports = ports
    }

    /// Finds the bonds that have all their ports once the change has brought up one level.
    ///
    /// - Parameters:
    ///   - steps: all steps of the change.
    ///   - level: the level that the change has just brought up.
    /// - Returns: the bonds whose last port is at this level, in the order of the steps; without bonds that the change
    ///   leaves up.
    package static func found(in steps: [Step], at level: Int) -> [NegotiatingBond] {
        steps.compactMap { step in
            guard step.activation == .activate || step.activation == .recreate, Settling.isLACP(step) else {
                return nil
            }
            let ports = steps.filter { $0.profile.settings.controller == step.interface.text }
            guard ports.map(\.level).max() == level else { return nil }
            return NegotiatingBond(bond: step.device, ports: ports.map(\.device))
        }
    }
}
