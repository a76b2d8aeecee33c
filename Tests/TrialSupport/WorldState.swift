import Trial

/// A host small enough to be explored: one NIC, an old profile that is up on it, and a new one to take its place.
///
/// Everything is here that a trial works with: files in /run and on the disk, NetworkManager's memory, what is up, the
/// checkpoint and its timer, the clock, the processes. It is a value: two equal states have the same future.
package struct WorldState: Hashable {
    package var files: [String: [UInt8]] = [World.oldFile: Array("old".utf8)]
    /// Profiles in NetworkManager's memory by UUID, and whether they are kept from coming up.
    package var memory: [String: Bool] = [World.old: false]
    package var active: String? = World.old
    /// Profiles that NetworkManager does not know for the time of a trial; a boot forgets this.
    package var setAside: Set<String> = []
    /// Another program's checkpoint, and what was up when it was taken.
    package var foreign: Foreign?
    /// The NIC's: the old profile says 9000, the new one nothing, and NetworkManager then leaves it until the next boot.
    package var mtu = World.oldMTU
    /// The network that was seen to be right when the trial became pending.
    package var judged: Network?
    /// A guest's tap is in a bridge (here the NIC itself), which lets go of it when its profile is activated anew.
    package var hasTap = true
    /// A bridge of a trial's, of which NetworkManager forgot at a restart that it made it.
    package var hasForgottenLink = false
    /// The NIC is a port of a bridge, or would be if it had not come out of it.
    package var isPort = false
    package var isLoose = false
    /// NetworkManager's run; `nil` while it is down.
    package var manager: Int? = 1
    package var checkpoint: Checkpoint?
    package var checkpointsMade = 0
    package var isLate = false
    package var applyIsAlive = false
    package var hasApplied = false
    package var guardIsAlive = false
    /// The host is down: the next thing that happens is that it starts.
    package var isOff = false
    /// Writing to the disk (not to /run) fails.
    package var diskFails = false
    /// So many times NetworkManager refuses to have the profiles as they were.
    package var refusals = 0
    /// It refuses to, for as long as something stands in the way.
    package var isObstructed = false
    /// A guard gives no sign of life.
    package var guardCannotStart = false
    /// Writing to /run fails; removing does not.
    package var runIsFull = false
    /// What a command told its user.
    package var toldConfirmed = false
    package var toldRolledBack = false

    package struct Foreign: Hashable {
        package let active: String?

        package init(active: String?) { self.active = active }
    }

    /// The network as people meet it.
    package struct Network: Hashable {
        package let active: String?
        package let mtu: Int
        package let hasTap: Bool
    }

    package init() {}

    package var network: Network { Network(active: active, mtu: mtu, hasTap: hasTap) }

    package struct Checkpoint: Hashable {
        package let number: Int
        package let active: String?
        /// The timer runs.
        package var isArmed = true

        package init(number: Int, active: String?) {
            self.number = number
            self.active = active
        }
    }

    /// The old network, in every respect.
    package var isOld: Bool {
        active == World.old && mtu == World.oldMTU && hasTap && setAside.isEmpty && !hasForgottenLink && !isLoose
            && memory == [World.old: false]
            && files[World.oldFile] == Array("old".utf8) && files[World.newFile] == nil && isTidy
    }

    /// The new network, in every respect.
    package var isNew: Bool {
        active == World.new && hasTap && setAside.isEmpty && memory == [World.new: false]
            && files[World.newFile] == Array(World.newText.utf8)
            && files[World.oldFile] == nil && isTidy
    }

    /// Nothing else is among the profiles.
    private var isTidy: Bool {
        files.keys.allSatisfy {
            !$0.hasPrefix(ProfileDirectory.path + "/") || [World.oldFile, World.newFile].contains($0)
        }
    }
}
