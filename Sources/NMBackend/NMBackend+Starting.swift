import DBus
package import Host
import NMClient
import NetTypes
import Planning
import Profiles
package import Trial

/// Waiting for NetworkManager at its own start, and while a device changes hands.
extension NMBackend {
    /// How long NetworkManager gives each NIC after its start to get a carrier (`carrier-wait-timeout`,
    /// NetworkManager.conf(5)).
    ///
    /// A device that is not coming up by then does not come up by itself.
    private static let carrierWait: Duration = .seconds(6)

    package func waitUntilStarted(
        within limit: Duration, unless isEnough: @Sendable (LiveState) -> Bool
    ) async throws(ControlError) {
        let manager = try await manager()
        let pokes = try await pokes(of: manager, atLeastEvery: .seconds(1))
        let start = ContinuousClock.now
        var looked = start
        for await _ in pokes {
            if Task.isCancelled { throw ControlError(.lost, "it was interrupted") }
            if try await !perform({ (manager) async throws(NMError) in try await manager.isStarting() }) { return }
            let now = ContinuousClock.now
            // Reading all profiles costs a call each, so not at every signal.
            if now - start >= Self.carrierWait, now - looked >= .seconds(1) {
                looked = now
                if isEnough(try await liveState(withSettings: true)) { return }
            }
            if now - start >= limit { break }
        }
        throw try await notStarted(after: limit)
    }

    /// The error that tells for which device NetworkManager waits, and which command ends that.
    private func notStarted(after limit: Duration) async throws(ControlError) -> ControlError {
        let objects = try await objects()
        let titles = Dictionary(objects.activeConnections.map { ($0.path, $0.id) }) { first, _ in first }
        let late = objects.devices.filter { $0.real && $0.managed && $0.state.isActivating }
        let text = "NetworkManager is still bringing up the host's network after \(limit.components.seconds) s"
        guard let first = late.first else {
            return ControlError(
                .refused, text,
                advice:
                    "wait until `nmcli -g STARTUP general` says started; a profile may wait for a device that is not "
                    + "there (`connection.wait-device-timeout`)")
        }
        let names = late.map { device in
            let title = device.activeConnection.flatMap { titles[$0] }.map { " by the profile “\($0)”" } ?? ""
            return "\(device.interface) (\(device.state)\(title))"
        }
        return ControlError(
            .refused, "\(text): \(names.joined(separator: ", "))",
            advice:
                "`nmcli device up \(first.interface)` tries it again, `nmcli device disconnect \(first.interface)` gives "
                + "it up; neither is tried for you, since the host may be reached over it")
    }

    /// Waits until NetworkManager has released what was active on these devices before, or for 10 s.
    ///
    /// While a bridge is still `deactivating`, NetworkManager refuses to activate its port: "Authorization request
    /// cancelled" (seen with 1.42.4 and a bridge that another program had made).
    func waitUntilHandedOver(_ steps: [Step]) async throws(ControlError) {
        if steps.isEmpty { return }
        let manager = try await manager()
        let pokes = try await pokes(of: manager, atLeastEvery: .milliseconds(500))
        let end = ContinuousClock.now + .seconds(10)
        for await _ in pokes {
            if Task.isCancelled { throw ControlError(.lost, "it was interrupted") }
            let objects = try await objects()
            let active = Dictionary(objects.activeConnections.map { ($0.path, $0.uuid) }) { first, _ in first }
            let isDone = steps.allSatisfy { step in
                guard let device = objects.devices.first(where: { $0.interface == step.device.text && $0.real }) else {
                    return true
                }
                return device.state != .deactivating
                    && device.activeConnection.flatMap { active[$0] } == step.profile.uuid.text
            }
            if isDone || ContinuousClock.now >= end { return }
        }
    }
}
