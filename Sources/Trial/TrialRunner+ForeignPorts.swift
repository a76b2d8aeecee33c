import NetTypes
import Planning

/// Guests' taps, and whatever else was plugged into a bridge behind NetworkManager's back, go back where they were.
extension TrialRunner {
    /// Those that lost their bridge, because it was made anew; who is in one by now was put there by somebody.
    func plugLoosePorts(_ before: Before) async throws(ControlError) {
        for (old, now, live) in try await foreignPorts(before) where now.controller == nil {
            guard let text = old.controller, let controller = try? InterfaceName(text), live.links[controller] != nil
            else { continue }
            try await control.plug(old.name, into: text)
            observe(.note("\(old.name) is plugged into \(text) again"))
        }
    }

    /// All of them, wherever they are now.
    ///
    /// - Returns: what was refused; each other port is still plugged in.
    func restoreForeignPorts(_ before: Before) async throws(ControlError) -> [String] {
        var refused: [String] = []
        for (old, now, _) in try await foreignPorts(before)
        where now.controller?.text != old.controller || now.isUp != old.isUp {
            do throws(ControlError) {
                try await control.plug(old.name, into: old.controller)
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        return refused
    }

    /// - Returns: each that still exists: as it was, as it is, and everything else there is.
    private func foreignPorts(_ before: Before) async throws(ControlError) -> [(Before.Link, LiveLink, LiveState)] {
        let foreign = before.links.filter(\.isForeignPort)
        if foreign.isEmpty { return [] }
        let live = try await control.liveState(withSettings: false)
        return foreign.compactMap { old in
            (try? InterfaceName(old.name)).flatMap { live.links[$0] }.map { (old, $0, live) }
        }
    }
}
