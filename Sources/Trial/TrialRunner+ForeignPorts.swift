import Host
import NetTypes
import Planning

/// Ports that another program than NetworkManager plugged into a bridge, such as guests' taps, and permanent entries in
/// bridges' tables: both are restored.
extension TrialRunner {
    /// Plugs the ports back in that lost their bridge when it was re-created, and restores the bridges' tables.
    ///
    /// A port that is in another bridge by now stays there, since somebody moved it.
    ///
    /// - Parameters:
    ///   - before: the host before the change.
    ///   - reapplied: the running bridges whose options the change has just set. NetworkManager 1.42 then puts every
    ///     port into the default VLAN again, guests' too (`bridge_set_vlan_options()`, nm-device-bridge.c).
    /// - Throws: `.refused` with the differences that remain.
    func plugLoosePorts(_ before: Before, reapplied: Set<String> = []) async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        var touched: [Before.Link] = []
        for (old, now) in before.foreignPorts(in: live) {
            guard let text = old.controller, let controller = try? InterfaceName(text),
                let bridge = live.links[controller]
            else { continue }
            let wanted = old.adapted(to: live, of: before)
            let isAnother = before.links.first { $0.name == text }?.port.map { $0.index != bridge.index } ?? false
            let isUnlike = !wanted.portDifferences(from: live).isEmpty
            let isInPlace = now.controller == controller
            guard now.controller == nil || isInPlace && (isAnother || reapplied.contains(text)) && isUnlike else {
                continue
            }
            try await control.plug(wanted)
            touched.append(wanted)
            if !isInPlace || isAnother { observe(.note("\(old.name) is plugged into \(text) again")) }
        }
        for old in before.links where old.port != nil && !old.isForeignPort {
            let wanted = old.adapted(to: live, of: before)
            let lost = wanted.portDifferences(from: live)
            if lost.isEmpty { continue }
            try await control.mend(lost)
            touched.append(wanted)
        }
        if touched.isEmpty { return }
        let after = try await control.liveState(withSettings: false)
        let left = touched.flatMap { $0.portDifferences(from: after) }
        if !left.isEmpty { throw ControlError(.refused, left.map(\.text).joined(separator: "; ")) }
    }

    /// Restores the VLANs of guests' ports as soon as the options of their running bridges have been set.
    ///
    /// Until then the guests' frames are in the default VLAN, so this does not wait until everything is up.
    func keepVLANs(ofGuestsOn reapplied: Set<String>, _ before: Before) async throws(ControlError) {
        if reapplied.isEmpty { return }
        let live = try await control.liveState(withSettings: false)
        for (old, now) in before.foreignPorts(in: live) {
            guard let bridge = old.controller, reapplied.contains(bridge), now.controller?.text == bridge else {
                continue
            }
            let lost = old.adapted(to: live, of: before).portDifferences(from: live)
            if !lost.isEmpty { try await control.mend(lost) }
        }
    }

    /// Does the same as `plugLoosePorts` after the decision to keep the new network, but only reports a refusal.
    func plugLoosePortsOrSay(_ before: Before) async throws(ControlError) {
        do throws(ControlError) {
            try await plugLoosePorts(before)
        } catch {
            if error.kind != .refused { throw error }
            observe(.note("not everything is as it was: \(error.message)"))
        }
    }

    /// Plugs all recorded ports back in, wherever they are now, and restores the bridges' tables.
    ///
    /// - Returns: the messages of what was refused; every other port is still restored.
    func restoreForeignPorts(_ before: Before) async throws(ControlError) -> [String] {
        let live = try await control.liveState(withSettings: false)
        var refused: [String] = []
        func attempt(_ body: () async throws(ControlError) -> Void) async throws(ControlError) {
            do throws(ControlError) {
                try await body()
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        for (old, now) in before.foreignPorts(in: live)
        where now.controller?.text != old.controller || now.isUp != old.isUp
            || !old.portDifferences(from: live).isEmpty
        {
            try await attempt { () async throws(ControlError) in try await control.plug(old) }
        }
        for old in before.links where old.port != nil && !old.isForeignPort {
            let lost = old.portDifferences(from: live)
            if lost.isEmpty { continue }
            try await attempt { () async throws(ControlError) in try await control.mend(lost) }
        }
        return refused
    }

    /// Adds to the record the ports that were plugged into recorded bridges during the trial.
    ///
    /// If the rollback re-creates the bridge, guests that were started meanwhile are plugged in again. A host that
    /// cannot be read does not stop the rollback: the record is then returned unchanged.
    func withPortsSeen(_ record: TrialRecord) async -> TrialRecord {
        guard let live = try? await control.liveState(withSettings: false) else { return record }
        let fresh = record.unknownPorts(in: live)
        // Only the profiles tell which of them NetworkManager plugged in, and they cost a call each to read.
        if fresh.isEmpty { return record }
        guard let whole = try? await control.liveState(withSettings: true) else { return record }
        let seen = Before(whole)
        let links = seen.links.filter { $0.isForeignPort && fresh.contains($0.name) }.map { link in
            var link = link
            let pvid = seen.links.first { $0.name == link.controller }?.port?.bridge?.defaultPVID
            if let pvid, link.port?.vlans == VLANSpan.default(pvid) { link.port?.vlans = nil }
            return link
        }
        if links.isEmpty { return record }
        var record = record
        let names = Set(links.map(\.name))
        record.before.links = record.before.links.filter { !names.contains($0.name) } + links
        // If it cannot be saved, only a guard that takes over after a crash lacks these ports.
        try? store.save(record)
        return record
    }
}

extension TrialRecord {
    /// The names of ports that are in a recorded bridge but not in the record.
    fileprivate func unknownPorts(in live: LiveState) -> Set<String> {
        let old = Dictionary(before.links.map { ($0.name, $0) }) { first, _ in first }
        let changed = Set(changes.map(\.interface))
        return Set(
            live.links.values.filter { link in
                guard let controller = link.controller, old[controller.text]?.port?.bridge != nil,
                    !changed.contains(link.name.text)
                else { return false }
                return old[link.name.text].map { !$0.isStill(link) } ?? true
            }.map(\.name.text))
    }
}

extension Before {
    /// The ports that another program than NetworkManager plugged in and that still exist, before and now.
    ///
    /// The port that gives a bond its MAC address comes first.
    func foreignPorts(in live: LiveState) -> [(old: Link, now: LiveLink)] {
        let foreign =
            links.filter { $0.isForeignPort && $0.port?.isNamesake == true }
            + links.filter { $0.isForeignPort && $0.port?.isNamesake != true }
        return foreign.compactMap { old in
            guard let name = try? InterfaceName(old.name), let now = live.links[name], old.isStill(now) else {
                return nil
            }
            return (old, now)
        }
    }
}
