import Host
package import NetTypes
import Planning

/// A NIC of this host, as the sandbox has it: a virtual cable with the same name, MAC address and MTU.
package struct StandIn: Hashable, Sendable {
    package let name: InterfaceName
    let mac: MACAddress
    let mtu: Int

    /// The stand-ins of all NICs of a host, sorted by name.
    ///
    /// A virtual cable counts where NetworkManager manages it, since it is the NIC of a container.
    static func all(of live: LiveState) -> [StandIn] {
        NICs.all(live).compactMap { link in
            // InfiniBand has 20 bytes, and no virtual cable has.
            guard let mac = link.permanentMAC ?? link.mac, mac.bytes.count == 6 else { return nil }
            if link.kind == .veth, live.device(link.name)?.isManaged != true { return nil }
            return StandIn(name: link.name, mac: mac, mtu: link.mtu)
        }
    }
}
