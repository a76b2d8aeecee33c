package import Host
package import NetTypes
import Profiles
package import Topology

/// What a link of a host is, as the kernel reports it.
package enum LinkSort: Hashable, Sendable {
    case nic
    /// One end of a virtual cable, a container's or a guest's; inside a container it serves as a NIC.
    case veth
    /// A guest's NIC as the host sees it, or a VPN's tunnel; the program that made it also removes it.
    case tap
    /// A virtual link that a section of the spec declares.
    case kind(InterfaceKind)
    /// Any other kind, by the kernel's name for it: `vxlan`, `wireguard` …
    case other(String)

    package init(_ link: LiveLink) {
        self =
            switch link.kind {
            // NetworkManager treats a port of a switch chip (`dsa`) as a NIC, too.
            case nil, .dsa: .nic
            case .veth: .veth
            case .tun: .tap
            case let kind?: InterfaceKind(kind).map { .kind($0) } ?? .other(kind.name)
            }
    }

    /// The sort with its article, for example `a bridge`.
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

/// Who made a link.
package enum LinkMaker: Hashable, Sendable {
    /// Nobody: the link is a NIC, or used as one.
    case hardware
    /// nm-topology: a profile of its own is for the link.
    case nmTopology
    /// Somebody by NetworkManager: a profile that nm-topology did not make is for the link.
    case profile
    /// Another program, since no profile is for the link: libvirt, Docker, a VPN, or a person with `ip link`.
    case anotherProgram
}

/// The links of a host by what they are and who made them.
package struct HostLinks {
    private let live: LiveState
    private let ours: Set<String>
    private let profiled: Set<String>

    /// Takes the links of a host.
    ///
    /// - Parameter live: the host, whose profiles must have been read with their settings.
    package init(_ live: LiveState) {
        self.live = live
        // A profile that NetworkManager generated for another program's link does not count.
        let real = live.profiles.filter { !$0.isGenerated }
        let active = Dictionary(
            live.devices.compactMap { device in device.activeUUID.map { ($0, device.interface) } }
        ) { first, _ in first }
        // A bridge whose own profile was deleted is still ours if its port's profile is, which names it.
        func names(_ profiles: [LiveProfile]) -> Set<String> {
            Set(
                profiles.compactMap(\.interfaceName) + profiles.compactMap { active[$0.uuid] }
                    + profiles.compactMap(\.controller))
        }
        ours = names(real.filter(\.isOurs))
        profiled = names(real)
    }

    /// What the link is.
    ///
    /// - Returns: `nil` when there is no link of this name.
    package func sort(of name: InterfaceName) -> LinkSort? { live.links[name].map(LinkSort.init) }

    /// Who made the link.
    ///
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

    /// Whether a virtual cable's end is used as a NIC, and was not made by a container runtime or a hypervisor.
    ///
    /// udev's rules keep NetworkManager away from such links (85-nm-unmanaged.rules); where there is no udev, the
    /// bridge that the link is in tells.
    private func isUsedAsNIC(_ link: LiveLink) -> Bool {
        if live.device(link.name)?.isManaged == false { return false }
        guard let controller = link.controller, live.links[controller]?.kind == .bridge else { return true }
        return maker(of: controller) != .anotherProgram
    }
}
