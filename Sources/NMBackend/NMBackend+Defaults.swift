import Host
import Kernel
package import NetTypes
import Planning
package import Trial

extension NMBackend {
    package func setMTU(_ mtu: Int, of link: InterfaceName) async throws(ControlError) {
        do throws(KernelError) {
            guard let there = LiveState(try KernelState.read()).links[link] else { return }
            var socket = try RouteSocket()
            try socket.setMTU(of: there.index, to: mtu)
        } catch {
            throw ControlError("the MTU of \(link) cannot be set to \(mtu)", error)
        }
    }

    package func setMAC(
        _ mac: MACAddress, of bond: InterfaceName, and above: [InterfaceName]
    ) async throws(ControlError) {
        // Neighbours that still send to the old address would not reach the host until they ask again, up to 40 s
        // later.
        let knobs = LinkKnobs.announceChanges(of: ([bond] + above).map(\.text))
        defer { LinkKnobs.restore(knobs) }
        do throws(KernelError) {
            guard let there = LiveState(try KernelState.read()).links[bond] else { return }
            var socket = try RouteSocket()
            try socket.setMAC(of: there.index, to: mac)
        } catch {
            throw ControlError(
                .refused, "the MAC address of \(bond) cannot be set to \(mac): \(error)",
                advice: "write `mac` for \(bond)")
        }
        // NetworkManager gives VLANs the new address of their parent, and the kernel gives bridges that of their ports.
        let late = try await waitUntilRight(within: .seconds(5)) { live in
            above.filter { live.links[$0].map { $0.mac != mac } ?? false }.map(\.text)
        }
        if !late.isEmpty {
            throw ControlError(
                .refused, "\(late.joined(separator: ", ")) did not get the new MAC address \(mac) of \(bond)")
        }
    }

    package func setActivePort(_ port: InterfaceName, of bond: InterfaceName) async throws(ControlError) {
        // The bond notices a port that has just joined at its next `miimon`, and waits `updelay`.
        _ = try await waitUntilRight(within: .seconds(3)) { _ in
            LinkKnobs.setActivePort(port.text, of: bond.text) ? [] : [port.text]
        }
    }
}
