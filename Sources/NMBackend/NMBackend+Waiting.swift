import DBus
package import Host
import Logging
import NMClient
package import NetTypes
package import Planning
import Profiles
package import Trial

extension NMBackend {
    package func waitUntilUp(
        _ steps: [Step], within limit: Duration, progress: @Sendable (InterfaceName, InterfaceState) -> Void
    ) async throws(ControlError) {
        var waiting: [String: Step] = [:]
        for step in steps {
            if step.activation == .reapply {
                progress(step.interface, .up)
            } else {
                waiting[step.profile.uuid.text] = step
            }
        }
        let manager = try await manager()
        // Listening starts before the first look, so that no change is missed.
        let pokes = try await pokes(of: manager, atLeastEvery: .seconds(1))
        let end = ContinuousClock.now + limit
        var told: [InterfaceName: InterfaceState] = [:]
        var gone: [InterfaceName: ContinuousClock.Instant] = [:]
        var stuck: [InterfaceName: ContinuousClock.Instant] = [:]
        var askedAgain: Set<InterfaceName> = []
        var reasons: [InterfaceName: DeviceStateReason] = [:]
        // No activation counts as failed by what signals told, or did not tell: that is read from NetworkManager.
        var isDoubtful = false
        for await _ in pokes {
            if Task.isCancelled { throw ControlError(.lost, "it was interrupted") }
            let start = ContinuousClock.now
            let isRead = isDoubtful || !isFollowing
            isDoubtful = false
            let objects = Index(isRead ? try await freshObjects() : try await objectsSoFar())
            if await owner() != manager.owner.text { throw ControlError(.lost, "NetworkManager restarted") }
            for step in waiting.values {
                var state = Self.state(of: step, in: objects)
                // An accepted activation is invisible for a moment, and NetworkManager repeats some by itself, even
                // after it called them failed (a VLAN on a bridge that has just got its port's MAC address: half a
                // second later). So a missing activation is a failure only if it stays missing.
                if let device = objects.device(of: step), device.stateReason != .none {
                    reasons[step.interface] = device.stateReason
                }
                // NetworkManager forgets why a device failed when it calls it disconnected.
                if state == .failed("none"), let reason = reasons[step.interface] {
                    state = .failed(reason.description)
                }
                if case .failed = state {
                    let since = gone[step.interface] ?? ContinuousClock.now
                    gone[step.interface] = since
                    let silence = ContinuousClock.now - since
                    if silence < .seconds(3) { state = .coming("waiting for NetworkManager") }
                    let isLeft = leftToManager.contains(step.profile.uuid.text)
                    if silence >= (isLeft ? .milliseconds(300) : .seconds(1)),
                        isLeft || Self.wasPushedAside(step, in: objects) && askedAgain.insert(step.interface).inserted
                    {
                        if try await asksAgain(for: step, objects, of: manager) { gone[step.interface] = nil }
                    }
                } else {
                    gone[step.interface] = nil
                }
                if Self.waitsInVain(step, in: objects) {
                    let since = stuck[step.interface] ?? ContinuousClock.now
                    stuck[step.interface] = since
                    if ContinuousClock.now - since >= .seconds(1), askedAgain.insert(step.interface).inserted {
                        _ = try await asksAgain(for: step, objects, of: manager)
                    }
                } else {
                    stuck[step.interface] = nil
                }
                if case .failed = state, !isRead {
                    isDoubtful = true
                    continue
                }
                if told[step.interface] != state { progress(step.interface, state) }
                told[step.interface] = state
                switch state {
                case .up: waiting[step.profile.uuid.text] = nil
                case .failed(let why):
                    let login = LoginFailure(step, reasons[step.interface])
                    throw ControlError(.refused, "\(step.interface) did not come up: \(login?.text ?? why)")
                case .waiting, .coming: break
                }
            }
            if waiting.isEmpty { return }
            if ContinuousClock.now >= end {
                if isRead { break }
                isDoubtful = true
            }
            await rest(after: start)
        }
        let late = waiting.values.sorted { $0.interface < $1.interface }.map { step in
            guard case .coming(let word)? = told[step.interface] else { return step.interface.text }
            // What comes later than the login has nothing to do with it.
            let login = ["prepare", "config", "need-auth"].contains(word) ? LoginFailure(step, nil) : nil
            return "\(step.interface) (\(word)\(login.map { ": \($0.text)" } ?? ""))"
        }
        throw ControlError(
            .refused, "not up after \(limit.components.seconds) s: \(late.joined(separator: ", "))",
            advice: "see NetworkManager's log (`journalctl -u NetworkManager`); `--settle` gives it longer")
    }

    /// Whether a port is still on its way although its controller is up, so that it only needs to be put in.
    ///
    /// NetworkManager brings a new port up while the controller that it activates again is still `deactivating`; since
    /// 1.46.2 such a port then stays in `ip-config` for ever, without a controller (seen with 1.58.1). One end of a virtual
    /// cable stays in `prepare`, when its bridge brought it up before the other end had made it (seen with 1.42.4).
    private static func waitsInVain(_ step: Step, in objects: Index) -> Bool {
        guard let device = objects.device(of: step), [.prepare, .ipConfig].contains(device.state),
            let own = device.activeConnection,
            let controller = objects.activation(own)?.controller
        else { return false }
        return objects.all.devices.contains { $0.path == controller && $0.state == .activated }
    }

    /// Requests the activation of a step once more, after another pushed it aside.
    ///
    /// - Returns: whether NetworkManager accepted the request.
    private func asksAgain(
        for step: Step, _ objects: Index, of manager: NetworkManager
    ) async throws(ControlError) -> Bool {
        log.debug("\(step.interface) was pushed aside, and is asked for again")
        let devices = Dictionary(objects.all.devices.map { ($0.interface, $0) }) { $0.real ? $0 : $1 }
        do throws(ControlError) {
            try await ask([try await wanted(step, devices)], of: manager)
            return true
        } catch {
            if error.kind == .lost { throw error }
            log.debug("\(step.interface) cannot be asked for again: \(error)")
            return false
        }
    }

    /// How far a step's interface is, judged by its profile: NetworkManager replaces activations when it brings ports
    /// up again.
    private static func state(of step: Step, in objects: Index) -> InterfaceState {
        let active = objects.activations(of: step)
        let device = objects.device(of: step)
        if active.contains(where: { $0.state == .activated }) { return .up }
        if let device, device.state == .failed { return .failed(device.stateReason.description) }
        if active.contains(where: { $0.state == .activating || $0.state == .unknown }) {
            return .coming(device.map { $0.state.description } ?? "starting")
        }
        // An activation that is missing has failed, unless NetworkManager is about to try again by itself.
        guard let device else { return .failed("the link went away") }
        switch device.state {
        case .disconnected, .unavailable: return .failed(device.stateReason.description)
        case .unmanaged: return .failed("NetworkManager does not manage it")
        case .activated: return .failed("another profile is up on it\(other(on: device, in: objects))")
        default: return .coming(device.state.description)
        }
    }

    /// The name of the profile that is active on a device, as an addition to a message.
    private static func other(on device: Device, in objects: Index) -> String {
        device.activeConnection.flatMap(objects.activation).map { ": “\($0.id)”" } ?? ""
    }

    /// Whether another request is worthwhile, because the activation did not fail by itself.
    ///
    /// Something that it depends on changed at the same moment, or NetworkManager's own choice of a profile came later
    /// than ours.
    private static func wasPushedAside(_ step: Step, in objects: Index) -> Bool {
        guard let device = objects.device(of: step) else { return true }
        return device.state == .activated || device.stateReason == .dependencyFailed || device.stateReason == .removed
            || device.stateReason == .newActivation
    }

    package func waitUntilRight(
        within limit: Duration, problems: @Sendable (LiveState) -> [String]
    ) async throws(ControlError) -> [String] {
        let manager = try await manager()
        // The kernel's own changes (an LACP partner, the end of duplicate address detection) come without a signal.
        let pokes = try await pokes(of: manager, atLeastEvery: .milliseconds(250))
        let end = ContinuousClock.now + limit
        var left: [String] = []
        for await _ in pokes {
            if Task.isCancelled { throw ControlError(.lost, "it was interrupted") }
            let start = ContinuousClock.now
            left = problems(try await liveState(withSettings: false))
            let isOver = start >= end
            // Signals only tell when to look: the last look is at NetworkManager itself.
            if isFollowing, left.isEmpty || isOver { left = problems(try state(try await freshObjects())) }
            if left.isEmpty || isOver { break }
            await rest(after: start)
        }
        return left
    }

    /// Sleeps after a look that began at `start`, four times as long as the look took but for a second at most:
    /// NetworkManager needs the processor, too.
    func rest(after start: ContinuousClock.Instant) async {
        try? await Task.sleep(for: min((ContinuousClock.now - start) * 4, .seconds(1)))
    }

    /// A stream that yields at once, after each change that NetworkManager reports, and after each interval.
    ///
    /// Several changes in a row yield once.
    func pokes(of manager: NetworkManager, atLeastEvery interval: Duration) async throws(ControlError) -> AsyncStream<
        Void
    > {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let listener: Task<Void, Never>
        if let mirror = try await following() {
            let changes = mirror.changes()
            listener = Task {
                for await _ in changes { continuation.yield() }
            }
        } else {
            let events = try await perform { (manager) async throws(NMError) in
                try await manager.events(MatchRule.turningPoints + [MatchRule.manager])
            }
            listener = Task {
                for await _ in events { continuation.yield() }
                continuation.finish()
            }
        }
        let ticker = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                continuation.yield()
            }
        }
        continuation.onTermination = { _ in
            listener.cancel()
            ticker.cancel()
        }
        return stream
    }
}

/// NetworkManager's objects, to be found without a search.
private struct Index {
    let all: ManagedObjects
    private let devices: [String: Device]
    private let activations: [String: [ActiveConnection]]
    private let byPath: [ObjectPath: ActiveConnection]

    init(_ all: ManagedObjects) {
        self.all = all
        devices = Dictionary(all.devices.filter(\.real).map { ($0.interface, $0) }) { first, _ in first }
        activations = Dictionary(grouping: all.activeConnections, by: \.uuid)
        byPath = Dictionary(all.activeConnections.map { ($0.path, $0) }) { first, _ in first }
    }

    /// The device of a step's link, if the link exists.
    func device(of step: Step) -> Device? { devices[step.device.text] }

    /// The activations of a step's profile.
    func activations(of step: Step) -> [ActiveConnection] { activations[step.profile.uuid.text] ?? [] }

    func activation(_ path: ObjectPath) -> ActiveConnection? { byPath[path] }
}
