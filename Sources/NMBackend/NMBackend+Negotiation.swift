import Host
import Kernel
import Logging
import NetTypes
package import Planning
import Topology
package import Trial

/// Makes LACP bonds negotiate without the bonding driver's initial wait.
extension NMBackend {
    /// Sets a bond down and up as soon as its ports are in it, if nothing depends on it yet.
    ///
    /// It waits 3 s for the ports; a bond that lacks one then is left as it is.
    ///
    /// - Throws: ``ControlError`` when NetworkManager or the kernel does not answer, or refuses.
    package func negotiateAtOnce(_ bond: NegotiatingBond) async throws(ControlError) {
        // A port that joins later starts the wait anew: one that is not in by now keeps the driver's own pace.
        let missing = try await waitUntilRight(within: .seconds(3)) { live in
            // A rollback may find the bond in the trial's mode.
            live.links[bond.bond]?.bond?.mode != BondMode.lacp.rawValue
                ? [bond.bond.text] : bond.ports.filter { live.links[$0]?.controller != bond.bond }.map(\.text)
        }
        if !missing.isEmpty { return log.debug("\(bond.bond) waits for \(missing.joined(separator: ", "))") }
        do throws(KernelError) {
            let kernel = try KernelState.read()
            guard let link = kernel.links.values.first(where: { $0.name == bond.bond.text }),
                Self.isIdle(link, in: kernel)
            else { return }
            var socket = try RouteSocket()
            log.debug("\(bond.bond) is set down and up, so that LACP begins at once")
            try socket.setUp(link.index, false)
            try socket.setUp(link.index, true)
        } catch {
            throw ControlError("\(bond.bond) cannot be set down and up", error)
        }
    }

    /// Whether setting the bond down and up can do no harm.
    ///
    /// The bond must be up, no port may carry traffic, and the bond may have no address other than a link-local one.
    ///
    /// A VLAN goes down with the bond and loses its routes; NetworkManager sets them again (seen with 1.42.4).
    private static func isIdle(_ bond: KernelLink, in kernel: KernelState) -> Bool {
        let ports = kernel.links.values.filter { $0.controllerIndex == bond.index }
        return bond.isUp
            && !kernel.addresses.contains { bond.index == $0.index && !$0.prefix.address.isLinkLocal }
            && !ports.contains { $0.bondPort?.actorState?.contains(.distributing) ?? false }
    }
}
