import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Topology

extension TrialRunner {
    /// Makes of the host what a boot would make of it, where the spec leaves it open: see `BootDefaults`.
    ///
    /// - Parameters:
    ///   - plan: what was carried out.
    ///   - topology: what it was made for.
    ///   - old: the host before.
    ///   - settle: how long interfaces may take to come up again.
    /// - Throws: `ControlError`, also where the kernel refuses.
    func settleDefaults(
        after plan: Plan, for topology: Topology, from old: LiveState, settle: Duration
    ) async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        var asked: [Step] = []
        var active: [BootDefaults.Repair] = []
        for repair in BootDefaults.repairs(after: plan, for: topology, from: old, in: live) {
            switch repair {
            case .mtu(let link, let mtu): try await control.setMTU(mtu, of: link)
            case .mac(let bond, let mac):
                let above = live.sharingMAC(with: bond)
                do throws(ControlError) {
                    try await control.setMAC(mac, of: bond, and: above)
                } catch {
                    if error.kind != .refused { throw error }
                    // A driver that cannot change it while it is up: brought up again, the ports join in their order.
                    asked += plan.steps.filter { $0.device == bond }
                }
                asked += plan.steps.filter { step in
                    // A DHCP server goes by the address: what it gave the old one, it will not give at the next boot.
                    !asked.contains(step) && ([bond] + above).contains(step.device)
                        && step.profile.settings["ipv4"]?["method"] == .string("auto")
                }
            case .activePort: active.append(repair)
            }
        }
        if !asked.isEmpty {
            let again = asked.map(\.again)
            for level in Dictionary(grouping: again, by: \.level).sorted(by: { $0.key < $1.key }) {
                try await control.bringUp(level.value)
            }
            try await control.waitUntilUp(again, within: settle) { observe(.interface($0, $1)) }
        }
        for case .activePort(let bond, let port) in active { try await control.setActivePort(port, of: bond) }
    }

    /// Gives links the MAC addresses and MTUs back that they had at an earlier moment, where NetworkManager has not.
    ///
    /// - Parameter links: as they were: before the trial, or when it was judged.
    /// - Returns: what was refused.
    /// - Throws: `ControlError` when nothing more can be done.
    func putBackDefaults(_ links: [Before.Link]) async throws(ControlError) -> [String] {
        var refused: [String] = []
        func attempt(_ body: () async throws(ControlError) -> Void) async throws(ControlError) {
            do throws(ControlError) {
                try await body()
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        var live = try await control.liveState(withSettings: false)
        for (bond, mac) in live.bondMACs(otherwiseThan: links) {
            let above = live.sharingMAC(with: bond)
            try await attempt { () async throws(ControlError) in try await control.setMAC(mac, of: bond, and: above) }
        }
        // From those that carry others to those that are carried; a bridge follows its ports.
        for depth in 1...8 {
            let wrong = live.mtus(otherwiseThan: links)
            if wrong.isEmpty { break }
            for (link, mtu) in wrong where live.height(of: link) == depth {
                try await attempt { () async throws(ControlError) in try await control.setMTU(mtu, of: link) }
            }
            live = try await control.liveState(withSettings: false)
        }
        return refused
    }
}

extension Step {
    /// The step that restarts the same interface.
    fileprivate var again: Step {
        Step(profile: profile, device: device, level: level, write: write, activation: .activate, reasons: reasons)
    }
}

extension LiveState {
    /// What stands on a bond and has its MAC address, as NetworkManager gives it to VLANs, and the kernel to bridges.
    func sharingMAC(with bond: InterfaceName) -> [InterfaceName] {
        var found: [InterfaceName] = []
        var below = [bond]
        while let name = below.popLast() {
            for link in links.values
            where (link.parent == name || links[name]?.controller == link.name) && link.mac == links[bond]?.mac
                && !found.contains(link.name)
            {
                found.append(link.name)
                below.append(link.name)
            }
        }
        return found.sorted()
    }

    /// How many links a link stands on, one upon the other, itself among them: parents and ports.
    fileprivate func height(of name: InterfaceName, limit: Int = 8) -> Int {
        guard let link = links[name], limit > 1 else { return 1 }
        let below = [link.parent].compactMap(\.self) + links.values.filter { $0.controller == name }.map(\.name)
        return 1 + (below.map { height(of: $0, limit: limit - 1) }.max() ?? 0)
    }
}

extension LiveState {
    /// Bonds that have another MAC address than then, and that one.
    fileprivate func bondMACs(otherwiseThan old: [Before.Link]) -> [(InterfaceName, MACAddress)] {
        old.compactMap { old in
            guard let name = try? InterfaceName(old.name), let mac = old.facts?.mac.flatMap({ MACAddress($0) }),
                let link = links[name], let bond = link.bond, link.mac != mac,
                // With fail_over_mac it is the active port's; then the ports keep their own (bonding.rst).
                bond.mode != "active-backup"
                    || links.values.allSatisfy({ $0.controller != name || $0.mac == link.mac })
            else { return nil }
            return (name, mac)
        }
    }

    /// Links that have another MTU than then, and that one; a bond's ports left out, which have their bond's.
    fileprivate func mtus(otherwiseThan old: [Before.Link]) -> [(InterfaceName, Int)] {
        old.compactMap { old in
            guard let name = try? InterfaceName(old.name), let mtu = old.facts?.mtu, let link = links[name],
                link.mtu != mtu,
                link.controller.flatMap({ links[$0]?.bond }) == nil
            else { return nil }
            return (name, mtu)
        }
    }
}

extension Before {
    /// Links that NetworkManager had a profile for: what others had made is theirs.
    var ownLinks: [Link] {
        let known = Set(active.map(\.interface))
        return links.filter { known.contains($0.name) }
    }

    /// Bonds' MAC addresses and links' MTUs that are otherwise than before.
    func defaultDeviations(of live: LiveState) -> [Deviation] {
        live.bondMACs(otherwiseThan: ownLinks).map { name, mac in
            .mac(name.text, now: live.links[name]?.mac?.description ?? "none", before: mac.description)
        }
            + live.mtus(otherwiseThan: ownLinks).map { name, mtu in
                .mtu(name.text, now: live.links[name]?.mtu ?? 0, before: mtu)
            }
    }
}
