package import Host
import NetTypes
import Planning
package import Topology

/// Reading the host while NetworkManager is still starting.
extension TrialRunner {
    /// Waits until NetworkManager has started, or works only on what does not matter, and reads the host.
    ///
    /// - Parameter topology: the topology that is about to be applied: devices whose profile it replaces are not waited
    ///   for.
    /// - Returns: the host, with its profiles' settings.
    /// - Throws: `.control` with what NetworkManager still works on, after a minute.
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
