package import Host
import NetTypes
import OrderedCollections
import Profiles
package import Topology

/// The NICs that a spec calls by other names of theirs (`ip link property add … altname`; udev gives some to each NIC).
///
/// NetworkManager goes by the kernel's own name only (1.42.4: `connection.interface-name`), and that may be another one after a
/// boot. So the profile finds the NIC by what is its own at each boot, as with the spec's `mac` and `path`: the permanent MAC
/// address, or its path where no MAC address tells it from the others.
struct AlternativeNames {
    /// The kernel's own names of these NICs, by their names in the spec.
    private(set) var links: [InterfaceName: InterfaceName] = [:]
    /// These NICs with the MAC address or the path that they are found by.
    private(set) var nics: [InterfaceName: Ethernet] = [:]
    /// The refusals of other names that cannot be used.
    private(set) var problems: [Refusal] = []

    /// Looks for the names of a spec that are no interface's own name on a host.
    init(_ topology: Topology, on live: LiveState) {
        let owners = live.ownersOfOtherNames
        if owners.isEmpty { return }
        for interface in topology.interfaces.values {
            guard var nic = interface.nic, !nic.isMarked, live.links[interface.name] == nil,
                let link = owners[interface.name.text].flatMap({ live.links[$0] })
            else { continue }
            if let reason = Self.obstacle(to: link, taken: links.values.contains(link.name), topology, live) {
                refuse(interface.name, link.name, reason, help: "Write `\(link.name)`.")
            } else if nic.mark(as: link, in: live) {
                links[interface.name] = link.name
                nics[interface.name] = nic
            } else {
                refuse(
                    interface.name, link.name,
                    "and it has neither a MAC address nor a path of its own by which a profile could find it at each boot",
                    help: "Write `\(link.name)`.")
            }
        }
    }

    /// Refuses other names of NICs that the spec only uses and whose own profiles stay: what stands on such a NIC can name it
    /// by the kernel's name only.
    static func problems(
        ofStanding standing: Set<InterfaceName>, _ links: [InterfaceName: InterfaceName]
    ) -> [Refusal] {
        standing.sorted().compactMap { name in
            guard let link = links[name] else { return nil }
            return Refusal(
                .noSuchNIC, name, "\(name): it is another name of \(link), which keeps the profile that it has.",
                help: "Write `\(link)`, or declare `ethernets: {\(name): {}}` with the addresses that it is to have.")
        }
    }

    private mutating func refuse(_ name: InterfaceName, _ link: InterfaceName, _ reason: String, help: String) {
        problems.append(
            Refusal(.noSuchNIC, name, "\(name): it is another name of \(link), \(reason).", help: help))
    }

    /// Why the spec has to call a link by its own name.
    private static func obstacle(
        to link: LiveLink, taken: Bool, _ topology: Topology, _ live: LiveState
    ) -> String? {
        let sort = LinkSort(link)
        switch sort {
        case .nic: break
        case .veth:
            let isMade = live.profiles.contains { $0.type == "veth" && $0.interfaceName == link.name.text }
            if isMade || HostLinks(live).maker(of: link.name) == .anotherProgram { return "which is \(sort.text)" }
        case .tap, .kind, .other: return "which is \(sort.text)"
        }
        let isElsewhere = topology.interfaces.values.contains { other in
            other.nic.map { $0.isMarked && NICs.find($0, named: other.name, on: live) == link.name } ?? false
        }
        return taken || isElsewhere || topology.interfaces[link.name] != nil ? "which the spec has, too" : nil
    }
}

extension Topology {
    /// The same topology with what a spec leaves to its host: what NICs with other names are found by, and the MAC addresses
    /// that are copied.
    ///
    /// What the host does not have stays open.
    package func completed(by live: LiveState) -> Topology {
        with(nics: AlternativeNames(self, on: live).nics).copyingMACs(from: live)
    }
}

extension LiveState {
    /// The links by their other names.
    var ownersOfOtherNames: [String: InterfaceName] {
        Dictionary(links.values.lazy.flatMap { link in link.alternativeNames.map { ($0, link.name) } }) { $1 }
    }
}

extension Ethernet {
    /// Whether it is found by something else than its name.
    fileprivate var isMarked: Bool { mac != nil || path != nil }

    /// Finds the NIC by what only this link has, whatever its name is.
    ///
    /// - Returns: whether it has anything like that.
    fileprivate mutating func mark(as link: LiveLink, in live: LiveState) -> Bool {
        // A NIC without a permanent address may have a random one, which is another after each boot.
        let own = link.permanentMAC ?? (link.kind == .veth ? link.mac : nil)
        if let own, NICs.all(live).count(where: { ($0.permanentMAC ?? $0.mac) == own }) == 1 {
            mac = own
            return true
        }
        guard let place = live.device(link.name)?.hardwarePath,
            live.devices.count(where: { $0.hardwarePath == place }) == 1
        else { return false }
        path = place
        return true
    }
}
