package import Checks
package import Kernel
package import NetTypes
package import Planning
package import Profiles

/// Everything a diagnosis is made from: one look at a host, and what was heard on the wire if that was allowed.
package struct HostObservation: Sendable {
    package var kernel: KernelState
    /// The forwarding databases of the bridges.
    package var forwarding: [ForwardingEntry] = []
    package var neighbours: [Neighbour] = []
    /// What sysfs says, by the link's index.
    package var facts: [Int: LinkFacts] = [:]
    /// The LACP partner of each bond port, where the kernel shows it.
    package var partners: [String: MACAddress] = [:]
    package var ownAddressReports: [OwnAddressReport] = []
    /// What switches say by LLDP.
    package var switchPorts: [SwitchPort] = []
    /// `nil` without NetworkManager.
    package var manager: ManagerObservation?
    /// `nil` unless it was asked for.
    package var wire: WireReport?

    package init(kernel: KernelState) { self.kernel = kernel }
}

/// NetworkManager's side of it.
package struct ManagerObservation: Sendable {
    package var profiles: [LiveProfile]
    package var devices: [LiveDevice]
    /// What each active device was set up by, by its interface.
    package var applied: [String: Settings]
    /// The files of profiles as they are on disk, by path; only those that could be read.
    package var files: [String: [String: [String: String]]] = [:]
    /// LLDP frames by NIC, where a profile has `connection.lldp` on.
    package var lldpFrames: [LLDPFrame]

    /// A frame and the NIC it came in by.
    package struct LLDPFrame: Sendable {
        package let interface: String
        package let bytes: [UInt8]

        package init(interface: String, bytes: [UInt8]) {
            self.interface = interface
            self.bytes = bytes
        }
    }

    package init(
        profiles: [LiveProfile] = [], devices: [LiveDevice] = [], applied: [String: Settings] = [:],
        lldpFrames: [LLDPFrame] = []
    ) {
        self.profiles = profiles
        self.devices = devices
        self.applied = applied
        self.lldpFrames = lldpFrames
    }
}
