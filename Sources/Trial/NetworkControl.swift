package import Host
package import NetTypes
package import Planning

/// What a trial needs of NetworkManager and the kernel: the seam between deciding and doing.
package protocol NetworkControl: Sendable {
    /// NetworkManager's unique name on the bus, or `nil` while it is not there.
    func owner() async -> String?

    /// Returns when NetworkManager has finished its own start-up, or as soon as what it still works on is enough.
    ///
    /// - Parameters:
    ///   - within: how long at most.
    ///   - isEnough: asked while it starts, with the host and its profiles' settings.
    /// - Throws: `.refused` with what is waited for.
    func waitUntilStarted(
        within: Duration, unless isEnough: @Sendable (LiveState) -> Bool
    ) async throws(ControlError)

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

    /// Takes these profiles out of NetworkManager's memory; what is up by one of them goes down.
    ///
    /// Their files stay as they are, so a restart of the host brings them back. Nobody can bring them up, pull them in or
    /// save them meanwhile: NetworkManager does not know them.
    func setAside(_ profiles: [LiveProfile]) async throws(ControlError)

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

    /// Deletes these profiles for good, in memory and on disk; one that is not there is no error.
    func delete(_ changes: [ProfileChange]) async throws(ControlError)

    /// Gives profiles that were there before a trial back to NetworkManager, as they were; those that the trial added are
    /// passed over.
    func bringBack(_ changes: [ProfileChange]) async throws(ControlError)

    /// Puts the settings of its active profile on a running interface, without bringing it up again.
    ///
    /// - Throws: `.refused` also when NetworkManager cannot change all of it while the interface runs.
    func reapply(_ interface: InterfaceName) async throws(ControlError)

    /// Brings up a profile that was up before.
    func activate(uuid: String, interface: String) async throws(ControlError)

    /// Makes a bond or a bridge again behind NetworkManager's back, as it was recorded, without ports and addresses.
    ///
    /// One that is there, or of another kind, is no error.
    func make(_ link: Before.Link) async throws(ControlError)

    /// Plugs a link into the bridge or bond that it was a port of, behind NetworkManager's back, with everything that the
    /// kernel kept of it there, before it forwards its first frame; then sets it up or down, as it was.
    ///
    /// A link or a controller that is gone is no error.
    func plug(_ port: Before.Link) async throws(ControlError)

    /// Makes what the kernel keeps of bridges and ports as it was.
    func mend(_ differences: [PortDifference]) async throws(ControlError)

    /// Adds an address, with its prefix length, behind NetworkManager's back, and sets the link up.
    func add(_ address: String, to link: String) async throws(ControlError)

    /// Adds a route behind NetworkManager's back; one that is there already is no error.
    func add(_ route: Before.Route) async throws(ControlError)

    /// Sets a link's MTU behind NetworkManager's back; a link that is gone is no error.
    func setMTU(_ mtu: Int, of link: InterfaceName) async throws(ControlError)

    /// Sets a bond's MAC address behind NetworkManager's back, and returns when the links above it have it too.
    ///
    /// Neighbours are told by all of them.
    func setMAC(_ mac: MACAddress, of bond: InterfaceName, and above: [InterfaceName]) async throws(ControlError)

    /// Makes a port the one that carries a bond's traffic, if the bond takes it for one that can within some seconds.
    func setActivePort(_ port: InterfaceName, of bond: InterfaceName) async throws(ControlError)

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
    /// What D-Bus or the kernel reported; `nil` where the failure is our own finding.
    package let report: Report?

    /// A failure as D-Bus or the kernel reported it.
    package struct Report: Hashable, Sendable, Codable {
        /// The D-Bus method, or what was asked of the kernel.
        package let operation: String
        /// The D-Bus object that the method was called on; `nil` for the kernel.
        package let object: String?
        /// The D-Bus error name, or the symbol of the kernel's error number (`EBUSY`); `nil` where none came.
        package let name: String?

        private enum CodingKeys: String, CodingKey {
            case operation = "operation"
            case object = "object"
            case name = "name"
        }

        package init(operation: String, object: String? = nil, name: String?) {
            self.operation = operation
            self.object = object
            self.name = name
        }
    }

    package enum Kind: Hashable, Sendable {
        /// NetworkManager, or the bus, is not there.
        case notRunning
        case notPermitted
        /// NetworkManager refused or failed.
        case refused
        /// It went away in the middle, or did not answer.
        case lost
    }

    package init(_ kind: Kind, _ message: String, advice: String? = nil, report: Report? = nil) {
        self.kind = kind
        self.message = message
        self.advice = advice
        self.report = report
    }

    package var description: String { message }
}
