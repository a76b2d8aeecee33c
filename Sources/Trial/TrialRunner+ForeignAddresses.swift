import Host
import NetTypes
import Planning

/// Links of other programs that stand on interfaces which a change sets down for a moment.
extension TrialRunner {
    /// Gives links of other programs the addresses and routes again that they lost with the carrier of what they stand on.
    ///
    /// The kernel takes IPv6 addresses and all routes from a VLAN when the bond below goes down, as it does when its mode
    /// changes. NetworkManager sets them again only on links that it manages.
    ///
    /// - Parameters:
    ///   - before: the host before the change.
    ///   - changed: the names of the interfaces that the change activated.
    /// - Throws: `.refused` when the kernel does not take one.
    func putBackForeignAddresses(_ before: Before, on changed: Set<String>) async throws(ControlError) {
        let managed = Set(before.active.map(\.interface)).union(changed)
        let strangers = before.links.filter { $0.facts != nil && !managed.contains($0.name) && $0.controller == nil }
        if strangers.isEmpty { return }
        let live = try await control.liveState(withSettings: false)
        for old in strangers {
            guard let name = try? InterfaceName(old.name), let link = live.links[name], link.index == old.facts?.index,
                live.parents(of: name).contains(where: { changed.contains($0.text) })
            else { continue }
            let have = Set(link.addresses.map(\.prefix.description))
            for address in old.addresses where !have.contains(address) {
                try await control.add(address, to: old.name)
                observe(.note("\(name) has its address \(address) again"))
            }
            for route in before.routes(missingIn: live) where route.interface == old.name {
                try await control.add(route)
                observe(.note("\(name) has its route to \(route.destination) again"))
            }
        }
    }
}

extension LiveState {
    /// The links on which a VLAN stands, nearest first.
    func parents(of name: InterfaceName) -> [InterfaceName] {
        var found: [InterfaceName] = []
        var next = links[name]?.parent
        while let parent = next, !found.contains(parent) {
            found.append(parent)
            next = links[parent]?.parent
        }
        return found
    }
}
