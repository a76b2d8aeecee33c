import FoundationEssentials
package import Host
package import NetTypes
package import Planning
package import Profiles
import Synchronization
package import System
import Topology
package import Trial

/// A fake of NetworkManager, the files and the machine for one process, which may be killed before any of its effects.
package final class World: NetworkControl, FileAccess, TrialHost, Sendable {
    /// The UUID of the old profile.
    package static let old = "11111111-2222-3333-4444-555555555555"
    /// The UUID of the new profile.
    package static let new = ProfileUUID(interface: "enp2s0").text
    /// The MTU that the old profile sets.
    package static let oldMTU = 9000
    /// The path of the old profile's file.
    package static let oldFile = ProfileDirectory.path + "/old.nmconnection"
    /// The text of the new profile's file.
    package static let newText = "[connection]\nuuid=\(new)\n"
    /// The path of the new profile's file.
    package static let newFile = ProfileDirectory.path + "/enp2s0.nmconnection"

    private struct Inner {
        var state: WorldState
        var effects = 0
        let killedBefore: Int?

        var isDead: Bool { killedBefore.map { effects >= $0 } ?? false }
    }

    private let inner: Mutex<Inner>

    /// Makes the world of one process.
    ///
    /// - Parameters:
    ///   - state: the state that the process finds.
    ///   - killedBefore: the number of effects after which the process is dead; `nil` to let it live.
    package init(_ state: WorldState, killedBefore: Int? = nil) {
        inner = Mutex(Inner(state: state, killedBefore: killedBefore))
    }

    /// The state as this process has changed it so far.
    package var state: WorldState { inner.withLock { $0.state } }
    /// The number of effects that this process has had.
    package var effects: Int { inner.withLock { $0.effects } }
    /// Whether this process is dead.
    package var wasKilled: Bool { inner.withLock { $0.isDead } }

    /// Changes the state and counts one effect; throws `failure` if the process is dead by now.
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

    /// Changes the state by NetworkManager, and counts one effect; throws if NetworkManager is down.
    private func manage(_ change: (inout WorldState) throws(ControlError) -> Void) throws(ControlError) {
        try effect(Self.lost) { state throws(ControlError) in
            if state.manager == nil { throw Self.down }
            try change(&state)
        }
    }

    /// Asks NetworkManager a question; throws if it is down or the process is dead.
    private func ask<Value>(_ answer: (WorldState) -> Value) throws(ControlError) -> Value {
        let inner = self.inner.withLock { ($0.state, $0.isDead) }
        if inner.1 { throw Self.lost }
        if inner.0.manager == nil { throw Self.down }
        return answer(inner.0)
    }

    // MARK: NetworkControl

    package func owner() async -> String? { state.manager.map { ":1.\($0)" } }

    package func waitUntilStarted(
        within: Duration, unless isEnough: @Sendable (LiveState) -> Bool
    ) async throws(ControlError) { try ask { _ in } }

    package func liveState(withSettings: Bool) async throws(ControlError) -> LiveState {
        var live = try ask(Self.live)
        // As the real one: without their settings nothing is known of profiles.
        if !withSettings { live.profiles = [] }
        return live
    }

    package func liveStateWithGenerated() async throws(ControlError) -> LiveState { try ask(Self.live) }

    package func follow() async {}

    package func fingerprint(of profile: LiveProfile, _ place: ProfileSecret.Place) -> String? { nil }

    private static func live(_ state: WorldState) -> LiveState {
        guard let name = try? InterfaceName("enp2s0") else { return LiveState() }
        var link = LiveLink(
            index: 2, name: name, kind: nil, mtu: state.mtu, isUp: true, hasCarrier: true)
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
            path: "/d", interface: "enp2s0", state: .activated, isManaged: true, isReal: true, permanentMAC: nil,
            activePath: "/a", activeUUID: state.active)
        let profiles = state.memory.keys.sorted().map { uuid in
            LiveProfile(
                path: "/p/" + uuid, uuid: uuid, id: uuid == old ? "old" : "enp2s0", type: "802-3-ethernet",
                interfaceName: "enp2s0",
                settings: uuid == old ? ["802-3-ethernet": ["mtu": .uint32(UInt32(oldMTU))]] : [:],
                filename: uuid == old ? oldFile : "/run/x", isUnsaved: false,
                isGenerated: false)
        }
        return LiveState(profiles: profiles, devices: [device], links: links)
    }

    package func checkpoints() async throws(ControlError) -> [CheckpointIdentity] {
        try ask { state in
            let owner = ":1.\(state.manager ?? 0)"
            let own = state.checkpoint.map {
                CheckpointIdentity(path: "/c/\($0.number)", created: Int64($0.number), owner: owner)
            }
            let foreign = state.foreign.map { _ in CheckpointIdentity(path: Self.foreign, created: 99, owner: owner) }
            return [own, foreign].compactMap(\.self)
        }
    }

    package func checkpoint(since: Int64, timeout: Int) async throws(ControlError) -> CheckpointIdentity? {
        try await checkpoints().first { $0.path != Self.foreign }
    }

    private static let foreign = "/c/foreign"

    package func createCheckpoint(timeout: Int) async throws(ControlError) -> CheckpointIdentity {
        try manage { state throws(ControlError) in
            state.checkpointsMade += 1
            state.checkpoint = .init(number: state.checkpointsMade, active: state.active)
        }
        guard let made = try await checkpoints().first else { throw Self.lost }
        return made
    }

    package func adjust(_ checkpoint: CheckpointIdentity, timeout: Int) async throws(ControlError) {
        try manage { state throws(ControlError) in
            guard state.checkpoint != nil else { throw ControlError(.refused, "no such checkpoint") }
            state.checkpoint?.isArmed = timeout > 0
        }
    }

    package func destroy(_ checkpoint: CheckpointIdentity) async throws(ControlError) {
        try manage { state throws(ControlError) in
            if checkpoint.path == Self.foreign { state.foreign = nil } else { state.checkpoint = nil }
        }
    }

    package func rollBack(_ checkpoint: CheckpointIdentity) async throws(ControlError) { try manage(Self.timerFires) }

    /// Rolls back the tool's own checkpoint, as NetworkManager does when its timer fires.
    package static func timerFires(_ state: inout WorldState) {
        if let active = state.checkpoint?.active { bringUp(active, &state) }
        state.checkpoint = nil
    }

    /// Activates a profile as NetworkManager does in a rollback.
    ///
    /// NetworkManager adds a profile that it no longer has again, and writes its file in its own spelling.
    private static func bringUp(_ uuid: String, _ state: inout WorldState) {
        if state.memory[uuid] == nil {
            state.memory[uuid] = false
            state.setAside.remove(uuid)
            state.files[uuid == old ? oldFile : newFile] = Array((uuid == old ? "old, rewritten" : newText).utf8)
        }
        state.active = uuid
        if uuid == old { state.mtu = oldMTU }
    }

    /// Rolls back another program's checkpoint, as NetworkManager does when its timer fires; this changes the disk too.
    package static func foreignFires(_ state: inout WorldState) {
        if let active = state.foreign?.active {
            // One that is on disk already needs no writing.
            if state.files[file(active)] == nil { state.memory[active] = nil }
            bringUp(active, &state)
        }
        state.foreign = nil
    }

    package func write(_ steps: [Step]) async throws(ControlError) { try manage { $0.memory[Self.new] = false } }

    package func load(_ profiles: [Restoration.Back]) async throws(ControlError) {
        try manage { state throws(ControlError) in for profile in profiles { state.memory[profile.uuid] = false } }
    }

    package func setAside(_ profiles: [LiveProfile]) async throws(ControlError) {
        if profiles.isEmpty { return }
        try manage { state throws(ControlError) in
            for profile in profiles {
                state.memory[profile.uuid] = nil
                state.setAside.insert(profile.uuid)
                if state.active == profile.uuid { state.active = nil }
            }
        }
    }

    package func reread(_ files: [String]) async throws(ControlError) {}

    package func reapply(_ interface: InterfaceName) async throws(ControlError) {}

    package func takeDown(_ interfaces: [InterfaceName]) async throws(ControlError) {
        try manage { state throws(ControlError) in
            if interfaces.contains(where: { $0.text == "br0" }) { state.hasForgottenLink = false }
        }
    }

    package func bringUp(_ steps: [Step]) async throws(ControlError) {
        // Taking the old one down and the new one up are two moments.
        try manage { $0.active = nil }
        try manage { $0.active = Self.new }
    }

    package func waitUntilUp(
        _ steps: [Step], within: Duration, progress: @Sendable (InterfaceName, InterfaceState) -> Void
    ) async throws(ControlError) { try ask { _ in } }

    package func waitUntilRight(
        within: Duration, problems: @Sendable (LiveState) -> [String]
    ) async throws(ControlError) -> [String] { try ask { problems(Self.live($0)) } }

    package func keyfiles(of changes: [ProfileChange]) async throws(ControlError) -> [KeptProfile] {
        try ask { _ in
            changes.map {
                KeptProfile(uuid: $0.uuid, interface: $0.interface, path: Self.newFile, keyfile: Self.newText)
            }
        }
    }

    package func present(_ uuids: [String]) async throws(ControlError) -> Set<String> {
        try ask { state in Set(uuids.filter { state.memory[$0] != nil }) }
    }

    package func persist(_ profiles: [KeptProfile]) async throws(ControlError) {
        for profile in profiles {
            try manage { state throws(ControlError) in
                if state.diskFails { throw ControlError(.refused, "disk full") }
                state.files[profile.path] = Array(profile.keyfile.utf8)
                state.memory[profile.uuid] = false
            }
        }
    }

    package func delete(_ changes: [ProfileChange]) async throws(ControlError) {
        for uuid in changes.map(\.uuid)
        where state.memory[uuid] != nil || state.setAside.contains(uuid) || state.files[Self.file(uuid)] != nil {
            try manage { state throws(ControlError) in
                let file = Self.file(uuid)
                if state.files[file] != nil, state.diskFails { throw ControlError(.refused, "disk full") }
                state.memory[uuid] = nil
                state.setAside.remove(uuid)
                state.files[file] = nil
                if state.active == uuid { state.active = nil }
            }
        }
    }

    private static func file(_ uuid: String) -> String { uuid == old ? oldFile : newFile }

    package func bringBack(_ changes: [ProfileChange]) async throws(ControlError) {
        if state.refusals > 0 || state.isObstructed {
            try manage { $0.refusals = max(0, $0.refusals - 1) }
            throw ControlError(.refused, "no such object")
        }
        for change in changes where change.kind != .added {
            let bytes = change.original.map { Array($0) } ?? state.files[Self.file(change.uuid)]
            if state.memory[change.uuid] == false, state.files[Self.file(change.uuid)] == bytes { continue }
            try manage { state throws(ControlError) in
                let file = Self.file(change.uuid)
                if state.files[file] != bytes, state.diskFails { throw ControlError(.refused, "disk full") }
                state.files[file] = bytes
                state.memory[change.uuid] = false
                state.setAside.remove(change.uuid)
            }
        }
    }

    package func activate(uuid: String, interface: String) async throws(ControlError) {
        if state.active == uuid, !state.isLoose { return }
        try manage { state throws(ControlError) in
            guard state.memory[uuid] != nil else { throw ControlError(.refused, "no such profile") }
            state.active = uuid
            if uuid == Self.old { state.mtu = Self.oldMTU }
            state.hasTap = false
            state.isLoose = false
        }
    }

    package func make(_ link: Before.Link) async throws(ControlError) {}

    package func plug(_ port: Before.Link) async throws(ControlError) {
        try manage { $0.hasTap = port.controller != nil }
    }

    package func mend(_ differences: [PortDifference]) async throws(ControlError) {}

    package func add(_ address: String, to link: String) async throws(ControlError) {}
    package func takeIPv4(from interface: InterfaceName) async throws(ControlError) {}

    package func add(_ route: Before.Route) async throws(ControlError) {}

    package func takeAway(_ routes: [KernelRoute]) async throws(ControlError) {}
    package func takeOutOfOpenVSwitch(_ names: [InterfaceName]) async throws(ControlError) {}

    package func setMTU(_ mtu: Int, of link: InterfaceName) async throws(ControlError) { try manage { $0.mtu = mtu } }

    package func setMAC(_ mac: MACAddress, of bond: InterfaceName, and above: [InterfaceName])
        async throws(ControlError)
    {}

    package func setActivePort(_ port: InterfaceName, of bond: InterfaceName) async throws(ControlError) {}

    package func negotiateAtOnce(_ bond: NegotiatingBond) async throws(ControlError) {}

    package func looksForDuplicates() async throws(ControlError) -> Bool { false }
    package func duplicateDetection(of links: [InterfaceName]) -> [InterfaceName: Int] { [:] }

    package func setDuplicateDetection(_ values: [InterfaceName: Int]) {}

    package func raise(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError) {}

    package func putIn(_ port: Step, _ bridge: InterfaceName) async throws(ControlError) {}

    package func catchPorts(_ moves: [PortMove]) async -> PortCatch { PortCatch() }

    /// Always fails: whether neighbours were told must not decide how a rollback ends.
    package func announce(_ links: [InterfaceName]) async throws(ControlError) {
        throw ControlError(.refused, "the neighbours cannot be told")
    }

    package func settle(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError) {}

    package func keepOffDisk(uuids: [String]) async throws(ControlError) {}

    // MARK: FileAccess

    package func makeDirectory(_ path: String) throws(FileError) {}

    package func read(_ path: String) throws(FileError) -> [UInt8]? { state.files[path] }

    package func write(_ bytes: [UInt8], to path: String) throws(FileError) { try change(path, bytes) }

    package func remove(_ path: String) throws(FileError) {
        if state.files[path] != nil { try change(path, nil) }
    }

    private func change(_ path: String, _ bytes: [UInt8]?) throws(FileError) {
        try effect(FileError(path: path, reason: "killed")) { state throws(FileError) in
            if state.runIsFull, bytes != nil, path.hasPrefix("/run") {
                throw FileError(path: path, reason: "no space left")
            }
            if state.diskFails, !path.hasPrefix("/run") { throw FileError(path: path, reason: "no space left") }
            // What the history holds has no influence on anything; without it, states that differ in nothing else are one.
            if !path.hasPrefix(TrialStore.statePath + "/history") { state.files[path] = bytes.map(Self.withoutCount) }
        }
    }

    /// Makes records equal that differ only in how often a rollback was tried and when it is tried next.
    private static func withoutCount(_ bytes: [UInt8]) -> [UInt8] {
        guard var record = try? JSONDecoder().decode(TrialRecord.self, from: Data(bytes)), record.attempts != nil else {
            return bytes
        }
        record.attempts = 1
        if record.nextAttempt != nil { record.nextAttempt = 0 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(record)).map { Array($0) } ?? bytes
    }

    package func names(in path: String) throws(FileError) -> [String] {
        path != ProfileDirectory.path
            ? []
            : state.files.keys.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }.sorted()
    }

    package func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? { self }

    // MARK: TrialHost

    package func now() -> Int64 { state.isLate ? 1_000_000_000 : 0 }
    package func date() -> Int64 { 0 }
    package func newID() -> String { "abcdef" }
    package func isAlive(_ process: ProcessIdentity) -> Bool { state.applyIsAlive }
    package func interrupt(_ process: ProcessIdentity) {}
    package func kill(_ process: ProcessIdentity) {}
    package func announce(_ text: String) {}
    package func bootClaims(on nics: [LiveLink]) -> [BootClaim] { [] }

    package func contents(of path: String) -> [UInt8]? { state.files[path] }
    package func sync(_ path: String) {}

    package func startGuard(_ record: TrialRecord) throws(FileError) -> ProcessIdentity {
        try effect(FileError(path: "guard", reason: "killed")) { state throws(FileError) in
            if state.guardCannotStart { throw FileError(path: "guard", reason: "no sign of life") }
            state.guardIsAlive = true
        }
        return Self.guardian
    }

    package func guardian(of trial: String) -> ProcessIdentity? { state.guardIsAlive ? Self.guardian : nil }

    private static let guardian = ProcessIdentity(pid: 2, startTicks: 1)
}
