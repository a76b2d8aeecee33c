import Trial

/// A host small enough to be explored: one NIC, an old profile that is up on it, and a new one to take its place.
///
/// It holds everything that a trial works with: files in /run and on the disk, NetworkManager's memory, what is up, the
/// checkpoint and its timer, the clock, the processes. It is a value: two equal states have the same future.
package struct WorldState: Hashable {
    /// The contents of all files in /run and on the disk, by path.
    package var files: [String: [UInt8]] = [World.oldFile: Array("old".utf8)]
    /// The profiles in NetworkManager's memory, by UUID, and whether each is kept from coming up.
    package var memory: [String: Bool] = [World.old: false]
    /// The UUID of the profile that is up on the NIC; `nil` for none.
    package var active: String? = World.old
    /// The UUIDs of profiles that a trial hides from NetworkManager; a boot shows them again.
    package var setAside: Set<String> = []
    /// Another program's checkpoint.
    package var foreign: Foreign?
    /// The NIC's MTU: the old profile sets 9000; the new one sets none, and the NIC then keeps its MTU until it boots.
    package var mtu = World.oldMTU
    /// The network that the trial judged to be right when it became pending.
    package var judged: Network?
    /// Whether a guest's tap is in its bridge (here the NIC), which loses it when a profile is activated on it again.
    package var hasTap = true
    /// Whether there is a bridge that a trial made, and that NetworkManager, restarted since, does not know as its own.
    package var hasForgottenLink = false
    /// Whether the NIC's profile makes it a port of a bridge.
    package var isPort = false
    /// Whether the NIC has come out of the bridge whose port its profile makes it.
    package var isLoose = false
    /// The number of NetworkManager's run; `nil` while it is down.
    package var manager: Int? = 1
    /// The tool's own checkpoint.
    package var checkpoint: Checkpoint?
    /// The number of checkpoints that the tool has taken.
    package var checkpointsMade = 0
    /// Whether the trial's deadline has passed.
    package var isLate = false
    /// Whether the process that applies the trial is alive.
    package var applyIsAlive = false
    /// Whether an apply has been started.
    package var hasApplied = false
    /// Whether the trial's guard is alive.
    package var guardIsAlive = false
    /// Whether the host is down, so that the next thing that happens is its start.
    package var isOff = false
    /// Whether writing to the disk (not to /run) fails.
    package var diskFails = false
    /// How many more times NetworkManager refuses to bring the previous profiles back.
    package var refusals = 0
    /// Whether NetworkManager refuses to bring the previous profiles back, until something is out of the way.
    package var isObstructed = false
    /// Whether a guard that is started gives no sign of life.
    package var guardCannotStart = false
    /// Whether writing to /run fails; removing files there still succeeds.
    package var runIsFull = false
    /// Whether a command told its user that the trial is confirmed.
    package var toldConfirmed = false
    /// Whether a command told its user that the trial is rolled back.
    package var toldRolledBack = false

    /// Another program's checkpoint, with the UUID of the profile that was up when it was taken.
    package struct Foreign: Hashable {
        package let active: String?

        package init(active: String?) { self.active = active }
    }

    /// The network as its users notice it.
    package struct Network: Hashable {
        package let active: String?
        package let mtu: Int
        package let hasTap: Bool
    }

    package init() {}

    /// The network as it is now.
    package var network: Network { Network(active: active, mtu: mtu, hasTap: hasTap) }

    /// A checkpoint that the tool has taken.
    package struct Checkpoint: Hashable {
        /// The checkpoint's number, counted from 1.
        package let number: Int
        /// The UUID of the profile that was up when the checkpoint was taken; `nil` for none.
        package let active: String?
        /// Whether the checkpoint's timer runs.
        package var isArmed = true

        package init(number: Int, active: String?) {
            self.number = number
            self.active = active
        }
    }

    /// Whether the host has the old network, in every respect.
    package var isOld: Bool {
        active == World.old && mtu == World.oldMTU && hasTap && setAside.isEmpty && !hasForgottenLink && !isLoose
            && memory == [World.old: false]
            && files[World.oldFile] == Array("old".utf8) && files[World.newFile] == nil && isTidy
    }

    /// Whether the host has the new network, in every respect.
    package var isNew: Bool {
        active == World.new && hasTap && setAside.isEmpty && memory == [World.new: false]
            && files[World.newFile] == Array(World.newText.utf8)
            && files[World.oldFile] == nil && isTidy
    }

    /// Whether NetworkManager's folder holds no file but the old and the new profile's.
    private var isTidy: Bool {
        files.keys.allSatisfy {
            !$0.hasPrefix(ProfileDirectory.path + "/") || [World.oldFile, World.newFile].contains($0)
        }
    }
}
