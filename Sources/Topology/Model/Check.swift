package import NetTypes

/// Something that must work for a change to be kept.
package struct Check: Hashable, Sendable, CustomStringConvertible {
    package let probe: Probe
    /// The address or interface to send from; with `nil` the kernel chooses.
    package let source: Source?
    /// How many seconds the check has in which to succeed, 1 to 600.
    package let within: Int
    /// How many times in a row the check has to succeed, 1 to 100.
    package let count: Int

    package enum Probe: Hashable, Sendable {
        /// ICMP echo (RFC 792, RFC 4443).
        case ping(IPAddress)
        /// A TCP connection can be opened.
        case tcp(IPAddress, port: UInt16)
        /// An HTTP GET is answered with a status from 200 to 399.
        case http(IPAddress, port: UInt16, path: String)
        /// The resolver finds an address for a name.
        case resolve(String)
        /// The address answers ARP on that interface (RFC 826).
        case arp(IPAddress, on: InterfaceName)
    }

    package enum Source: Hashable, Sendable {
        case address(IPAddress)
        case interface(InterfaceName)
    }

    package init(_ probe: Probe, source: Source? = nil, within: Int = 10, count: Int = 1) {
        self.probe = probe
        self.source = source
        self.within = within
        self.count = count
    }

    /// The check as one line, for example `ping 10.0.100.1` or `tcp 10.0.100.53:53`.
    package var description: String {
        func host(_ address: IPAddress) -> String { address.family == .v6 ? "[\(address)]" : "\(address)" }
        let text =
            switch probe {
            case .ping(let address): "ping \(address)"
            case .tcp(let address, let port): "tcp \(host(address)):\(port)"
            case .http(let address, let port, let path): "http://\(host(address)):\(port)\(path)"
            case .resolve(let name): "resolve \(name)"
            case .arp(let address, let interface): "arp \(address) on \(interface)"
            }
        return switch source {
        case .address(let address): "\(text) from \(address)"
        case .interface(let name): "\(text) from \(name)"
        case nil: text
        }
    }
}
