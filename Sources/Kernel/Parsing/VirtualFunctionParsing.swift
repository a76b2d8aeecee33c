import CLinux
import Host
import NetTypes

extension LiveLink.VirtualFunctionState {
    /// Reads a function's attributes in `IFLA_VF_INFO` (linux/if_link.h).
    ///
    /// - Returns: `nil` when no attribute tells the function's number.
    init?(_ attributes: Attributes) {
        guard let address = attributes.first(IFLA_VF_MAC), let index = address.uint32 else { return nil }
        self.init(index: Int(index))
        // struct ifla_vf_mac has room for 32 bytes; an Ethernet address is the first six.
        mac = address.part(from: 4, count: 6).flatMap { MACAddress(bytes: $0.array) }
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_VF_VLAN: vlan = payload.load(ifla_vf_vlan.self).map { Int($0.vlan) } ?? 0
            case IFLA_VF_SPOOFCHK: checksSpoofing = Self.truth(payload.load(ifla_vf_spoofchk.self)?.setting)
            case IFLA_VF_TRUST: isTrusted = Self.truth(payload.load(ifla_vf_trust.self)?.setting)
            case IFLA_VF_RATE:
                let rates = payload.load(ifla_vf_rate.self)
                minimumRate = rates.map { Int($0.min_tx_rate) }
                maximumRate = rates.map { Int($0.max_tx_rate) }
            default: break
            }
        }
    }

    /// The setting as a truth value; the kernel says -1 where the driver told it nothing (`rtnl_fill_vfinfo` in
    /// net/core/rtnetlink.c).
    private static func truth(_ setting: UInt32?) -> Bool? {
        setting.flatMap { $0 == .max ? nil : $0 != 0 }
    }
}
