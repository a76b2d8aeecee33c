import CLinux
import Glibc
package import Host
package import NetTypes

extension RouteSocket {
    /// Reads all links of the network namespace, in the kernel's order.
    ///
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    package mutating func links() throws(KernelError) -> [KernelLink] {
        var request = Request(RTM_GETLINK, ifinfomsg(), purpose: "read the links")
        // Without statistics a link is half as long.
        request.add(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS | RTEXT_FILTER_VF))
        return try dump(request) { message in
            message.type == RTM_NEWLINK ? Parsed(KernelLink(message)) : .unrelated
        }
    }

    /// Reads which controller a link has now.
    ///
    /// - Parameter index: The index of the link.
    /// - Returns: The index of the bridge, bond or other controller; `nil` for none.
    /// - Throws: `.refused` with `ENODEV` when the link is gone; `.socket` or `.malformed`.
    package mutating func controller(of index: Int) throws(KernelError) -> Int? {
        let purpose = "read the controller of link \(index)"
        var header = ifinfomsg()
        guard let number = Int32(exactly: index) else { throw KernelError(.refused, purpose, number: ENODEV) }
        header.ifi_index = number
        var request = Request(RTM_GETLINK, header, purpose: purpose)
        request.add(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS))
        var found: KernelLink?
        try ask(request) { message in if message.type == RTM_NEWLINK { found = KernelLink(message) } }
        guard let found else { throw KernelError(.malformed, purpose) }
        return found.controllerIndex
    }

    /// Reads all addresses of a family, in the kernel's order.
    package mutating func addresses(_ family: IPFamily) throws(KernelError) -> [KernelAddress] {
        var header = ifaddrmsg()
        header.ifa_family = family.kernelNumber
        let request = Request(RTM_GETADDR, header, purpose: "read the \(family.label) addresses")
        return try dump(request) { message in
            // A kernel without IPv6 answers with the addresses of all families instead.
            guard message.type == RTM_NEWADDR, message.body.uint8 == family.kernelNumber else { return .unrelated }
            return Parsed(KernelAddress(message))
        }
    }

    /// Reads all routes of a family in all tables, without the kernel's own cache.
    package mutating func routes(_ family: IPFamily) throws(KernelError) -> [KernelRoute] {
        var header = rtmsg()
        header.rtm_family = family.kernelNumber
        let request = Request(RTM_GETROUTE, header, purpose: "read the \(family.label) routes")
        return try dump(request) { message in
            guard message.type == RTM_NEWROUTE, message.body.uint8 == family.kernelNumber,
                // Kernels before 5.0 cannot be told to leave these out.
                let route = message.body.load(rtmsg.self), route.rtm_flags & UInt32(RTM_F_CLONED) == 0
            else { return .unrelated }
            return Parsed(KernelRoute(message))
        }
    }

    /// Reads all rules of a family that choose a routing table, in the kernel's order.
    package mutating func rules(_ family: IPFamily) throws(KernelError) -> [LiveRule] {
        var header = fib_rule_hdr()
        header.family = family.kernelNumber
        let request = Request(RTM_GETRULE, header, purpose: "read the \(family.label) routing rules")
        do throws(KernelError) {
            return try dump(request) { message in
                // A kernel without rules for this family answers with those of all families instead.
                guard message.type == RTM_NEWRULE, message.body.uint8 == family.kernelNumber else { return .unrelated }
                return Parsed(LiveRule(message))
            }
        } catch  where error.number == EAFNOSUPPORT || error.number == EOPNOTSUPP {
            return []
        }
    }

    /// Reads the VLANs of bridges and their ports, by the index of the port or bridge.
    package mutating func bridgeVLANs() throws(KernelError) -> [Int: BridgeVLANs] {
        var header = ifinfomsg()
        header.ifi_family = UInt8(AF_BRIDGE)
        var request = Request(RTM_GETLINK, header, purpose: "read the VLANs of bridges")
        request.add(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_BRVLAN_COMPRESSED))
        let pairs = try dump(request) { message in
            message.type == RTM_NEWLINK ? Parsed(BridgeVLANs.read(message)) : .unrelated
        }
        // A device that is a bridge port may also describe itself as a switch of its own: the bridge's answer comes
        // first.
        return Dictionary(pairs.map { ($0.index, $0.vlans) }) { first, second in
            first.entries.isEmpty ? second : first
        }
    }

    /// Reads the forwarding databases of all bridges and of devices that have one.
    package mutating func forwardingDatabase() throws(KernelError) -> [ForwardingEntry] {
        var header = ndmsg()
        header.ndm_family = UInt8(AF_BRIDGE)
        let request = Request(RTM_GETNEIGH, header, purpose: "read the forwarding databases")
        return try dump(request) { message in
            guard message.type == RTM_NEWNEIGH, message.body.uint8 == UInt8(AF_BRIDGE) else { return .unrelated }
            // A bridge has no use for an entry without an Ethernet address, as some tunnels have.
            return ForwardingEntry(message).map { .value($0) } ?? .unrelated
        }
    }
}
