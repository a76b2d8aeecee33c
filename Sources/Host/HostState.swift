package import NetTypes
package import Profiles

/// A host at one moment: what the kernel and NetworkManager say of it.
///
/// `show`, `diagnose`, `plan` and a trial's record of what was before are made from it; `nm-topology snapshot` prints it.
package struct HostState: Hashable, Sendable {
    package var kernel: KernelState
    package var neighbours: [Neighbour]
    /// What sysfs says of links, by their index.
    package var facts: [Int: LinkFacts]
    /// The LACP partner of each bond port by its name, where the kernel shows it.
    package var partners: [String: MACAddress]
    /// `nil` where NetworkManager did not answer.
    package var manager: NetworkManagerState?

    package init(
        kernel: KernelState, neighbours: [Neighbour] = [], facts: [Int: LinkFacts] = [:],
        partners: [String: MACAddress] = [:], manager: NetworkManagerState? = nil
    ) {
        self.kernel = kernel
        self.neighbours = neighbours
        self.facts = facts
        self.partners = partners
        self.manager = manager
    }

    /// The host in the planner's terms: links by name, with what is on them.
    package var live: LiveState {
        LiveState(kernel, profiles: manager?.profiles ?? [], devices: manager?.devices ?? [])
    }
}

/// NetworkManager's side of a host.
package struct NetworkManagerState: Hashable, Sendable, Codable {
    package var profiles: [LiveProfile]
    package var devices: [LiveDevice]
    /// What each active device was set up by, by its interface.
    package var applied: [String: Settings]
    /// LLDP frames by NIC, where a profile has `connection.lldp` on.
    package var lldpFrames: [LLDPFrame]

    /// A frame and the NIC it came in by.
    package struct LLDPFrame: Hashable, Sendable, Codable {
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
