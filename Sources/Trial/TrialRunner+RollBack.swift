import NetTypes
package import Planning

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
            let refused = try await restoreNetwork(record)
            left = try await control.waitUntilRight(within: .seconds(30)) { [before = record.before] in
                before.differences(from: $0)
            }
            if !left.isEmpty { left += refused }
        } catch {
            if error.kind == .notRunning || error.kind == .lost {
                // It stays "rolling back": the guard goes on when NetworkManager is back.
                throw .control(error)
            }
            left = [error.message]
        }
        record.phase = left.isEmpty ? .rolledBack(cause) : .undetermined(cause, left)
        record = try finish(record)
        switch (cause, record.phase) {
        case (.asked, .rolledBack), (.failed, .rolledBack): break
        case (_, .rolledBack):
            host.announce("nm-topology: trial \(record.id) was rolled back: \(cause.text). The old network is back.")
        default:
            host.announce(
                "nm-topology: trial \(record.id) was rolled back: \(cause.text). Not everything is as before: "
                    + "nm-topology checkpoint status")
        }
        return record
    }

    /// - Returns: what was refused on the way; each other thing is still done.
    private func restoreNetwork(_ record: TrialRecord) async throws(ControlError) -> [String] {
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
        try await attempt { () async throws(ControlError) in try await control.restore(record.changes) }
        // NetworkManager brings most of it back by itself; what is still missing after a while is asked for.
        _ = try await control.waitUntilRight(within: .seconds(4)) { [before = record.before] in
            before.differences(from: $0)
        }
        let live = try await control.liveState(withSettings: false)
        let up = Set(live.devices.compactMap { device in device.activeUUID.map { "\(device.interface) \($0)" } })
        for active in record.before.active where !up.contains("\(active.interface) \(active.uuid)") {
            try await attempt { () async throws(ControlError) in
                try await control.activate(uuid: active.uuid, interface: active.interface)
            }
        }
        for link in record.before.links where link.isForeignPort {
            guard let name = try? InterfaceName(link.name), let now = live.links[name],
                now.controller?.text != link.controller || now.isUp != link.isUp
            else { continue }
            try await attempt { () async throws(ControlError) in
                try await control.plug(link.name, into: link.controller)
            }
        }
        return refused
    }
}

extension Before {
    /// What is otherwise than before: one clause each.
    package func differences(from live: LiveState) -> [String] {
        var found: [String] = []
        for old in links where old.name != "lo" {
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
