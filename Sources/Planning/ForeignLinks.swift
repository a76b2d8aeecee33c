import Host
import NetTypes
import OrderedCollections
import Topology

/// Finds links of the host that a spec takes for something else, or takes over from another program without saying so.
///
/// The spec says so by `foreign`. It does not permit what cannot work, such as a bridge as a port.
struct ForeignLinks {
    private let topology: Topology
    private let live: LiveState
    private let links: HostLinks

    init(_ topology: Topology, on live: LiveState) {
        self.topology = topology
        self.live = live
        links = HostLinks(live)
    }

    /// The refusals, each with what to write instead.
    func problems() -> [Refusal] {
        topology.interfaces.values.compactMap(problem) + topology.absent.compactMap(removal)
    }

    private func problem(_ interface: Interface) -> Refusal? {
        let name = interface.name
        guard let sort = links.sort(of: name), let maker = links.maker(of: name) else { return nil }
        // A NIC that is found by its address or path is another link than one with the spec's name.
        if let nic = interface.nic, nic.mac != nil || nic.path != nil { return nil }
        if !interface.isVirtual { return notNIC(interface, sort, maker) }
        switch sort {
        // For these the planner reports that the name is taken.
        case .nic, .veth, .tap: return nil
        case .kind, .other:
            if maker != .anotherProgram || topology.foreign.contains(name) { return nil }
            return Refusal(
                .foreignLink, name, "\(place(interface)): \(sort.text) of this name is there already. \(Self.made)",
                help: "Choose another name, or write `foreign: [\(name)]` to take it over.")
        }
    }

    /// The refusal of a link that the spec uses as a NIC and that is none.
    private func notNIC(_ interface: Interface, _ sort: LinkSort, _ maker: LinkMaker) -> Refusal? {
        let name = interface.name
        let isForeign = maker == .anotherProgram && !topology.foreign.contains(name)
        switch (sort, interface.attachment) {
        case (.nic, _): return nil
        case (.veth, _):
            if !isForeign { return nil }
            return Refusal(
                .foreignLink, name, "\(place(interface)): \(name) is \(sort.text). \(Self.made)",
                help: "Leave it out, or write `foreign: [\(name)]` to take it over.")
        case (.tap, _):
            return Refusal(
                .guestTap, name, "\(place(interface)): \(name) is \(sort.text).",
                help:
                    "The program that made it plugs it in: leave it out. To check guests against this spec, name them "
                    + "under `guests`.")
        case (.kind(.bridge), let attachment?):
            return Refusal(
                .cannotBePort, name, "\(place(interface)): \(name) is a bridge, and a bridge cannot be a port.",
                help: "List what is in it as ports of \(attachment.controller).")
        case (.kind(.bond), .bond(let bond, _)):
            return Refusal(
                .cannotBePort, name, "\(place(interface)): \(name) is a bond, and the kernel refuses bonds in bonds.",
                help: "List its NICs as ports of \(bond).")
        case (.kind, _), (.other, _):
            let word = isForeign ? ", and write `foreign: [\(name)]` to take it over" : ""
            let advice =
                sort.section.map { "Declare it under `\($0)`\(word), or leave it out." } ?? "Leave it out."
            return Refusal(
                .notNIC, name,
                "\(place(interface)): \(name) is \(sort.text), not a NIC.\(isForeign ? " " + Self.made : "")",
                help: advice)
        }
    }

    private func removal(_ name: InterfaceName) -> Refusal? {
        guard let sort = links.sort(of: name), links.maker(of: name) == .anotherProgram else { return nil }
        switch sort {
        case .tap, .veth, .nic:
            return Refusal(
                .cannotRemove, name, "absent: \(name) is \(sort.text). \(Self.made)",
                help: "No rollback could bring it back: end it in that program, or with `ip link delete \(name)`.")
        case .kind, .other:
            if topology.foreign.contains(name) { return nil }
            return Refusal(
                .foreignLink, name, "absent: \(name) is \(sort.text). \(Self.made)",
                help: "Write also `foreign: [\(name)]` if it is to go.")
        }
    }

    private static let made = "Another program made it: NetworkManager has no profile for it."

    /// The place in the spec that names an interface, as a path.
    private func place(_ interface: Interface) -> String {
        if interface.isVirtual { return "\(interface.kind.name.words.section).\(interface.name)" }
        if let attachment = interface.attachment {
            return "\(attachment.kind.words.section).\(attachment.controller).ports"
        }
        let child = topology.interfaces.values.first { $0.parents.contains(interface.name) }
        return child.map { "\($0.kind.name.words.section).\($0.name).parent" } ?? "ethernets.\(interface.name)"
    }
}
