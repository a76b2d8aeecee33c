package import NetTypes
package import Planning

/// What a trial needs of NetworkManager and the kernel: the seam between deciding and doing.
package protocol NetworkControl: Sendable {
    /// NetworkManager's unique name on the bus, or `nil` while it is not there.
    func owner() async -> String?

    /// Returns when NetworkManager has finished its own start-up.
    func waitUntilStarted(within: Duration) async throws(ControlError)

    /// - Parameter withSettings: also read every profile's content, which costs a call each.
    /// - Returns: the host as it is now.
    /// - Throws: `ControlError`, as every request here does.
    func liveState(withSettings: Bool) async throws(ControlError) -> LiveState

    /// Every checkpoint there is, ours or not.
    func checkpoints() async throws(ControlError) -> [CheckpointIdentity]

    /// A checkpoint that was made at or after `since` (milliseconds of CLOCK_BOOTTIME) with this timeout.
    ///
    /// It finds the one of a process that died before it could write down which it had made.
    func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity?

    /// - Parameter timeout: seconds until NetworkManager rolls back by itself.
    /// - Returns: the checkpoint, over all devices.
    /// - Throws: `.refused` when another checkpoint is in the way.
    func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity

    /// Sets a checkpoint's timer to `timeout` seconds from now; 0 stops it.
    func adjust(_ checkpoint: CheckpointIdentity, timeout: Int) async throws(ControlError)

    func destroy(_ checkpoint: CheckpointIdentity) async throws(ControlError)

    /// Starts NetworkManager's rollback; it returns before the network is back.
    func rollBack(_ checkpoint: CheckpointIdentity) async throws(ControlError)

    /// Puts the profiles of these steps into NetworkManager's memory, blocked from coming up by themselves.
    func write(_ steps: [Step]) async throws(ControlError)

    /// Puts recorded profiles into NetworkManager's memory, read by NetworkManager itself from their own bytes.
    func load(_ profiles: [Restoration.Back]) async throws(ControlError)

    /// Keeps these profiles from coming up by themselves, in NetworkManager's memory only.
    func shadow(_ profiles: [LiveProfile]) async throws(ControlError)

    /// Takes interfaces down, in order; a link that software made is gone afterwards.
    func takeDown(_ interfaces: [InterfaceName]) async throws(ControlError)

    /// Brings up interfaces that do not depend on each other; returns when NetworkManager has accepted all of them.
    func bringUp(_ steps: [Step]) async throws(ControlError)

    /// Returns when all are up.
    ///
    /// - Throws: the first that failed, or those that were not up in time.
    func waitUntilUp(
        _ steps: [Step], within: Duration, progress: @Sendable (InterfaceName, InterfaceState) -> Void
    ) async throws(ControlError)

    /// Looks again after each change of the network until `problems` finds none, or the time is over.
    ///
    /// - Returns: what was still wrong at the end.
    func waitUntilRight(
        within: Duration, problems: @Sendable (LiveState) -> [String]
    ) async throws(ControlError) -> [String]

    /// These profiles as files, as they are in memory now.
    func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile]

    /// Writes these profiles, as they are in memory, to disk; one that is no longer in memory comes from its text.
    func persist(_ profiles: [KeptProfile]) async throws(ControlError)

    /// Deletes these profiles, in memory and on disk; one that is not there is no error.
    func delete(uuids: [String]) async throws(ControlError)

    /// Takes back what a trial did to profiles: new ones go, the others are as on disk again.
    func restore(_ changes: [ProfileChange]) async throws(ControlError)

    /// Brings up a profile that was up before.
    func activate(uuid: String, interface: String) async throws(ControlError)

    /// Plugs a link into a bridge, or out of it, behind NetworkManager's back, and sets it up.
    func plug(_ link: String, into controller: String?) async throws(ControlError)

    /// Adds an address, with its prefix length, behind NetworkManager's back, and sets the link up.
    func add(_ address: String, to link: String) async throws(ControlError)

    /// Adds a route behind NetworkManager's back; one that is there already is no error.
    func add(_ route: Before.Route) async throws(ControlError)

    /// Moves these profiles from disk to memory, where they stay until their device is disconnected.
    func keepOffDisk(uuids: [String]) async throws(ControlError)
}

/// How far an interface is.
package enum InterfaceState: Hashable, Sendable {
    case waiting
    /// NetworkManager works on it; the text is its own word for the state.
    case coming(String)
    case up
    case failed(String)
}

/// Something could not be done with NetworkManager or the kernel.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    package let kind: Kind
    /// What failed, with the values in it.
    package let message: String
    /// What the user can do.
    package let advice: String?

    package enum Kind: Hashable, Sendable {
        /// NetworkManager, or the bus, is not there.
        case notRunning
        case notPermitted
        /// NetworkManager refused or failed.
        case refused
        /// It went away in the middle, or did not answer.
        case lost
    }

    package init(_ kind: Kind, _ message: String, advice: String? = nil) {
        self.kind = kind
        self.message = message
        self.advice = advice
    }

    package var description: String { message }
}
