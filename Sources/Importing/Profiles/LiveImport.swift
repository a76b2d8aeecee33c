package import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

extension Imported {
    /// What a host has: the profiles that are active, and the links that other programs own.
    ///
    /// - Parameter live: the host, with the settings of its profiles.
    package init(_ live: LiveState) {
        var sources: OrderedDictionary<InterfaceName, ProfileImport.Source> = [:]
        var imported = Imported()
        let profiles = Dictionary(live.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        for device in live.devices.sorted(by: { $0.interface < $1.interface }) where device.isReal {
            guard let profile = device.activeUUID.flatMap({ profiles[$0] }), !profile.isGenerated,
                let name = profile.nameOfItsSpec ?? (try? InterfaceName(device.interface))
            else { continue }
            sources[name] = ProfileImport.Source(settings: profile.settings, id: profile.id)
            if !profile.isOurs { imported.declared.insert(name) }
        }
        let active = Set(live.devices.compactMap(\.activeUUID))
        for profile in live.profiles.sorted(by: { $0.id < $1.id })
        where !active.contains(profile.uuid) && !profile.isGenerated && profile.type != "loopback" {
            imported.note(
                .leftOut, at: nil, "profile “\(profile.id)” is not active, and stays as it is",
                help: profile.comesUpByItself ? "It may come up by itself at a boot" : nil)
        }
        for link in live.links.values.sorted(by: { $0.name < $1.name }) where sources[link.name] == nil {
            guard let owner = LinkOwner.of(link) else { continue }
            imported.unmanaged.append(link.name.text)
            imported.note(.foreign, at: nil, "\(link.name) belongs to \(owner), and stays untouched (`unmanaged`)")
        }
        self = ProfileImport(sources, after: imported).imported
    }
}

extension LiveProfile {
    /// The name that a spec gave to the NIC, where it finds it by MAC address or path and the kernel may call it otherwise.
    fileprivate var nameOfItsSpec: InterfaceName? {
        isOurs && interfaceName == nil ? try? InterfaceName(id) : nil
    }

    fileprivate var comesUpByItself: Bool { settings["connection"]?["autoconnect"] != .bool(false) }
}

/// Who made a link that no profile describes, by the names that programs give.
enum LinkOwner {
    /// The program, for people.
    ///
    /// - Returns: `nil` for a NIC, a guest's tap, an end of a container's cable, and what the kernel makes by itself.
    static func of(_ link: LiveLink) -> String? {
        guard let kind = link.kind, kind != .veth, kind != .tun, !own.contains(link.name.text) else { return nil }
        return names.first { link.name.text.hasPrefix($0.prefix) }?.program ?? "another program"
    }

    private static let names: [(prefix: String, program: String)] = [
        ("virbr", "libvirt"), ("docker", "Docker"), ("br-", "Docker"), ("podman", "Podman"), ("cni", "CNI"),
        ("flannel", "CNI"), ("cali", "CNI"), ("cilium", "CNI"), ("vxlan.calico", "CNI"), ("kube-", "Kubernetes"),
        ("lxdbr", "LXD"), ("incusbr", "Incus"), ("lxcbr", "LXC"), ("fwbr", "Proxmox VE"), ("fwln", "Proxmox VE"),
        ("wg", "WireGuard"), ("tailscale", "Tailscale"), ("zt", "ZeroTier"),
    ]

    /// Links that the kernel, or Open vSwitch, makes by itself in each network namespace.
    private static let own: Set = [
        "lo", "ovs-system", "tunl0", "gre0", "gretap0", "erspan0", "sit0", "ip6tnl0", "ip6gre0", "ip_vti0", "ip6_vti0",
    ]
}
