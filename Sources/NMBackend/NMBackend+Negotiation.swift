import Host
import Kernel
import Logging
import NetTypes
package import Planning
package import Trial

/// LACP without the bonding driver's wait.
extension NMBackend {
    package func negotiateAtOnce(_ bond: NegotiatingBond) async throws(ControlError) {
        // A port that joins later starts the wait anew: one that is not in by now keeps the driver's own pace.
        let missing = try await waitUntilRight(within: .seconds(3)) { live in
            bond.ports.filter { live.links[$0]?.controller != bond.bond }.map(\.text)
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

    /// Whether nobody would miss the bond for a moment: neither it nor a VLAN on it has an address, and no port carries.
    ///
    /// A VLAN goes down and up with its parent; routes over a link that goes down are lost.
    private static func isIdle(_ bond: KernelLink, in kernel: KernelState) -> Bool {
        let ports = kernel.links.values.filter { $0.controllerIndex == bond.index }
        let above = kernel.links.values.filter { $0.parentIndex == bond.index }.map(\.index) + [bond.index]
        return bond.isUp
            && !kernel.addresses.contains { above.contains($0.index) && !$0.prefix.address.isLinkLocal }
            && !ports.contains { $0.bondPort?.actorState?.contains(.distributing) ?? false }
    }
}
