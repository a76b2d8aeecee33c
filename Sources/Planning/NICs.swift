package import Host
package import NetTypes
import OrderedCollections
package import Topology

/// Finds the host's NICs that a topology means.
package enum NICs {
    /// The kernel's name for each NIC of the topology, found by permanent MAC address, by path, or by name.
    ///
    /// - Throws: `Misfit` that names every missing or unmanaged NIC, and the NICs that the host has.
    package static func resolve(
        _ topology: Topology, on live: LiveState
    ) throws(Misfit) -> [InterfaceName: InterfaceName] {
        var found: [InterfaceName: InterfaceName] = [:]
        var problems: [Refusal] = []
        for interface in topology.interfaces.values {
            guard let nic = interface.nic else { continue }
            guard let link = find(nic, named: interface.name, on: live) else {
                problems.append(missing(nic, interface.name, live))
                continue
            }
            found[interface.name] = link
            if let device = live.device(link), !device.isManaged {
                problems.append(
                    Refusal(
                        .unmanagedNIC, interface.name, "\(interface.name): NetworkManager is told not to manage it.",
                        help: help(forUnmanaged: link, live)))
            }
        }
        if !problems.isEmpty { throw Misfit(problems) }
        return found
    }

    private static func missing(_ nic: Ethernet, _ name: InterfaceName, _ live: LiveState) -> Refusal {
        if let mac = nic.mac {
            return Refusal(
                .noSuchNIC, name, "\(name): no NIC here has the permanent MAC address \(mac).", help: known(live))
        }
        if let path = nic.path {
            return Refusal(.noSuchNIC, name, "\(name): no NIC here is at the path \(path).", help: known(live))
        }
        return Refusal(
            .noSuchNIC, name, "\(name): there is no such NIC here.", help: renamed(name, live) ?? known(live))
    }

    /// The kernel's name of one NIC, found by permanent MAC address, by path, or by any of its names.
    ///
    /// - Parameters:
    ///   - nic: what the spec says of it; `nil` for one that the spec does not have.
    ///   - name: its name in the spec.
    ///   - live: the host.
    /// - Returns: `nil` where the host has none.
    static func find(_ nic: Ethernet?, named name: InterfaceName, on live: LiveState) -> InterfaceName? {
        if let mac = nic?.mac { return all(live).first { ($0.permanentMAC ?? $0.mac) == mac }?.name }
        guard let path = nic?.path else {
            return live.links[name]?.name ?? live.links.values.first { $0.alternativeNames.contains(name.text) }?.name
        }
        return live.devices.first { $0.hardwarePath == path }.flatMap { try? InterfaceName($0.interface) }
    }

    private static func help(forUnmanaged name: InterfaceName, _ live: LiveState) -> String {
        for claim in live.bootClaims where claim.nic == name {
            switch claim.program {
            case .ifupdown:
                return "\(claim.place) names it. Take \(name) out there, then call `systemctl restart NetworkManager`."
            case .networkScripts:
                return "\(claim.place) says `NM_CONTROLLED=no`. Take that out, then call "
                    + "`systemctl restart NetworkManager`."
            case .networkd, .cloudInit: continue
            }
        }
        return "Look for `unmanaged-devices` in NetworkManager's configuration and for `nmcli device set \(name) "
            + "managed yes`."
    }

    /// Every NIC of the host, sorted by name; a veth counts, since it serves as one in a container.
    package static func all(_ live: LiveState) -> [LiveLink] {
        live.links.values.filter(isNIC).sorted { $0.name < $1.name }
    }

    /// Whether a link is a NIC; a veth counts, since it serves as one in a container.
    static func isNIC(_ link: LiveLink) -> Bool {
        (link.kind == nil || link.kind == .veth) && link.name.text != "lo"
    }

    /// Help for a NIC that was renamed: a profile for the old name requires the MAC address of a NIC with another name
    /// now.
    ///
    /// Our own profile has the spec's name for its ID, also where that was another name of the NIC, which is gone.
    private static func renamed(_ name: InterfaceName, _ live: LiveState) -> String? {
        let macs = live.profiles.filter { $0.interfaceName ?? ($0.isOurs ? $0.id : nil) == name.text }
            .compactMap(\.requiredMAC)
        let found = all(live).compactMap { link in (link.permanentMAC ?? link.mac).map { (link, $0) } }.first {
            macs.contains($0.1)
        }
        guard let (link, mac) = found else { return nil }
        return "Its MAC address \(mac) is \(link.name)'s now: write `\(link.name)`, or "
            + "`ethernets: {\(name): {mac: \"\(mac)\"}}`, which finds it under any name."
    }

    static func known(_ live: LiveState) -> String {
        let managed = all(live).filter { live.device($0.name)?.isManaged == true }
        if managed.isEmpty { return "NetworkManager manages no NIC on this host." }
        let names = managed.prefix(12).map { link in
            (link.permanentMAC ?? link.mac).map { "\(link.name) (\($0))" } ?? link.name.text
        }
        return "The NICs here are \(names.joined(separator: ", "))\(managed.count > 12 ? " …" : "")."
    }
}
