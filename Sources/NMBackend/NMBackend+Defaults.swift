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
        // NetworkManager sets a VLAN down and up for it, and the kernel forgets its IPv6 addresses then. They are the
        // host's own, so nothing is gained by looking for a duplicate again, which takes a second or two.
        let usual = duplicateDetection(of: above)
        setDuplicateDetection(usual.mapValues { _ in 0 })
        defer { setDuplicateDetection(usual) }
        var addresses: [InterfaceName: Set<IPPrefix>] = [:]
        do throws(KernelError) {
            let live = LiveState(try KernelState.read())
            guard let there = live.links[bond] else { return }
            for name in above { addresses[name] = live.links[name]?.usableAddresses }
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
        _ = try await waitUntilRight(within: .seconds(3)) { [addresses] live in
            above.filter { name in
                live.links[name].map { !$0.usableAddresses.isSuperset(of: addresses[name] ?? []) } ?? false
            }.map(\.text)
        }
        try await announce(above)
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

extension LiveLink {
    /// The addresses that neighbours can use already.
    fileprivate var usableAddresses: Set<IPPrefix> { Set(addresses.filter { !$0.isTentative }.map(\.prefix)) }
}
