import Glibc
import Host
import Kernel
import NetTypes
import Planning
package import Trial

/// Restoring ports of bridges and bonds in the kernel, without NetworkManager.
extension NMBackend {
    package func plug(_ port: Before.Link) async throws(ControlError) {
        do throws(KernelError) {
            let links = LiveState(try KernelState.read()).links
            guard let name = try? InterfaceName(port.name), let now = links[name], let text = port.controller,
                let controller = (try? InterfaceName(text)).flatMap({ links[$0] })
            else { return }
            var socket = try RouteSocket()
            var refused: [KernelError] = []
            if now.controller != controller.name, controller.index == 0 {
                throw KernelError(
                    .refused, "put \(name) into \(controller.name) again",
                    explanation: "only Open vSwitch can; `ovs-vsctl add-port \(controller.name) \(name)` does it")
            }
            if now.controller != controller.name {
                do throws(KernelError) {
                    try await Self.enslave(now.index, to: controller.index, &socket)
                } catch {
                    refused.append(error)
                }
            }
            refused += try Self.mend(port.portDifferences, &socket)
            try socket.setUp(now.index, port.isUp)
            if let first = refused.first { throw first }
        } catch {
            throw ControlError(
                .refused, "\(port.name) cannot be plugged into \(port.controller ?? "nothing") as it was: \(error)")
        }
    }

    /// Makes a link a port while it is down.
    ///
    /// A bond accepts no port that is up, and a bridge forwards a port's frames from the moment it joins, before it has
    /// its VLANs and options. NetworkManager sets a NIC up as soon as it has it back, even in between; then this sets
    /// it down once more.
    private static func enslave(
        _ port: Int, to controller: Int, _ socket: inout RouteSocket
    ) async throws(KernelError) {
        var attempts = 20
        while true {
            try socket.setUp(port, false)
            do throws(KernelError) {
                return try socket.setController(of: port, to: controller)
            } catch {
                attempts -= 1
                if error.number != EPERM || attempts == 0 { throw error }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    package func mend(_ differences: [PortDifference]) async throws(ControlError) {
        do throws(KernelError) {
            var socket = try RouteSocket()
            if let first = try Self.mend({ _ in differences }, &socket).first { throw first }
        } catch {
            let links = Set(differences.map(\.link)).sorted().joined(separator: ", ")
            throw ControlError("\(links) cannot be put back as it was", error)
        }
    }

    /// Undoes differences one after the other.
    ///
    /// - Parameters:
    ///   - differences: the differences of the present host.
    ///   - socket: the socket to the kernel.
    /// - Returns: the errors of what the kernel refused; everything else is done.
    /// - Throws: `KernelError` when the links cannot be read.
    private static func mend(
        _ differences: (LiveState) -> [PortDifference], _ socket: inout RouteSocket
    ) throws(KernelError) -> [KernelError] {
        let links = LiveState(try KernelState.read()).links
        var refused: [KernelError] = []
        for difference in differences(LiveState(links: links)) {
            guard let name = try? InterfaceName(difference.link), let link = links[name] else { continue }
            do throws(KernelError) {
                try undo(difference, on: link, links, &socket)
            } catch {
                refused.append(error)
            }
        }
        return refused
    }

    private static func undo(
        _ difference: PortDifference, on link: LiveLink, _ links: [InterfaceName: LiveLink],
        _ socket: inout RouteSocket
    ) throws(KernelError) {
        let bridge = link.kind == .bridge ? link.index : link.controller.flatMap { links[$0]?.index }
        switch difference {
        case .isUp: try socket.setUp(link.index, false)
        case .option(_, let option, let was, _): try socket.set(option, of: link.index, to: was)
        case .backupPort(_, let was, _):
            try socket.setBackupPort(of: link.index, to: was.flatMap { links[$0]?.index })
        case .vlans(_, let was, let now): try setVLANs(was, in: now, of: link, &socket)
        case .address(_, let address):
            var entry = ForwardingEntry(mac: address.mac, index: link.index)
            entry.controllerIndex = bridge
            entry.vlan = address.vlan.flatMap { VLANID($0) }
            entry.isLocal = address.isLocal
            entry.isSticky = address.isSticky
            try socket.addStatic(entry)
        case .group(_, let group):
            var entry = MulticastEntry(bridgeIndex: bridge ?? 0, index: link.index, group: group.group)
            entry.vlan = group.vlan.flatMap { VLANID($0) }
            entry.source = group.source
            try socket.add(entry)
        }
    }

    /// Restores a port's VLANs; it removes others first, so that the port is in both at no time.
    private static func setVLANs(
        _ wanted: [VLANSpan], in now: [VLANSpan], of link: LiveLink, _ socket: inout RouteSocket
    ) throws(KernelError) {
        let isBridge = link.kind == .bridge
        let wantedVLANs = VLANSpan.each(wanted)
        let have = VLANSpan.each(now)
        let ids = Set(wantedVLANs.map(\.id))
        // The flags do not matter for VLANs that are removed.
        let going = have.filter { !ids.contains($0.id) }.map {
            LiveLink.BridgeVLANState(id: $0.id, pvid: false, untagged: false)
        }
        for entry in VLANSpan.spans(going).compactMap(BridgeVLANs.Entry.init) {
            try socket.remove(entry, from: link.index, isBridge: isBridge)
        }
        for entry in VLANSpan.spans(wantedVLANs.filter { !have.contains($0) }).compactMap(BridgeVLANs.Entry.init) {
            try socket.add(entry, to: link.index, isBridge: isBridge)
        }
    }
}

extension BridgeVLANs.Entry {
    /// Converts a span for the kernel.
    ///
    /// - Returns: `nil` for numbers that are no VLAN identifiers.
    fileprivate init?(_ span: VLANSpan) {
        guard let first = VLANID(span.first), let last = VLANID(span.last) else { return nil }
        self.init(first: first, last: last, isPVID: span.isPVID, isUntagged: span.isUntagged)
    }
}
