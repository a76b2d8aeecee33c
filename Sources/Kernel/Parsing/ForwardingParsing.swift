import CLinux
import Glibc
import Host
import NetTypes

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
        isLocal = Int32(header.ndm_state) & NUD_PERMANENT != 0
        isSelf = Int32(header.ndm_flags) & NTF_SELF != 0
        isSticky = Int32(header.ndm_flags) & NTF_STICKY != 0
        controllerIndex = attributes.first(NDA_MASTER)?.index
        vlan = attributes.first(NDA_VLAN)?.uint16.flatMap { VLANID(Int($0)) }
    }
}
