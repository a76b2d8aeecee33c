package import NetTypes
import Profiles

/// What is on the host: NetworkManager's profiles and devices, and the kernel's links, at one moment.
package struct LiveState: Hashable, Sendable {
    package var profiles: [LiveProfile] { didSet { profileByUUID = Self.index(profiles) } }
    package var devices: [LiveDevice] { didSet { deviceByName = Self.index(devices) } }
    /// The kernel's links by name.
    package var links: [InterfaceName: LiveLink]
    /// What chooses the routing table, in the kernel's order.
    package var rules: [LiveRule] = []
    // Both are asked for once or more for each interface of a topology.
    private var profileByUUID: [String: LiveProfile]
    private var deviceByName: [String: LiveDevice]

    package init(profiles: [LiveProfile] = [], devices: [LiveDevice] = [], links: [InterfaceName: LiveLink] = [:]) {
        self.profiles = profiles
        self.devices = devices
        self.links = links
        profileByUUID = Self.index(profiles)
        deviceByName = Self.index(devices)
    }

    private static func index(_ profiles: [LiveProfile]) -> [String: LiveProfile] {
        Dictionary(profiles.map { ($0.uuid, $0) }) { first, _ in first }
    }

    private static func index(_ devices: [LiveDevice]) -> [String: LiveDevice] {
        Dictionary(devices.map { ($0.interface, $0) }) { first, second in
            second.isReal && !first.isReal ? second : first
        }
    }

    /// The profile with this UUID.
    package func profile(uuid: String) -> LiveProfile? { profileByUUID[uuid] }

    /// How many links a link depends on, one upon the other: its parents and controllers.
    package func depth(of name: InterfaceName) -> Int { depth(of: name, seen: []) }

    private func depth(of name: InterfaceName, seen: Set<InterfaceName>) -> Int {
        // The kernel has no cycles, but names are read one after the other and may have moved in between.
        guard let link = links[name], !seen.contains(name) else { return 0 }
        let seen = seen.union([name])
        return 1 + ([link.parent, link.controller].compactMap { $0.map { depth(of: $0, seen: seen) } }.max() ?? 0)
    }

    /// The device of an interface; among several of one name, the one that exists in the kernel.
    package func device(_ name: InterfaceName) -> LiveDevice? { deviceByName[name.text] }
}
