import DBus
import Logging
import NMClient
import NetTypes
import Planning
import Profiles
import Trial

/// Asking NetworkManager to activate profiles, and asking again where NetworkManager itself cancelled the request.
///
/// NetworkManager activates a port together with its controller. While the controller still changes hands that fails,
/// and NetworkManager removes the port's link again; a request for the port that arrives in between fails with it:
/// "Authorization request cancelled", by the D-Bus name `PermissionDenied` (seen with 1.42.4, a VLAN of a bridge that
/// another program had made).
extension NMBackend {
    /// A step of a plan with the request that activates its profile.
    struct Wanted {
        let step: Step
        let request: ActivationRequest
    }

    /// How many requests are made for one profile.
    ///
    /// Somebody who really lacks the permission learns it after the last one, 2 s later.
    static let attempts = 5

    /// Prepares the request that brings a step's interface up.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - devices: NetworkManager's devices, by interface.
    /// - Returns: the step with its request.
    /// - Throws: `.refused` when the profile is gone.
    func wanted(_ step: Step, _ devices: [String: Device]) async throws(ControlError) -> Wanted {
        guard let path = try await profilePath(step.profile.uuid.text) else {
            throw ControlError(.refused, "the profile of \(step.interface) is gone")
        }
        // A link that software makes has no device yet: NetworkManager creates it from the profile.
        let isNIC = step.profile.settings["connection"]?["type"] == .string("802-3-ethernet")
        let device = isNIC ? devices[step.device.text]?.path ?? .root : .root
        return Wanted(
            step: step, request: ActivationRequest(connection: path, device: device, title: step.interface.text))
    }

    /// Whether NetworkManager already brings a step's port up with its controller (`connection.autoconnect-slaves`).
    ///
    /// A request of ours would end that activation and begin it again: every port would join its bridge twice.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - objects: what NetworkManager has at this moment.
    /// - Returns: `false` for a profile that was there before: an activation of it may be the old one.
    static func comesByItself(_ step: Step, in objects: ManagedObjects) -> Bool {
        guard case .add = step.write, step.profile.settings["connection"]?["master"] != nil else { return false }
        return objects.activeConnections.contains {
            $0.uuid == step.profile.uuid.text && [.unknown, .activating, .activated].contains($0.state)
        }
    }

    /// Requests activations in their order, at once.
    ///
    /// - Throws: the first refusal that does not pass by itself.
    func ask(_ wanted: [Wanted]) async throws(ControlError) {
        if wanted.isEmpty { return }
        leftToManager.subtract(wanted.map(\.step.profile.uuid.text))
        let manager = try await manager()
        var open = wanted
        for attempt in 1... {
            var cancelled: [Wanted] = []
            for (item, result) in zip(open, await manager.activate(open.map(\.request))) {
                guard case .failure(let error) = result else { continue }
                let failure = ControlError(error)
                guard failure.kind == .notPermitted, attempt < Self.attempts else {
                    throw ControlError(
                        .refused, "\(item.step.interface): \(failure.message)", advice: failure.advice,
                        report: failure.report)
                }
                log.debug("\(item.step.interface) is asked for again: \(error)")
                cancelled.append(item)
            }
            if cancelled.isEmpty { return }
            open = cancelled
            // NetworkManager does not tell when the removal that cancelled the request is over.
            try await pause(.milliseconds(200 * attempt))
        }
    }

    /// Sleeps for a duration.
    ///
    /// - Throws: `.lost` when the task was cancelled.
    func pause(_ duration: Duration) async throws(ControlError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw ControlError(.lost, "it was interrupted")
        }
    }
}
