import DBus

/// A DNS server of an IP configuration, in the form that NetworkManager gives it.
package enum NameServer: Sendable, Hashable {
    /// IPv4, as text.
    case text(String)
    /// IPv6, as 16 bytes in network order.
    case bytes([UInt8])

    /// Reads `NameserverData` of an `IP4Config` (since 1.14) or `Nameservers` of an `IP6Config`.
    ///
    /// - Parameter object: Any object.
    /// - Returns: `nil` for an object that is none of these or has no server.
    static func list(_ object: ManagedObject) -> [NameServer]? {
        var servers: [NameServer] = []
        if let four = object.interfaces[NM.interface + ".IP4Config"] {
            servers += (four["NameserverData"]?.array ?? []).compactMap { entry in
                entry.vardict?["address"]?.string.map(NameServer.text)
            }
        }
        if let six = object.interfaces[NM.interface + ".IP6Config"] {
            servers += (six["Nameservers"]?.array ?? []).compactMap { $0.bytes.map(NameServer.bytes) }
        }
        return servers.isEmpty ? nil : servers
    }
}
