import NetTypes
import Planning

extension TrialRunner {
    /// Restores the old network: NetworkManager's rollback where it is still there, then everything that it leaves out.
    ///
    /// - Returns: the trial, `rolledBack` only if the old network was seen to be back.
    func performRollback(_ record: TrialRecord, _ cause: Cause) async throws(TrialError) -> TrialRecord {
        var record = record
        record.phase = .rollingBack(cause)
        try save(record)
        observe(.rollingBack(cause))
        var left: [String] = []
        do throws(ControlError) {
            var (refused, profiles) = try await restoreNetwork(record)
            _ = try await control.waitUntilRight(within: .seconds(30)) { [record] in
                record.differences(from: $0, withForeignPorts: false)
            }
            // A bridge that was activated again let go of its ports meanwhile.
            refused += try await putBackWhatHasNoProfile(record)
            left = try await control.waitUntilRight(within: .seconds(5)) { [record] in record.differences(from: $0) }
            let live = try await control.liveState(withSettings: false)
            record.asBefore = record.before.links.map(\.name).filter { link in
                (try? InterfaceName(link)).map { live.links[$0] != nil && link != "lo" } == true
                    && !left.contains { $0.hasPrefix(link + " ") || $0.hasPrefix("the profile of \(link) ") }
            }
            if !left.isEmpty { left += refused }
            // Links that are as before hide profiles that are not, until they come up again.
            if let profiles { left.append(profiles) }
        } catch {
            if error.kind == .notRunning || error.kind == .lost {
                // It stays "rolling back": the guard goes on when NetworkManager is back.
                throw .control(error)
            }
            left = [error.message]
        }
        record.phase = left.isEmpty ? .rolledBack(cause) : .undetermined(cause, left)
        record = try finish(record)
        host.announce(
            "nm-topology: trial \(record.id) was rolled back: \(cause.text). "
                + (left.isEmpty
                    ? "The old network is back." : "Not everything is as before: nm-topology checkpoint status"))
        return record
    }

    /// - Returns: what was refused on the way, each other thing still done; and why the profiles are not as before.
    private func restoreNetwork(
        _ record: TrialRecord
    ) async throws(ControlError) -> (refused: [String], profiles: String?) {
        var refused: [String] = []
        func attempt(_ body: () async throws(ControlError) -> Void) async throws(ControlError) {
            do throws(ControlError) {
                try await body()
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        guard let owner = await control.owner() else {
            throw ControlError(.notRunning, "NetworkManager is not running, so nothing can be rolled back yet")
        }
        if let checkpoint = record.checkpoint {
            if checkpoint.owner == owner, try await control.checkpoints().contains(checkpoint) {
                try await control.rollBack(checkpoint)
            }
        } else if let unknown = try await control.checkpoint(
            since: record.preparedAt, timeout: record.checkpointTimeout)
        {
            try await control.rollBack(unknown)
        }
        var profiles = try await restoreProfiles(record)
        // NetworkManager brings most of it back by itself; what is still missing after a while is asked for.
        _ = try await control.waitUntilRight(within: .seconds(4)) { [record] in
            record.differences(from: $0, withForeignPorts: false)
        }
        if profiles != nil { profiles = try await restoreProfiles(record) }
        var live = try await control.liveState(withSettings: false)
        // A NetworkManager that restarted takes the trial's links for somebody else's, and lets them be.
        let links = record.madeLinks.filter { live.links[$0] != nil }
        if !links.isEmpty {
            try await attempt { () async throws(ControlError) in try await control.takeDown(links) }
            live = try await control.liveState(withSettings: false)
        }
        let up = Set(live.devices.compactMap { device in device.activeUUID.map { "\(device.interface) \($0)" } })
        let loose = record.before.loosePorts(in: live)
        for active in record.before.active
        where !up.contains("\(active.interface) \(active.uuid)") || loose.contains(active.interface) {
            try await attempt { () async throws(ControlError) in
                try await control.activate(uuid: active.uuid, interface: active.interface)
            }
        }
        return (refused + (try await putBackWhatHasNoProfile(record)), profiles)
    }

    /// - Returns: why that was refused, if it was.
    private func restoreProfiles(_ record: TrialRecord) async throws(ControlError) -> String? {
        do throws(ControlError) {
            try await control.restore(record.changes)
            return nil
        } catch {
            if error.kind != .refused { throw error }
            return error.message
        }
    }

    /// What somebody configured without NetworkManager: ports and routes go back where they were.
    ///
    /// - Returns: what was refused; everything else is still done.
    private func putBackWhatHasNoProfile(_ record: TrialRecord) async throws(ControlError) -> [String] {
        var refused = try await restoreForeignPorts(record.before)
        let generated = Set(record.before.generated ?? [])
        // A profile's UUID is among its settings.
        let live = try await control.liveState(withSettings: !generated.isEmpty)
        func attempt(_ body: () async throws(ControlError) -> Void) async throws(ControlError) {
            do throws(ControlError) {
                try await body()
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        for (link, address) in record.addressesByHand(missingIn: live) {
            try await attempt { () async throws(ControlError) in try await control.add(address, to: link) }
        }
        for route in record.before.routes(missingIn: live) {
            try await attempt { () async throws(ControlError) in try await control.add(route) }
        }
        // NetworkManager's rollback writes the profile that it had made up for such a link to disk as a real one.
        let stray = live.profiles.filter {
            generated.contains($0.uuid) && $0.filename?.hasPrefix(ProfileDirectory.path) == true
        }
        try await attempt { () async throws(ControlError) in
            try await control.keepOffDisk(uuids: stray.map(\.uuid))
        }
        return refused
    }
}

extension TrialRecord {
    /// The links that the trial made, those on top first.
    var madeLinks: [InterfaceName] {
        let old = Set(before.links.map(\.name))
        return changes.reversed().filter { $0.kind == .added && !old.contains($0.interface) }
            .compactMap { try? InterfaceName($0.interface) }
    }

    /// Addresses that a person set with `ip` on links that the trial changes, and that are gone.
    ///
    /// NetworkManager restores them from the profile that it made up, but not when it was restarted meanwhile.
    func addressesByHand(missingIn live: LiveState) -> [(link: String, address: String)] {
        let changed = Set(changes.map(\.interface))
        let hasProfile = Set(before.active.map(\.interface))
        return before.links.filter {
            $0.controller == nil && changed.contains($0.name) && !hasProfile.contains($0.name)
        }
        .flatMap { old -> [(link: String, address: String)] in
            guard let name = try? InterfaceName(old.name), let link = live.links[name], link.controller == nil else {
                return []
            }
            let have = Set(link.addresses.map(\.prefix.description))
            return old.addresses.filter { !have.contains($0) }.map { (old.name, $0) }
        }
    }

    /// What is otherwise than before the trial.
    ///
    /// - Parameters:
    ///   - live: the host as it is now.
    ///   - withForeignPorts: also look at ports and routes that NetworkManager did not make.
    /// - Returns: one clause each.
    func differences(from live: LiveState, withForeignPorts: Bool = true) -> [String] {
        before.differences(from: live, withForeignPorts: withForeignPorts)
            + (withForeignPorts ? before.routes(missingIn: live).map { "\($0.interface) lacks \($0)" } : [])
            + madeLinks.filter { live.links[$0] != nil }.map { "\($0) is still there" }
    }
}

extension Before {
    /// Ports that are not where they were, whatever their profiles' state.
    ///
    /// A NetworkManager that died as it took a port out of its controller finds it in there when it starts again.
    func loosePorts(in live: LiveState) -> Set<String> {
        Set(
            links.filter { old in
                guard !old.isForeignPort, let controller = old.controller, let name = try? InterfaceName(old.name)
                else {
                    return false
                }
                return live.links[name].map { $0.controller?.text != controller } ?? false
            }.map(\.name))
    }

    /// Routes of nobody's profile that are not there any more; those of a link that is gone are gone with it.
    func routes(missingIn live: LiveState) -> [Route] {
        (routes ?? []).filter { route in
            guard let name = try? InterfaceName(route.interface), let link = live.links[name] else { return false }
            return !link.routes.contains {
                $0.destination.description == route.destination && $0.via?.description == route.via
                    && $0.table == route.table
            }
        }
    }

    /// What is otherwise than before: one clause each.
    func differences(from live: LiveState, withForeignPorts: Bool) -> [String] {
        var found: [String] = []
        for old in links where old.name != "lo" && (withForeignPorts || !old.isForeignPort) {
            guard let name = try? InterfaceName(old.name), let new = live.links[name] else {
                // A guest that was shut down meanwhile took its tap with it.
                if !old.isForeignPort { found.append("\(old.name) is gone") }
                continue
            }
            if new.controller?.text != old.controller {
                found.append(
                    "\(old.name) is a port of \(new.controller?.text ?? "nothing"), not of \(old.controller ?? "nothing")"
                )
            }
            if old.isUp, !new.isUp { found.append("\(old.name) is down") }
            let have = Set(new.addresses.map(\.prefix.description))
            for address in old.addresses where !have.contains(address) { found.append("\(old.name) lacks \(address)") }
        }
        let activeNow = Set(live.devices.compactMap(\.activeUUID))
        for old in active where !activeNow.contains(old.uuid) {
            found.append("the profile of \(old.interface) is not active")
        }
        return found
    }
}
