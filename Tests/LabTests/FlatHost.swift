import LabSupport

/// A small host on a switch without VLANs, as it was before nm-topology; it runs on any kernel.
enum FlatHost {
    static let site = Site.flat()

    /// The old network: an address on enp2s0.
    static let uplink = """
        [connection]
        id=uplink
        uuid=8a1f60c3-7d0d-4b1c-9d7e-000000000002
        type=ethernet
        interface-name=enp2s0

        [ethernet]

        [ipv4]
        address1=10.0.0.2/24,10.0.0.1
        dns=10.0.0.53;
        dns-search=old.example;
        method=manual

        [ipv6]
        method=disabled

        """

    static let keyfiles = ["uplink.nmconnection": uplink]

    /// The new network: the same address on a bridge.
    ///
    /// - Parameters:
    ///   - gateway: `10.0.0.1` is the right one.
    ///   - more: further lines of the spec.
    /// - Returns: the text of the spec.
    static func bridged(gateway: String? = "10.0.0.1", _ more: String = "") -> String {
        let route = gateway.map { ", gateway: \($0)" } ?? ""
        return """
            version: 1
            bridges:
              br0: {ports: [enp2s0], addresses: [10.0.0.2/24]\(route), dns: {servers: [10.0.0.54]}}
            \(more)

            """
    }
}
