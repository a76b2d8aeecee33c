package import Host
package import NetTypes
import Profiles
package import Topology

/// What a link of a host is, as the kernel tells it.
package enum LinkSort: Hashable, Sendable {
    case nic
    /// One end of a virtual cable: a container's, a guest's; in a container it is what a NIC is elsewhere.
    case veth
    /// A guest's NIC as the host sees it, or a VPN's tunnel: there as long as the program that made it wants it.
    case tap
    /// A virtual link that a section of the spec declares.
    case kind(InterfaceKind)
    /// Any other kind, by the kernel's name for it: `vxlan`, `wireguard` …
    case other(String)

    package init(_ link: LiveLink) {
        self =
            switch link.kind {
            // A port of a switch chip (`dsa`) is a NIC to NetworkManager, too.
            case nil, .dsa: .nic
            case .veth: .veth
            case .tun: .tap
            case let kind?: InterfaceKind(kind).map { .kind($0) } ?? .other(kind.name)
            }
    }

    /// With its article, for example `a bridge`.
    package var text: String {
        switch self {
        case .nic: "a NIC"
        case .veth: "a veth (one end of a container's or guest's cable)"
        case .tap: "a tap (a guest's NIC or a tunnel)"
        case .kind(let kind): kind.words.label
        case .other(let kind): "a link of the kind \(kind)"
        }
    }

    /// The section of a spec that declares such a link, if one does.
    package var section: String? {
        switch self {
        case .nic, .veth: "ethernets"
        case .kind(let kind): kind.words.section
        case .tap, .other: nil
        }
    }
}

/// Who answers for a link.
package enum LinkMaker: Hashable, Sendable {
    /// It is a NIC, or used as one: nobody made it.
    case hardware
    /// A profile of nm-topology's is for it.
    case nmTopology
    /// A profile of NetworkManager's that somebody else made is for it.
    case profile
    /// No profile is for it: libvirt, Docker, a person with `ip link`, a VPN made it.
    case anotherProgram
}

/// The links of a host by what they are and who made them.
package struct HostLinks {
    private let live: LiveState
    private let ours: Set<String>
    private let profiled: Set<String>

    /// - Parameter live: a host whose profiles were read with their settings.
    package init(_ live: LiveState) {
        self.live = live
        // What NetworkManager made up for another program's link is no profile of anybody's.
        let real = live.profiles.filter { !$0.isGenerated }
        let active = Dictionary(
            live.devices.compactMap { device in device.activeUUID.map { ($0, device.interface) } }
        ) { first, _ in first }
        // A bridge whose own profile was deleted is still the one that its port's profile names.
        func names(_ profiles: [LiveProfile]) -> Set<String> {
            Set(
                profiles.compactMap(\.interfaceName) + profiles.compactMap { active[$0.uuid] }
                    + profiles.compactMap(\.controllerName))
        }
        ours = names(real.filter(\.isOurs))
        profiled = names(real)
    }

    /// - Returns: `nil` when there is no link of this name.
    package func sort(of name: InterfaceName) -> LinkSort? { live.links[name].map(LinkSort.init) }

    /// - Returns: `nil` when there is no link of this name.
    package func maker(of name: InterfaceName) -> LinkMaker? {
        guard let link = live.links[name] else { return nil }
        if ours.contains(name.text) { return .nmTopology }
        if profiled.contains(name.text) { return .profile }
        switch LinkSort(link) {
        case .nic: return .hardware
        case .veth: return isUsedAsNIC(link) ? .hardware : .anotherProgram
        case .tap, .kind, .other: return .anotherProgram
        }
    }

    /// udev's rules keep NetworkManager away from what a container runtime or a hypervisor has made
    /// (85-nm-unmanaged.rules); where there is no udev, it is told by the bridge that it is in.
    private func isUsedAsNIC(_ link: LiveLink) -> Bool {
        if live.device(link.name)?.isManaged == false { return false }
        guard let controller = link.controller, live.links[controller]?.kind == .bridge else { return true }
        return maker(of: controller) != .anotherProgram
    }
}

extension LiveProfile {
    /// The controller that it makes its interface a port of, by name or by its profile's UUID.
    fileprivate var controllerName: String? {
        guard case .string(let name)? = settings["connection"]?["master"] else { return nil }
        return name
    }
}
