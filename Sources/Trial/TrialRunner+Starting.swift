package import Host
import NetTypes
import Planning
package import Topology

/// A NetworkManager that has just been started, and is not done yet.
extension TrialRunner {
    /// The host, once NetworkManager has finished its own start, or works only on what does not matter.
    ///
    /// - Parameter topology: what the host shall be, where a spec is about to change it: what that replaces is not waited
    ///   for.
    /// - Returns: the host, with its profiles' settings.
    /// - Throws: `.control` that names what is waited for, after a minute.
    package func settledState(for topology: Topology? = nil) async throws(TrialError) -> LiveState {
        try await refusable { () async throws(ControlError) in
            try await control.waitUntilStarted(within: .seconds(60)) { live in
                !StillStarting.devices(in: live).isEmpty && StillStarting.needed(for: topology, in: live).isEmpty
            }
        }
        let live = try await refusable { () async throws(ControlError) in
            try await control.liveState(withSettings: true)
        }
        for device in StillStarting.devices(in: live) where StillStarting.isComplete(device, in: live) {
            observe(
                .note(
                    "NetworkManager still calls \(device.interface) connecting, though all that its profile says is there; "
                        + "`nmcli device up \(device.interface)` ends that"))
        }
        return live
    }
}
