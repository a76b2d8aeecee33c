import FoundationEssentials
import NetTypes
import Planning
import Profiles
import Synchronization
import Topology
import Trial

/// A host small enough to be explored: one NIC, an old profile that is up on it, and a new one to take its place.
///
/// Everything is here that a trial works with: files in /run and on the disk, NetworkManager's memory, what is up, the
/// checkpoint and its timer, the clock, the processes. It is a value: two equal states have the same future.
struct WorldState: Hashable {
    var files: [String: [UInt8]] = [World.oldFile: Array("old".utf8)]
    /// Profiles in NetworkManager's memory by UUID, and whether they are kept from coming up.
    var memory: [String: Bool] = [World.old: false]
    var active: String? = World.old
    /// A guest's tap is in a bridge (here the NIC itself), which lets go of it when its profile is activated anew.
    var hasTap = true
    /// A bridge of a trial's, of which NetworkManager forgot at a restart that it made it.
    var hasForgottenLink = false
    /// The NIC is a port of a bridge, or would be if it had not come out of it.
    var isPort = false
    var isLoose = false
    /// NetworkManager's run; `nil` while it is down.
    var manager: Int? = 1
    var checkpoint: Checkpoint?
    var checkpointsMade = 0
    var isLate = false
    var applyIsAlive = false
    var hasApplied = false
    var guardIsAlive = false
    /// The host is down: the next thing that happens is that it starts.
    var isOff = false
    /// Writing to the disk (not to /run) fails.
    var diskFails = false
    /// So many times NetworkManager refuses to have the profiles as they were.
    var refusals = 0
    /// What a command told its user.
    var toldConfirmed = false
    var toldRolledBack = false

    struct Checkpoint: Hashable {
        let number: Int
        let active: String?
        /// The timer runs.
        var isArmed = true
    }

    /// The old network, in every respect.
    var isOld: Bool {
        active == World.old && hasTap && !hasForgottenLink && !isLoose && memory == [World.old: false]
            && files[World.oldFile] == Array("old".utf8) && files[World.newFile] == nil && isTidy
    }

    /// The new network, in every respect.
    var isNew: Bool {
        active == World.new && hasTap && memory == [World.new: false] && files[World.newFile] == Array("new".utf8)
            && files[World.oldFile] == nil && isTidy
    }

    /// Nothing else is among the profiles.
    private var isTidy: Bool {
        files.keys.allSatisfy {
            !$0.hasPrefix(ProfileDirectory.path + "/") || [World.oldFile, World.newFile].contains($0)
        }
    }
}

/// The state behind the trial's three seams, for one process, which may be killed before any of its effects.
final class World: NetworkControl, FileAccess, TrialHost, Sendable {
    static let old = "11111111-2222-3333-4444-555555555555"
    static let new = ProfileUUID(interface: "enp2s0").text
    static let oldFile = ProfileDirectory.path + "/old.nmconnection"
    static let newFile = ProfileDirectory.path + "/enp2s0.nmconnection"

    private struct Inner {
        var state: WorldState
        var effects = 0
        let killedBefore: Int?
        let isApply: Bool

        var isDead: Bool { killedBefore.map { effects >= $0 } ?? false }
    }

    private let inner: Mutex<Inner>

    init(_ state: WorldState, killedBefore: Int? = nil, isApply: Bool = false) {
        inner = Mutex(Inner(state: state, killedBefore: killedBefore, isApply: isApply))
    }

    /// The state as it is after this process.
    var state: WorldState { inner.withLock { $0.state } }
    /// How many effects it had, or would have had.
    var effects: Int { inner.withLock { $0.effects } }
    var wasKilled: Bool { inner.withLock { $0.isDead } }

    /// Something that changes the world, unless the process is dead by now.
    private func effect<Failure: Error>(
        _ failure: Failure, _ change: (inout WorldState) throws(Failure) -> Void
    ) throws(Failure) {
        let result = inner.withLock { inner -> Result<Void, Failure> in
            if inner.isDead { return .failure(failure) }
            inner.effects += 1
            do throws(Failure) {
                return .success(try change(&inner.state))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private static let lost = ControlError(.lost, "killed")
    private static let down = ControlError(.notRunning, "NetworkManager is not running")

    /// An effect in NetworkManager, which has to be there.
    private func manage(_ change: (inout WorldState) throws(ControlError) -> Void) throws(ControlError) {
        try effect(Self.lost) { state throws(ControlError) in
            if state.manager == nil { throw Self.down }
            try change(&state)
        }
    }

    /// A question to NetworkManager.
    private func ask<Value>(_ answer: (WorldState) -> Value) throws(ControlError) -> Value {
        let inner = self.inner.withLock { ($0.state, $0.isDead) }
        if inner.1 { throw Self.lost }
        if inner.0.manager == nil { throw Self.down }
        return answer(inner.0)
    }

    // MARK: NetworkControl

    func owner() async -> String? { state.manager.map { ":1.\($0)" } }

    func waitUntilStarted(within: Duration) async throws(ControlError) { try ask { _ in } }

    func liveState(withSettings: Bool) async throws(ControlError) -> LiveState { try ask(Self.live) }

    private static func live(_ state: WorldState) -> LiveState {
        guard let name = try? InterfaceName("enp2s0") else { return LiveState() }
        var link = LiveLink(index: 2, name: name, kind: nil, mtu: 1500, isUp: true, hasCarrier: true)
        let address = state.active == old ? "10.0.0.1/24" : state.active == new ? "10.0.0.2/24" : ""
        link.addresses = [IPPrefix(address)].compactMap(\.self).map {
            LiveLink.AddressState(prefix: $0, isTentative: false, isDuplicate: false)
        }
        if state.isPort, !state.isLoose { link.controller = try? InterfaceName("br9") }
        var links = [name: link]
        if state.hasForgottenLink, let name = try? InterfaceName("br0") {
            links[name] = LiveLink(index: 3, name: name, kind: nil, mtu: 1500, isUp: true, hasCarrier: true)
        }
        if let tap = try? InterfaceName("vnet0") {
            var port = LiveLink(index: 4, name: tap, kind: nil, mtu: 1500, isUp: true, hasCarrier: true)
            port.controller = state.hasTap ? name : nil
            links[tap] = port
        }
        let device = LiveDevice(
            path: "/d", interface: "enp2s0", state: 100, isManaged: true, isReal: true, permanentMAC: nil,
            activePath: "/a", activeUUID: state.active)
        let profiles = state.memory.keys.sorted().map { uuid in
            LiveProfile(
                path: "/p/" + uuid, uuid: uuid, id: uuid == old ? "old" : "enp2s0", type: "802-3-ethernet",
                interfaceName: "enp2s0", settings: [:], filename: uuid == old ? oldFile : "/run/x", isUnsaved: false,
                isGenerated: false)
        }
        return LiveState(profiles: profiles, devices: [device], links: links)
    }

    func checkpoints() async throws(ControlError) -> [CheckpointIdentity] {
        try ask { state in
            state.checkpoint.map {
                [
                    CheckpointIdentity(
                        path: "/c/\($0.number)", created: Int64($0.number), owner: ":1.\(state.manager ?? 0)")
                ]
            } ?? []
        }
    }

    func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity? {
        try await checkpoints().first
    }

    func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity {
        try manage { state throws(ControlError) in
            state.checkpointsMade += 1
            state.checkpoint = .init(number: state.checkpointsMade, active: state.active)
        }
        guard let made = try await checkpoints().first else { throw Self.lost }
        return made
    }

    func adjust(_ checkpoint: CheckpointIdentity, timeout: Int) async throws(ControlError) {
        try manage { state throws(ControlError) in
            guard state.checkpoint != nil else { throw ControlError(.refused, "no such checkpoint") }
            state.checkpoint?.isArmed = timeout > 0
        }
    }

    func destroy(_ checkpoint: CheckpointIdentity) async throws(ControlError) {
        try manage { $0.checkpoint = nil }
    }

    func rollBack(_ checkpoint: CheckpointIdentity) async throws(ControlError) { try manage(Self.timerFires) }

    static func timerFires(_ state: inout WorldState) {
        if let checkpoint = state.checkpoint, state.memory[checkpoint.active ?? ""] != nil {
            state.active = checkpoint.active
        }
        state.checkpoint = nil
    }

    func write(_ steps: [Step]) async throws(ControlError) { try manage { $0.memory[Self.new] = false } }

    func load(_ profiles: [Restoration.Back]) async throws(ControlError) {
        try manage { state throws(ControlError) in for profile in profiles { state.memory[profile.uuid] = false } }
    }

    func shadow(_ profiles: [LiveProfile]) async throws(ControlError) {
        try manage { state throws(ControlError) in for profile in profiles { state.memory[profile.uuid] = true } }
    }

    func takeDown(_ interfaces: [InterfaceName]) async throws(ControlError) {
        try manage { state throws(ControlError) in
            if interfaces.contains(where: { $0.text == "br0" }) { state.hasForgottenLink = false }
        }
    }

    func bringUp(_ steps: [Step]) async throws(ControlError) {
        // Taking the old one down and the new one up are two moments.
        try manage { $0.active = nil }
        try manage { $0.active = Self.new }
    }

    func waitUntilUp(
        _ steps: [Step], within: Duration, progress: @Sendable (InterfaceName, InterfaceState) -> Void
    ) async throws(ControlError) { try ask { _ in } }

    func waitUntilRight(
        within: Duration, problems: @Sendable (LiveState) -> [String]
    ) async throws(ControlError) -> [String] { try ask { problems(Self.live($0)) } }

    func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile] {
        try ask { _ in
            changes.map { KeptProfile(uuid: $0.uuid, interface: $0.interface, path: Self.newFile, keyfile: "new") }
        }
    }

    func persist(_ profiles: [KeptProfile]) async throws(ControlError) {
        for profile in profiles {
            try manage { state throws(ControlError) in
                if state.diskFails { throw ControlError(.refused, "disk full") }
                state.files[profile.path] = Array(profile.keyfile.utf8)
                state.memory[profile.uuid] = false
            }
        }
    }

    func delete(uuids: [String]) async throws(ControlError) {
        for uuid in uuids where state.memory[uuid] != nil {
            try manage { state throws(ControlError) in
                let file = uuid == Self.old ? Self.oldFile : Self.newFile
                if state.files[file] != nil, state.diskFails { throw ControlError(.refused, "disk full") }
                state.memory[uuid] = nil
                state.files[file] = nil
                if state.active == uuid { state.active = nil }
            }
        }
    }

    func restore(_ changes: [ProfileChange]) async throws(ControlError) {
        if state.refusals > 0 {
            try manage { $0.refusals -= 1 }
            throw ControlError(.refused, "no such object")
        }
        try await delete(uuids: changes.filter { $0.kind == .added }.map(\.uuid))
        for change in changes where change.kind != .added {
            try manage { $0.memory[change.uuid] = false }
        }
    }

    func activate(uuid: String, interface: String) async throws(ControlError) {
        try manage { state throws(ControlError) in
            guard state.memory[uuid] != nil else { throw ControlError(.refused, "no such profile") }
            state.active = uuid
            state.hasTap = false
            state.isLoose = false
        }
    }

    func plug(_ link: String, into controller: String?) async throws(ControlError) {
        try manage { $0.hasTap = controller != nil }
    }

    func add(_ address: String, to link: String) async throws(ControlError) {}

    func add(_ route: Before.Route) async throws(ControlError) {}

    func keepOffDisk(uuids: [String]) async throws(ControlError) {}

    // MARK: FileAccess

    func makeDirectory(_ path: String) throws(StateError) {}

    func read(_ path: String) throws(StateError) -> [UInt8]? { state.files[path] }

    func write(_ bytes: [UInt8], to path: String) throws(StateError) { try change(path, bytes) }

    func remove(_ path: String) throws(StateError) {
        if state.files[path] != nil { try change(path, nil) }
    }

    private func change(_ path: String, _ bytes: [UInt8]?) throws(StateError) {
        try effect(StateError(path: path, reason: "killed")) { state throws(StateError) in
            if state.diskFails, !path.hasPrefix("/run") { throw StateError(path: path, reason: "no space left") }
            // What the history holds has no influence on anything; without it, states that differ in nothing else are one.
            if !path.hasPrefix(TrialStore.statePath + "/history") { state.files[path] = bytes }
        }
    }

    func names(in path: String) throws(StateError) -> [String] { [] }

    func lock(_ path: String, wait: Double) throws(StateError) -> (any Sendable & AnyObject)? { self }

    // MARK: TrialHost

    func now() -> Int64 { state.isLate ? 1_000_000_000 : 0 }
    func date() -> Int64 { 0 }
    func newID() -> String { "abcdef" }
    func current() -> ProcessIdentity { ProcessIdentity(pid: 1, startTicks: 1) }
    func user() -> String { "admin" }
    func isAlive(_ process: ProcessIdentity) -> Bool { state.applyIsAlive }
    func interrupt(_ process: ProcessIdentity) {}
    func kill(_ process: ProcessIdentity) {}
    func announce(_ text: String) {}
    func contents(of path: String) -> [UInt8]? { state.files[path] }
    func sync(_ path: String) {}

    func startGuard(_ trial: String) throws(StateError) -> ProcessIdentity? {
        try effect(StateError(path: "guard", reason: "killed")) { state throws(StateError) in
            state.guardIsAlive = true
        }
        return nil
    }
}
