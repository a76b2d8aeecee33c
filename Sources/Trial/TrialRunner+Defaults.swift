import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Topology

extension TrialRunner {
    /// Sets on running links what they would have after a boot, where the spec leaves it open; see `BootDefaults`.
    ///
    /// - Parameters:
    ///   - plan: the plan that was carried out.
    ///   - topology: the topology that the plan achieves.
    ///   - old: the host before the change.
    ///   - settle: how long interfaces may take to come up again.
    /// - Throws: `ControlError`, also where the kernel refuses.
    func settleDefaults(
        after plan: Plan, for topology: Topology, from old: LiveState, settle: Duration
    ) async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        var asked: [Step] = []
        let repairs = BootDefaults.repairs(after: plan, for: topology, from: old, in: live)
        // The active port first: the switch then sees the bond's new MAC address, which a port had, at that port only.
        try await setActivePorts(repairs)
        for repair in repairs {
            switch repair {
            case .mtu(let link, let mtu): try await control.setMTU(mtu, of: link)
            case .mac(let bond, let mac):
                let above = live.sharingMAC(with: bond)
                do throws(ControlError) {
                    try await control.setMAC(mac, of: bond, and: above)
                } catch {
                    if error.kind != .refused { throw error }
                    // The driver cannot change it while the bond is up: brought up again, the ports join in order.
                    asked += plan.steps.filter { $0.device == bond }
                }
                asked += plan.steps.filter { step in
                    // A DHCP server goes by the MAC address, so the lease for the old one would not be given at the
                    // next boot.
                    !asked.contains(step) && ([bond] + above).contains(step.device)
                        && step.profile.settings["ipv4"]?["method"] == .string("auto")
                }
            case .activePort: continue
            }
        }
        if !asked.isEmpty {
            let again = asked.map(\.again)
            for level in Dictionary(grouping: again, by: \.level).sorted(by: { $0.key < $1.key }) {
                try await control.bringUp(level.value)
            }
            try await control.waitUntilUp(again, within: settle) { observe(.interface($0, $1)) }
            try await setActivePorts(repairs)
        }
    }

    private func setActivePorts(_ repairs: [BootDefaults.Repair]) async throws(ControlError) {
        for case .activePort(let bond, let port) in repairs { try await control.setActivePort(port, of: bond) }
    }

    /// Restores earlier MAC addresses of bonds and MTUs of links, where NetworkManager has not.
    ///
    /// - Parameter links: the links as they were, before the trial or when it was judged.
    /// - Returns: the messages of what was refused.
    /// - Throws: `ControlError` when the host cannot be read or NetworkManager is gone.
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
        // Lower links first, since a link's MTU is limited by the one below; a bridge follows its ports.
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
    /// A step that activates the same profile again.
    fileprivate var again: Step {
        Step(profile: profile, device: device, level: level, write: write, activation: .activate, reasons: reasons)
    }
}

extension LiveState {
    /// The links on top of a bond that have its MAC address: VLANs get it from NetworkManager, bridges from the kernel.
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

    /// The length of the longest chain of parents and ports below a link, with the link itself counted.
    fileprivate func height(of name: InterfaceName, limit: Int = 8) -> Int {
        guard let link = links[name], limit > 1 else { return 1 }
        let below = [link.parent].compactMap(\.self) + links.values.filter { $0.controller == name }.map(\.name)
        return 1 + (below.map { height(of: $0, limit: limit - 1) }.max() ?? 0)
    }
}

extension LiveState {
    /// The bonds whose MAC address differs from the recorded one, each with the recorded one.
    fileprivate func bondMACs(otherwiseThan old: [Before.Link]) -> [(InterfaceName, MACAddress)] {
        old.compactMap { old in
            guard let name = try? InterfaceName(old.name), let mac = old.facts?.mac.flatMap({ MACAddress($0) }),
                let link = links[name], let bond = link.bond, link.mac != mac,
                // With fail_over_mac the MAC address is the active port's, and the ports keep their own (bonding.rst).
                bond.mode != "active-backup"
                    || links.values.allSatisfy({ $0.controller != name || $0.mac == link.mac })
            else { return nil }
            return (name, mac)
        }
    }

    /// The links whose MTU differs from the recorded one, each with the recorded one; a bond's ports are left out.
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
    /// The links that had a NetworkManager profile; others belong to the programs that configured them.
    var ownLinks: [Link] {
        let known = Set(active.map(\.interface))
        return links.filter { known.contains($0.name) }
    }

    /// The differences of bonds' MAC addresses and links' MTUs from those before.
    func defaultDeviations(of live: LiveState) -> [Deviation] {
        live.bondMACs(otherwiseThan: ownLinks).map { name, mac in
            .mac(name.text, now: live.links[name]?.mac?.description ?? "none", before: mac.description)
        }
            + live.mtus(otherwiseThan: ownLinks).map { name, mtu in
                .mtu(name.text, now: live.links[name]?.mtu ?? 0, before: mtu)
            }
    }
}
