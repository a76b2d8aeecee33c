package import NetTypes

extension LiveLink {
    /// A bridge's options (`IFLA_BR_…`); times in milliseconds, from the kernel's hundredths of a second.
    package struct BridgeOptions: Hashable, Sendable {
        package var priority = 32768
        package var forwardDelay = 15000
        package var helloTime = 2000
        package var maximumAge = 20000
        package var groupForwardMask = 0
        package var isMulticastSnooping = true
        /// Whether the bridge asks for multicast members; `nil` if not known.
        package var isMulticastQuerier: Bool?
        /// The protocol of the tags that the bridge filters by; `nil` if not known.
        package var vlanProtocol: VLANProtocol?
        /// What the bridge does with multicast beside this, and what it counts, as far as it is known.
        package var others: [BridgeOption: Int] = [:]
        /// The VLAN to which untagged frames of new ports belong; 0 is none.
        package var defaultPVID = 1
        /// Whether the spanning tree is changing; meanwhile the ageing time is the standard's and not the configured
        /// one.
        package var isTopologyChanging = false

        /// The options of a bridge that the kernel has just created.
        package init() {}
    }

    /// What a NIC enforces for a virtual function.
    package struct VirtualFunctionState: Hashable, Sendable, Codable {
        package let index: Int
        package var mac: MACAddress?
        /// The VLAN with which the NIC tags the function's frames; 0 is none.
        package var vlan = 0
        /// Whether the function may set other addresses; `nil` where the driver does not say.
        package var isTrusted: Bool?
        /// Whether the NIC drops frames with another source address; `nil` where the driver does not say.
        package var checksSpoofing: Bool?
        /// The rate in Mb/s that the NIC guarantees the function; 0 is none, or the driver does not say.
        package var minimumRate: Int?
        /// The rate in Mb/s beyond which the function sends nothing; 0 is none, or the driver does not say.
        package var maximumRate: Int?

        /// A function of which nothing else is known.
        package init(index: Int) { self.index = index }
    }
}

extension LiveLink.BridgeState {
    /// The VLAN to which untagged frames of new ports belong; 0 is none, `nil` if not known.
    package var defaultPVID: Int? { options?.defaultPVID }
    /// Whether the bridge looks into multicast, without which it has no multicast database; `nil` if not known.
    package var isSnooping: Bool? { options?.isMulticastSnooping }
}
