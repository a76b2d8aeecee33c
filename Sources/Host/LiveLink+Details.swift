package import NetTypes

extension LiveLink {
    /// How a bridge is set (`IFLA_BR_…`); times in milliseconds, because the kernel keeps hundredths of a second.
    package struct BridgeOptions: Hashable, Sendable {
        package var priority = 32768
        package var forwardDelay = 15000
        package var helloTime = 2000
        package var maximumAge = 20000
        package var groupForwardMask = 0
        package var isMulticastSnooping = true
        /// The VLAN that untagged frames of new ports belong to; 0 is none.
        package var defaultPVID = 1
        /// The spanning tree changes: for so long, the ageing time is the standard's and not what was set.
        package var isTopologyChanging = false

        /// A bridge as the kernel makes one.
        package init() {}
    }

    /// What a NIC enforces for a virtual function.
    package struct VirtualFunctionState: Hashable, Sendable, Codable {
        package let index: Int
        package var mac: MACAddress?
        /// 0 is none.
        package var vlan = 0
        /// `nil` where the driver does not say.
        package var isTrusted: Bool?
        package var checksSpoofing: Bool?

        /// A function of which nothing else is known.
        package init(index: Int) { self.index = index }
    }
}

extension LiveLink.BridgeState {
    /// The VLAN that untagged frames of new ports belong to; 0 is none, `nil` not known.
    package var defaultPVID: Int? { options?.defaultPVID }
    /// It looks into multicast: without that it has no multicast database; `nil` for not known.
    package var isSnooping: Bool? { options?.isMulticastSnooping }
}
