package import Host
import NetTypes
import Profiles
package import Topology

/// Which devices NetworkManager is still bringing up while it starts, and whether a change has to wait for them.
package enum StillStarting {
    /// The devices whose activation is under way.
    package static func devices(in live: LiveState) -> [LiveDevice] {
        live.devices.filter { $0.isReal && $0.isManaged && $0.isComingUp && $0.interface != "lo" }
    }

    /// The devices for which a change has to wait.
    ///
    /// - Parameters:
    ///   - topology: what the host shall be, if known: devices that it removes or changes need no wait.
    ///   - live: the host, with its profiles' settings.
    /// - Returns: the devices, without those whose link already has all that their profile demands: NetworkManager 1.42
    ///   leaves some in `ip-config` for good (a VLAN on a bond that a bridge takes as a port meanwhile).
    package static func needed(for topology: Topology?, in live: LiveState) -> [LiveDevice] {
        let pending = devices(in: live).filter { !isComplete($0, in: live) }
        guard !pending.isEmpty, let topology, let plan = try? Planner.plan(topology, on: live) else { return pending }
        let steps = Dictionary(plan.steps.map { ($0.device.text, $0) }) { first, _ in first }
        let removed = Set(plan.removals.map(\.interface.text))
        return pending.filter { device in
            if removed.contains(device.interface) { return false }
            guard let step = steps[device.interface] else { return true }
            if device.activeUUID != step.profile.uuid.text { return false }
            if case .none = step.write { return true }
            return false
        }
    }

    /// Whether a device's link has all that its active profile demands, whatever NetworkManager calls its state.
    package static func isComplete(_ device: LiveDevice, in live: LiveState) -> Bool {
        guard let uuid = device.activeUUID, let profile = live.profile(uuid: uuid),
            let link = (try? InterfaceName(device.interface)).flatMap({ live.links[$0] }), link.isUp, link.hasCarrier
        else { return false }
        if let controller = profile.settings.controller {
            guard let name = link.controller else { return false }
            return name.text == controller || live.device(name)?.activeUUID == controller
        }
        return has(profile.settings["ipv4"] ?? [:], .v4, link) && has(profile.settings["ipv6"] ?? [:], .v6, link)
    }

    private static func has(_ setting: [String: SettingValue], _ family: IPFamily, _ link: LiveLink) -> Bool {
        let addresses = link.addresses.filter { $0.prefix.family == family && !$0.isTentative && !$0.isDuplicate }
        switch setting["method"] {
        case .string("disabled"), .string("ignore"), .string("link-local"): return true
        case .string("manual"): break
        // With DHCP or router advertisements, an address must have arrived.
        default: if !addresses.contains(where: { !$0.prefix.address.isLinkLocal }) { return false }
        }
        if case .string(let gateway)? = setting["gateway"], let router = IPAddress(gateway),
            !link.routes.contains(where: { $0.destination.isDefault && $0.via == router })
        {
            return false
        }
        guard case .maps(let wanted)? = setting["address-data"] else { return true }
        return wanted.allSatisfy { map in
            guard case .string(let text)? = map["address"], let address = IPAddress(text) else { return true }
            return addresses.contains { $0.prefix.address == address }
        }
    }
}
