package import Host
package import NetTypes
package import Planning
package import Profiles

/// What a trial needs of NetworkManager and the kernel; it separates deciding from doing.
package protocol NetworkControl: Sendable {
    /// NetworkManager's unique name on the bus; `nil` while it is not running.
    func owner() async -> String?

    /// Waits until NetworkManager has finished its own start, or until what it has done so far is enough.
    ///
    /// - Parameters:
    ///   - within: how long to wait at most.
    ///   - isEnough: called while NetworkManager starts, with the host and its profiles' settings; `true` ends the
    ///     wait.
    /// - Throws: `.refused`, with what NetworkManager waits for.
    func waitUntilStarted(
        within: Duration, unless isEnough: @Sendable (LiveState) -> Bool
    ) async throws(ControlError)

    /// Reads the host as it is now.
    ///
    /// - Parameter withSettings: whether to read every profile's content, too, which costs a call each.
    /// - Returns: the host; without `withSettings`, its profiles are left out.
    /// - Throws: `ControlError`, as every request of this protocol does.
    func liveState(withSettings: Bool) async throws(ControlError) -> LiveState

    /// Reads the host as it is now, with the content of those profiles only that NetworkManager itself made for links
    /// of other programs.
    func liveStateWithGenerated() async throws(ControlError) -> LiveState

    /// Reads the secret of a profile.
    ///
    /// - Parameters:
    ///   - profile: the profile.
    ///   - place: the property.
    /// - Returns: its fingerprint; `nil` where the profile has none, or NetworkManager does not tell.
    /// - Throws: `.lost` where NetworkManager is gone.
    func fingerprint(of profile: LiveProfile, _ place: ProfileSecret.Place) async throws(ControlError) -> String?

    /// From now on follows NetworkManager by its signals, which cost it less than being read at each look.
    ///
    /// That a wait has ended well (`waitUntilRight`) is still read from NetworkManager itself, and so is everything that
    /// is read with settings.
    func follow() async

    /// Lists every checkpoint, ours or not.
    func checkpoints() async throws(ControlError) -> [CheckpointIdentity]

    /// Finds a checkpoint created at or after `since` (milliseconds of CLOCK_BOOTTIME) with this timeout in seconds.
    ///
    /// It is for the checkpoint of a process that died before it could record it.
    func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity?

    /// Creates a checkpoint over all devices.
    ///
    /// - Parameter timeout: the seconds until NetworkManager rolls back by itself.
    /// - Returns: the checkpoint.
    /// - Throws: `.refused` when another checkpoint prevents it.
    func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity

    /// Sets a checkpoint's timer to `timeout` seconds from now; 0 stops it.
    func adjust(_ checkpoint: CheckpointIdentity, timeout: Int) async throws(ControlError)

    /// Drops a checkpoint, so that the present state stays.
    func destroy(_ checkpoint: CheckpointIdentity) async throws(ControlError)

    /// Starts NetworkManager's rollback, and returns before the previous network is back.
    func rollBack(_ checkpoint: CheckpointIdentity) async throws(ControlError)

    /// Writes the profiles of these steps to NetworkManager's memory, without letting them come up by themselves.
    func write(_ steps: [Step]) async throws(ControlError)

    /// Makes NetworkManager read recorded profiles into its memory, from their own bytes.
    func load(_ profiles: [Restoration.Back]) async throws(ControlError)

    /// Removes these profiles from NetworkManager's memory, which takes down what they are active on.
    ///
    /// Their files stay unchanged, so that a restart of the host brings them back. Meanwhile nobody can activate or
    /// save them, since NetworkManager does not know them.
    func setAside(_ profiles: [LiveProfile]) async throws(ControlError)

    /// Takes interfaces down in order; afterwards, a link that software made no longer exists.
    func takeDown(_ interfaces: [InterfaceName]) async throws(ControlError)

    /// Activates the profiles of interfaces that do not depend on each other; returns when NetworkManager has accepted
    /// all.
    func bringUp(_ steps: [Step]) async throws(ControlError)

    /// Waits until the interfaces of all steps are up.
    ///
    /// - Throws: `ControlError` with the first that failed, or with those that were not up in time.
    func waitUntilUp(
        _ steps: [Step], within: Duration, progress: @Sendable (InterfaceName, InterfaceState) -> Void
    ) async throws(ControlError)

    /// Checks again after each change of the network, until `problems` finds none or the time is over.
    ///
    /// - Returns: the problems that remained.
    func waitUntilRight(
        within: Duration, problems: @Sendable (LiveState) -> [String]
    ) async throws(ControlError) -> [String]

    /// The profiles as key files, from NetworkManager's memory.
    func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile]

    /// Finds out which profiles with these UUIDs NetworkManager has.
    func present(_ uuids: [String]) async throws(ControlError) -> Set<String>

    /// Writes these profiles from memory to disk; one that is no longer in memory comes from its recorded text.
    func persist(_ profiles: [KeptProfile]) async throws(ControlError)

    /// Makes NetworkManager look again at files, some of which are gone.
    func reread(_ files: [String]) async throws(ControlError)

    /// Deletes these profiles for good, in memory and on disk; one that does not exist is no error.
    func delete(_ changes: [ProfileChange]) async throws(ControlError)

    /// Gives NetworkManager back the profiles that existed before a trial, unchanged; it ignores those that the trial
    /// added.
    func bringBack(_ changes: [ProfileChange]) async throws(ControlError)

    /// Applies the settings of its active profile to a running interface, without bringing it up again.
    ///
    /// - Throws: `.refused`, for instance when NetworkManager cannot change all of it while the interface runs.
    func reapply(_ interface: InterfaceName) async throws(ControlError)

    /// Activates a profile that was active before.
    func activate(uuid: String, interface: String) async throws(ControlError)

    /// Re-creates a recorded bond or bridge in the kernel, without NetworkManager, and without ports and addresses.
    ///
    /// It does nothing if the link exists, or is of another kind.
    func make(_ link: Before.Link) async throws(ControlError)

    /// Plugs a link into its recorded bridge or bond, without NetworkManager.
    ///
    /// It restores everything that the kernel kept of the port before the port forwards its first frame, then sets the
    /// link up or down as recorded. A link or controller that does not exist is no error.
    func plug(_ port: Before.Link) async throws(ControlError)

    /// Restores what the kernel kept of bridges and ports.
    func mend(_ differences: [PortDifference]) async throws(ControlError)

    /// Adds an address with its prefix length to a link, without NetworkManager, and sets the link up.
    func add(_ address: String, to link: String) async throws(ControlError)

    /// Takes all IPv4 addresses from a running interface; its profile keeps them.
    ///
    /// - Throws: `.refused` when NetworkManager does not do so.
    func takeIPv4(from interface: InterfaceName) async throws(ControlError)

    /// Adds a route without NetworkManager; it is no error if the route exists.
    func add(_ route: Before.Route) async throws(ControlError)

    /// Removes routes without NetworkManager; one that does not exist is no error.
    func takeAway(_ routes: [KernelRoute]) async throws(ControlError)

    /// Takes bridges and ports out of Open vSwitch's database without NetworkManager; one that is not there is no error.
    func takeOutOfOpenVSwitch(_ names: [InterfaceName]) async throws(ControlError)

    /// Sets a link's MTU in bytes without NetworkManager; a link that does not exist is no error.
    func setMTU(_ mtu: Int, of link: InterfaceName) async throws(ControlError)

    /// Sets a bond's MAC address without NetworkManager, and returns when the links above it have it, too.
    ///
    /// All of them tell their neighbours.
    func setMAC(_ mac: MACAddress, of bond: InterfaceName, and above: [InterfaceName]) async throws(ControlError)

    /// Makes a port carry a bond's traffic, if the bond accepts it within some seconds.
    func setActivePort(_ port: InterfaceName, of bond: InterfaceName) async throws(ControlError)

    /// Lets a bond begin to negotiate by LACP at once, when its ports are in it and nothing depends on it yet.
    ///
    /// The bonding driver waits 8 s before it lets ports collect, from the first port that joins a bond which is up
    /// (`AD_AGGREGATOR_SELECTION_TIMER`, drivers/net/bonding/bond_3ad.c); a bond that is set up with its ports in it waits
    /// for nothing. A bond that cannot be sped up negotiates as it would have.
    func negotiateAtOnce(_ bond: NegotiatingBond) async throws(ControlError)

    /// Whether NetworkManager looks for duplicates of an IPv4 address when it activates a profile with it: since 1.46.
    ///
    /// It would then find the link that still has the address.
    func looksForDuplicates() async throws(ControlError) -> Bool

    /// Reads how links detect duplicate IPv6 addresses (`accept_dad`, Linux's ip-sysctl.rst): 0 not at all.
    ///
    /// - Returns: the values; for a link that does not exist, that of new links.
    func duplicateDetection(of links: [InterfaceName]) -> [InterfaceName: Int]

    /// Sets how links detect duplicate IPv6 addresses; a link that does not exist is no error.
    func setDuplicateDetection(_ values: [InterfaceName: Int])

    /// Gives running links the addresses of their steps, while other links still have the same ones.
    ///
    /// - Parameters:
    ///   - steps: the steps; their profiles are already active, perhaps without addresses.
    ///   - metrics: the greatest metrics of the other links' routes, which stay in use.
    /// - Throws: `.refused` when NetworkManager does not put the changes on a running link.
    func raise(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError)

    /// Puts a link that is up into a bridge without NetworkManager, whose own way takes the link out of use for a moment.
    ///
    /// It does nothing for a bridge that filters VLANs, since the port would carry VLANs that are not its own until
    /// NetworkManager says otherwise; and nothing for a bond, whose options as a port NetworkManager would not set then.
    ///
    /// - Parameters:
    ///   - port: the step that makes the link a port.
    ///   - bridge: the bridge, which is up.
    /// - Throws: `.refused` when the kernel does not do it.
    func putIn(_ port: Step, _ bridge: InterfaceName) async throws(ControlError)

    /// Puts ports into their new bridges as soon as NetworkManager has taken them out of the old ones, and then the guests.
    ///
    /// It goes on beside the caller, who lets NetworkManager bring the ports up, for 10 s at most. Bridges that filter
    /// VLANs are left to NetworkManager.
    ///
    /// - Parameter moves: the bridges, which are both up, with their ports and guests.
    /// - Returns: what ends it.
    func catchPorts(_ moves: [PortMove]) async -> PortCatch

    /// Makes links tell their neighbours which MAC address their IP addresses have (RFC 5227 §3, RFC 4861 §7.2.6).
    func announce(_ links: [InterfaceName]) async throws(ControlError)

    /// Gives the links of `raise` exactly the profiles of their steps, once no other link has the addresses.
    func settle(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError)

    /// Moves these profiles from disk to memory, where they stay until their device is disconnected.
    func keepOffDisk(uuids: [String]) async throws(ControlError)
}

/// How far an interface has come up.
package enum InterfaceState: Hashable, Sendable {
    case waiting
    /// NetworkManager works on the interface; the text is its own word for the state.
    case coming(String)
    case up
    case failed(String)
}

/// The error that NetworkManager or the kernel could not do something.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    package let kind: Kind
    /// What failed, with the values.
    package let message: String
    /// What the user can do; `nil` where there is no advice.
    package let advice: String?
    /// What D-Bus or the kernel reported; `nil` where the failure is our own finding.
    package let report: Report?

    /// A failure as D-Bus or the kernel reported it.
    package struct Report: Hashable, Sendable, Codable {
        /// The D-Bus method, or the request to the kernel.
        package let operation: String
        /// The D-Bus object whose method was called; `nil` for the kernel.
        package let object: String?
        /// The D-Bus error name, or the symbol of the kernel's error number (`EBUSY`); `nil` where there is none.
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
        /// NetworkManager or the bus is not running.
        case notRunning
        case notPermitted
        /// NetworkManager refused or failed.
        case refused
        /// NetworkManager or the bus disappeared meanwhile, or did not answer.
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
