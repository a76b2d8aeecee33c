package import NetTypes

/// The host at one moment: NetworkManager's profiles and devices, and the kernel's links.
package struct LiveState: Hashable, Sendable {
    package var profiles: [LiveProfile] { didSet { profileByUUID = Self.index(profiles) } }
    package var devices: [LiveDevice] { didSet { deviceByName = Self.index(devices) } }
    /// The kernel's links by name.
    package var links: [InterfaceName: LiveLink]
    /// The rules that choose a routing table, in the kernel's order.
    package var rules: [LiveRule] = []
    /// The routes that reject packets, of all tables.
    package var rejections: [KernelRoute] = []
    /// The version of the NetworkManager that runs; `nil` where nobody has asked.
    package var manager: NMVersion?
    /// Whether the host can have bridges of Open vSwitch; `nil` where nobody has asked.
    package var openVSwitch: OVSReadiness?
    /// What other programs would do to NICs at boot; empty where nobody has looked.
    package var bootClaims: [BootClaim] = []
    /// What the files are worth that the spec names, by their paths; empty where nobody has looked.
    package var keyFiles: [String: KeyFile] = [:]
    /// The fingerprints of passwords that profiles have, by UUID, for the comparison with a file; never kept.
    package var passwords: [String: String] = [:]
    /// Whether NetworkManager has no wpa_supplicant, as far as somebody has looked.
    package var lacksSupplicant = false
    // Dictionaries, since `profile(uuid:)` and `device(_:)` are called for each interface of a topology.
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

    /// The number of links in the longest chain of parents and controllers from a link down, the link included; 0 if it
    /// is missing.
    package func depth(of name: InterfaceName) -> Int { depth(of: name, seen: []) }

    private func depth(of name: InterfaceName, seen: Set<InterfaceName>) -> Int {
        // The kernel has no cycles, but it is read step by step, and links may have moved in between.
        guard let link = links[name], !seen.contains(name) else { return 0 }
        let seen = seen.union([name])
        return 1 + ((link.parents + [link.controller].compactMap(\.self)).map { depth(of: $0, seen: seen) }.max() ?? 0)
    }

    /// The device of an interface; of several with one name, the one that exists in the kernel.
    package func device(_ name: InterfaceName) -> LiveDevice? { deviceByName[name.text] }
}
