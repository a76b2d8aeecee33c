import CLinux
import Glibc
package import Host
package import NetTypes

extension Neighbour {
    /// Reads an `RTM_NEWNEIGH` message of family IPv4 or IPv6.
    ///
    /// - Returns: `nil` when it has no index or no address of its family.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(ndmsg.self), header.ndm_ifindex > 0,
            let family = IPFamily(kernel: header.ndm_family),
            let address = attributes.first(NDA_DST).flatMap({ IPAddress(bytes: $0.array) }), address.family == family
        else { return nil }
        self.init(
            address: address, index: Int(header.ndm_ifindex),
            mac: attributes.first(NDA_LLADDR).flatMap { MACAddress(bytes: $0.array) },
            state: State(rawValue: header.ndm_state))
    }
}

extension RouteSocket {
    /// The neighbours of a family on all links (the ARP table, for IPv4).
    ///
    /// - Parameter family: IPv4 or IPv6.
    /// - Returns: the neighbours in the kernel's order; those on links without Ethernet addresses are left out.
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    package mutating func neighbours(_ family: IPFamily) throws(KernelError) -> [Neighbour] {
        var header = ndmsg()
        header.ndm_family = family.kernelNumber
        let request = Request(RTM_GETNEIGH, header, purpose: "read the \(family.label) neighbours")
        return try dump(request) { message in
            guard message.type == RTM_NEWNEIGH, message.body.uint8 == family.kernelNumber else { return .unrelated }
            return Neighbour(message).map { .value($0) } ?? .unrelated
        }
    }
}
