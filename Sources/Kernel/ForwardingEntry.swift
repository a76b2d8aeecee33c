import CLinux
import Glibc
package import NetTypes

/// A line of a forwarding database: behind which port a MAC address is (`RTM_NEWNEIGH` of family `AF_BRIDGE`).
package struct ForwardingEntry: Hashable, Sendable {
    package let mac: MACAddress
    /// The port, or the bridge itself.
    package let index: Int
    /// The bridge the entry belongs to; `nil` for a device's own table, such as a vxlan's.
    package var controllerIndex: Int?
    /// `nil` on a bridge that does not filter VLANs.
    package var vlan: VLANID?
    /// Not aged out: an address of the host itself or one the administrator set (`NUD_PERMANENT`).
    package var isPermanent = false
    /// In the device's own table rather than the bridge's (`NTF_SELF`).
    package var isSelf = false

    /// An entry of which nothing else is known.
    package init(mac: MACAddress, index: Int) {
        self.mac = mac
        self.index = index
    }

    /// The bridge saw a frame from this address on this port.
    package var isLearned: Bool { !isPermanent && !isSelf && controllerIndex != nil }
}

extension ForwardingEntry {
    /// Reads an `RTM_NEWNEIGH` message of family `AF_BRIDGE`.
    ///
    /// - Returns: `nil` when it has no index or no MAC address.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(ndmsg.self), header.ndm_ifindex > 0,
            let mac = attributes.first(NDA_LLADDR).flatMap({ MACAddress(bytes: $0.array) })
        else { return nil }
        self.init(mac: mac, index: Int(header.ndm_ifindex))
        isPermanent = Int32(header.ndm_state) & (NUD_PERMANENT | NUD_NOARP) != 0
        isSelf = Int32(header.ndm_flags) & NTF_SELF != 0
        controllerIndex = attributes.first(NDA_MASTER)?.index
        vlan = attributes.first(NDA_VLAN)?.uint16.flatMap { VLANID(Int($0)) }
    }
}
