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
    /// A step of a plan, and the request that activates its profile.
    struct Wanted {
        /// The step.
        let step: Step
        /// The request to NetworkManager.
        let request: ActivationRequest
    }

    /// The number of times that `ask` requests the activation of one profile.
    ///
    /// A caller who really lacks the permission learns of it after the last request, 2 s later.
    private static let attempts = 5

    /// Prepares the request that brings a step's interface up.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - devices: NetworkManager's devices, by interface.
    /// - Returns: the step with its request.
    /// - Throws: ``ControlError``: `.refused` when the profile is gone.
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

    /// Finds the ports that NetworkManager itself activates with their controllers (`connection.autoconnect-slaves`).
    ///
    /// A request for such a port would end that activation and begin it again: the port would join its bridge twice.
    /// NetworkManager begins with the ports a moment after it has answered for their controller, so this method waits
    /// for that, for 0.5 s at most.
    ///
    /// - Parameter steps: the steps to activate.
    /// - Returns: the steps of ports with an activation that began after their controllers were asked for.
    /// - Throws: ``ControlError``: `.lost` when NetworkManager went away or the task was cancelled.
    func portsComing(among steps: [Step]) async throws(ControlError) -> [Step] {
        let ports = steps.filter { step in
            guard let controller = step.profile.settings.controller, !writtenLate.contains(step.profile.uuid.text)
            else { return false }
            return asked.contains(controller) || leftToManager.contains(controller)
        }
        if ports.isEmpty { return [] }
        let manager = try await manager()
        let pokes = try await pokes(of: manager, atLeastEvery: .milliseconds(100))
        let end = ContinuousClock.now + .milliseconds(500)
        let before = activeBefore ?? []
        var coming: [Step] = []
        for await _ in pokes {
            if Task.isCancelled { throw ControlError(.lost, "it was interrupted") }
            let start = ContinuousClock.now
            let objects = try await objects()
            let underway = Set(
                objects.activeConnections.filter {
                    [.unknown, .activating, .activated].contains($0.state) && !before.contains($0.path)
                }.map(\.uuid))
            coming = ports.filter { underway.contains($0.profile.uuid.text) }
            if coming.count == ports.count || ContinuousClock.now >= end { break }
            await rest(after: start)
        }
        return coming
    }

    /// Requests the activation of the profiles of steps in their order, without waiting for one before the next.
    ///
    /// - Parameters:
    ///   - wanted: the steps.
    ///   - manager: the NetworkManager in which their paths were looked up; in another they are those of other objects.
    /// - Throws: ``ControlError``: the first refusal that ``request(_:of:)`` does not get over.
    func ask(_ wanted: [Wanted], of manager: NetworkManager) async throws(ControlError) {
        if wanted.isEmpty { return }
        for item in wanted {
            leftToManager.subtract(item.step.names)
            asked.formUnion(item.step.names)
        }
        try await request(wanted.map(\.request), of: manager)
    }

    /// Requests activations in their order, and repeats those that NetworkManager cancelled, up to `attempts` times in all.
    ///
    /// - Parameters:
    ///   - requests: the activations.
    ///   - manager: the NetworkManager in which their paths were looked up.
    /// - Throws: ``ControlError``: the first refusal that is not such a cancellation, or that outlasts the attempts.
    func request(_ requests: [ActivationRequest], of manager: NetworkManager) async throws(ControlError) {
        var open = requests
        for attempt in 1... {
            var cancelled: [ActivationRequest] = []
            for (request, result) in zip(open, await manager.activate(open)) {
                guard case .failure(let error) = result else { continue }
                let failure = ControlError(error)
                let title = request.title ?? request.connection.text
                guard failure.kind == .notPermitted, attempt < Self.attempts else {
                    throw ControlError(
                        failure.kind == .notPermitted ? .refused : failure.kind, "\(title): \(failure.message)",
                        advice: failure.advice, report: failure.report)
                }
                log.debug("\(title) is asked for again: \(error)")
                cancelled.append(request)
            }
            if cancelled.isEmpty { return }
            open = cancelled
            // NetworkManager does not tell when the removal that cancelled the request is over.
            try await pause(.milliseconds(200 * attempt))
        }
    }

    /// Sleeps for a duration.
    ///
    /// - Throws: ``ControlError``: `.lost` when the task was cancelled.
    func pause(_ duration: Duration) async throws(ControlError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw ControlError(.lost, "it was interrupted")
        }
    }
}

extension Step {
    /// What a port's profile may name its controller by.
    var names: [String] { [interface.text, profile.uuid.text] }
}
