import CLinux
import Glibc
import Host
import NetTypes

extension BridgeVLANs {
    /// Reads an `RTM_NEWLINK` message of family `AF_BRIDGE`, which exists for each port and for the bridge itself.
    ///
    /// - Returns: `nil` when it has no index.
    static func read(_ message: Message) -> (index: Int, vlans: BridgeVLANs)? {
        guard let (header, attributes) = message.parts(ifinfomsg.self), header.ifi_index > 0 else { return nil }
        let vlans = attributes.first(IFLA_AF_SPEC).map { BridgeVLANs($0.attributes) } ?? BridgeVLANs([])
        return (Int(header.ifi_index), vlans)
    }

    /// Reads the `struct bridge_vlan_info`s in `IFLA_AF_SPEC`; two make a range.
    init(_ attributes: Attributes) {
        var entries: [Entry] = []
        var start: VLANID?
        for attribute in attributes where attribute.type == IFLA_BRIDGE_VLAN_INFO {
            guard let info = attribute.payload.load(bridge_vlan_info.self), let id = VLANID(Int(info.vid)) else {
                continue
            }
            func has(_ flag: Int32) -> Bool { Int32(info.flags) & flag != 0 }
            if has(BRIDGE_VLAN_INFO_RANGE_BEGIN) {
                start = id
                continue
            }
            let first = has(BRIDGE_VLAN_INFO_RANGE_END) ? start ?? id : id
            start = nil
            guard first <= id else { continue }
            entries.append(
                Entry(
                    first: first, last: id, isPVID: has(BRIDGE_VLAN_INFO_PVID),
                    isUntagged: has(BRIDGE_VLAN_INFO_UNTAGGED)))
        }
        self.init(entries)
    }
}
