import Host
import NetTypes
import Planning

/// Guests' taps, and whatever else was plugged into a bridge behind NetworkManager's back, go back where they were, and as
/// they were; so does what somebody put into bridges' tables.
extension TrialRunner {
    /// The ports that lost their bridge because it was re-created; one that is in another bridge by now was moved there by
    /// somebody, and stays.
    ///
    /// - Parameters:
    ///   - before: the host before the change.
    ///   - reapplied: bridges that the change has just set options of while they run: NetworkManager 1.42 then puts every
    ///     port into the default VLAN anew, guests' too (`bridge_set_vlan_options()`, nm-device-bridge.c).
    /// - Throws: `.refused` with what could not be put back.
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

    /// Guests of bridges whose options were just set while they run go back into their VLANs at once, not only when all is
    /// up: until then their frames are in the default VLAN.
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

    /// The same once the decision is taken to keep the new network: then nothing stops it, but what is not right is said.
    func plugLoosePortsOrSay(_ before: Before) async throws(ControlError) {
        do throws(ControlError) {
            try await plugLoosePorts(before)
        } catch {
            if error.kind != .refused { throw error }
            observe(.note("not everything is as it was: \(error.message)"))
        }
    }

    /// All recorded ports, wherever they are now.
    ///
    /// - Returns: what was refused; each other port is still plugged in.
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

    /// The record, with the ports that came during the trial into bridges that were there before: guests that were started
    /// meanwhile go back into their bridge, as they are, if the rollback re-creates it.
    ///
    /// What cannot be read stops no rollback: then it is the record as it was.
    func withPortsSeen(_ record: TrialRecord) async -> TrialRecord {
        guard let live = try? await control.liveState(withSettings: false) else { return record }
        let fresh = record.unknownPorts(in: live)
        // Which of them NetworkManager plugged in is told by profiles, which cost a call each to read.
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
        // If it cannot be written down, only a guard that takes over after a crash does not know them.
        try? store.save(record)
        return record
    }
}

extension TrialRecord {
    /// Ports that the record does not have, of bridges that it has.
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
    /// Ports that NetworkManager did not plug in and that still exist: as they were, and as they are.
    ///
    /// Of a bond's, the one that gives it its MAC address comes first.
    fileprivate func foreignPorts(in live: LiveState) -> [(old: Link, now: LiveLink)] {
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
