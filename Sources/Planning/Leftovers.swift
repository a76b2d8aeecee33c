package import Host
package import NetTypes
import Profiles

extension Expectation {
    /// What is left of profiles that confirming deletes and of interfaces that the change removes.
    ///
    /// While a trial is being judged, nothing of them may be left.
    ///
    /// - Parameters:
    ///   - gone: the UUIDs of the profiles that confirming deletes.
    ///   - removed: the interfaces, by the kernel's names, that the change removes or frees.
    ///   - given: the profiles that these interfaces had, where they are known, so that addresses set by hand do not
    ///     count.
    ///   - live: the host; its profiles count only where they were read with their settings.
    /// - Returns: the leftovers; what has nothing to do with these profiles is not among them.
    package static func leftovers(
        gone: Set<String>, removed: [InterfaceName], given: [LiveProfile]? = nil, in live: LiveState
    ) -> [Mismatch] {
        var found: [Mismatch] = []
        func note(_ interface: InterfaceName, _ text: String) {
            found.append(Mismatch(interface: interface, aspect: .leftover, text: text, remedy: .activate))
        }
        var active: Set<String> = []
        for device in live.devices where device.isReal {
            guard let uuid = device.activeUUID, gone.contains(uuid), let name = try? InterfaceName(device.interface)
            else { continue }
            active.insert(uuid)
            let controller = live.links[name]?.controller.map { ", which makes it a port of \($0)" } ?? ""
            note(name, "a profile that goes (\(title(uuid, given, live))) is active on it\(controller)")
        }
        for profile in live.profiles where gone.contains(profile.uuid) && !active.contains(profile.uuid) {
            guard let name = try? InterfaceName(profile.interfaceName ?? profile.id) else { continue }
            note(name, "NetworkManager still has a profile that goes (\(profile.id))")
        }
        for name in removed {
            for text in remains(of: name, gone: gone, given: given, in: live) { note(name, text) }
        }
        return found
    }

    private static func title(_ uuid: String, _ given: [LiveProfile]?, _ live: LiveState) -> String {
        (live.profile(uuid: uuid) ?? given?.first { $0.uuid == uuid })?.id ?? uuid
    }

    private static func remains(
        of name: InterfaceName, gone: Set<String>, given: [LiveProfile]?, in live: LiveState
    ) -> [String] {
        guard let link = live.links[name] else { return [] }
        // A veth that no profile made may be a NIC, as in a container, and neither it nor a guest's tap is ever deleted.
        let isMade = given?.contains { $0.type == "veth" && $0.interfaceName == name.text } == true
        if let kind = link.kind, ![.veth, .tun].contains(kind) || kind == .veth && isMade {
            return ["it is still there"]
        }
        // Another profile is active now, and its own check covers the interface.
        if let uuid = live.device(name)?.activeUUID, !gone.contains(uuid), live.profile(uuid: uuid)?.isGenerated != true
        {
            return []
        }
        var texts: [String] = []
        if let controller = link.controller { texts.append("it is still a port of \(controller)") }
        for state in link.addresses where isGiven(state, given, of: name) {
            texts.append("it still has the address \(state.prefix)")
        }
        for route in link.routes where route.origin.map({ [4, 9, 16].contains($0) }) == true {
            texts.append("it still has the route to \(route.destination)")
        }
        return texts
    }

    /// Whether the address is from one of the given profiles, or from DHCP or advertisement, which nothing asks for any
    /// more.
    private static func isGiven(
        _ state: LiveLink.AddressState, _ given: [LiveProfile]?, of name: InterfaceName
    ) -> Bool {
        if state.prefix.address.isLinkLocal { return false }
        guard let given else { return true }
        if state.isDynamic == true { return true }
        return given.contains { profile in
            ["ipv4", "ipv6"].contains { family in
                guard case .maps(let addresses) = profile.settings[family]?["address-data"] else { return false }
                return addresses.contains { address in
                    guard case .string(let text) = address["address"] else { return false }
                    return IPAddress(text) == state.prefix.address
                }
            }
        }
    }
}
