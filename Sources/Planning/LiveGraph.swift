import Host
import NetTypes
import Topology

/// What stands on what in the kernel: children on their parents, controllers on their ports.
struct LiveGraph {
    private let live: LiveState
    private let children: [InterfaceName: [InterfaceName]]
    private let ports: [InterfaceName: [InterfaceName]]
    /// Devices with an active profile that NetworkManager did not generate.
    private let known: Set<String>

    init(_ live: LiveState) {
        self.live = live
        var children: [InterfaceName: [InterfaceName]] = [:]
        var ports: [InterfaceName: [InterfaceName]] = [:]
        for link in live.links.values.sorted(by: { $0.name < $1.name }) {
            for parent in link.parents { children[parent, default: []].append(link.name) }
            if let controller = link.controller { ports[controller, default: []].append(link.name) }
        }
        self.children = children
        self.ports = ports
        let generated = Set(live.profiles.filter(\.isGenerated).map(\.uuid))
        known = Set(
            live.devices.compactMap { device in
                device.activeUUID.flatMap { generated.contains($0) ? nil : device.interface }
            })
    }

    /// Whether the link has an active profile that NetworkManager can activate again.
    func isKept(_ name: InterfaceName) -> Bool { known.contains(name.text) }

    /// The ports of a controller that NetworkManager plugged in.
    func ownPorts(of name: InterfaceName) -> [InterfaceName] { (ports[name] ?? []).filter(isKept) }

    /// The ports of a bridge that something other than NetworkManager plugged in: the host's ends of guests' NICs.
    func taps(of name: InterfaceName) -> [InterfaceName] {
        guard let link = live.links[name], link.kind == .bridge || link.ovsBridge != nil else { return [] }
        return (ports[name] ?? []).filter { !isKept($0) }
    }

    /// Everything that stands on a link, nearest first.
    ///
    /// - Parameters:
    ///   - root: the link that is removed or interrupted.
    ///   - changing: other links that are interrupted with it; a bond falls only if all its ports do.
    /// - Returns: the links found, without `root`.
    func above(_ root: InterfaceName, changing: Set<InterfaceName>) -> [InterfaceName] {
        var found: [InterfaceName] = [root]
        var known: Set<InterfaceName> = [root]
        var next = 0
        while next < found.count {
            let name = found[next]
            next += 1
            var more = children[name] ?? []
            if let controller = live.links[name]?.controller, isKept(name) || next == 1 {
                let others = ownPorts(of: controller).filter { live.links[$0]?.isUp == true }
                let falls =
                    live.links[controller]?.kind != .bond
                    || others.allSatisfy { known.contains($0) || changing.contains($0) }
                if falls { more.append(controller) }
            }
            more += internals(of: name)
            for link in more where known.insert(link).inserted { found.append(link) }
        }
        return Array(found.dropFirst())
    }

    /// The internal interfaces of a bridge of Open vSwitch, which have the addresses that its ports lead to.
    private func internals(of name: InterfaceName) -> [InterfaceName] {
        guard live.links[name]?.ovsBridge != nil else { return [] }
        return (ports[name] ?? []).flatMap { ports[$0] ?? [] }.filter {
            live.links[$0]?.kind == InterfaceKind.ovsInterface.words.link
        }
    }

    /// A link and everything on which it stands: its parents and ports, without guests' taps.
    func path(beneath name: InterfaceName) -> [InterfaceName] {
        var found: [InterfaceName] = [name]
        var known: Set<InterfaceName> = [name]
        var next = 0
        while next < found.count {
            let link = live.links[found[next]]
            next += 1
            // An internal interface of Open vSwitch stands on its bridge.
            let bridge = link?.kind == InterfaceKind.ovsInterface.words.link ? link?.controller : nil
            let above = bridge.flatMap { live.links[$0]?.controller }
            let more =
                (link?.parents ?? []) + [bridge, above].compactMap(\.self)
                + (link.map { ports(beneath: $0) } ?? [])
            for name in more where known.insert(name).inserted { found.append(name) }
        }
        return found
    }

    private func ports(beneath link: LiveLink) -> [InterfaceName] {
        // All ports of a bond are part of its path, whoever plugged them in; a bridge's ports may be guests.
        link.kind == .bridge || link.ovsBridge != nil ? ownPorts(of: link.name) : ports[link.name] ?? []
    }
}
