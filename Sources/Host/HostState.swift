package import NetTypes
package import Profiles

/// A host at one moment, as the kernel and NetworkManager report it.
///
/// `show`, `diagnose` and `plan` work on it, and so does a trial's record of the previous state; `nm-topology snapshot`
/// prints it.
package struct HostState: Hashable, Sendable {
    package var kernel: KernelState
    package var neighbours: [Neighbour]
    /// What sysfs reports of links, by their index.
    package var facts: [Int: LinkFacts]
    /// The LACP partner of each bond port by its name, where the kernel shows it.
    package var partners: [String: MACAddress]
    /// NetworkManager's side; `nil` where NetworkManager did not answer.
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

    /// The host as the planner needs it: links by name, with their addresses and routes.
    package var live: LiveState {
        var live = LiveState(kernel, profiles: manager?.profiles ?? [], devices: manager?.devices ?? [])
        for (index, facts) in facts where facts.ethtool != nil {
            guard let name = kernel.links[index]?.interfaceName else { continue }
            live.links[name]?.ethtool = facts.ethtool
        }
        return live
    }
}

/// NetworkManager's side of a host.
package struct NetworkManagerState: Hashable, Sendable, Codable {
    package var profiles: [LiveProfile]
    package var devices: [LiveDevice]
    /// The settings that NetworkManager applied to each active device, by its interface.
    package var applied: [String: Settings]
    /// LLDP frames that NICs received, where a profile has `connection.lldp` on.
    package var lldpFrames: [LLDPFrame]

    /// An LLDP frame and the NIC on which it came in.
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
