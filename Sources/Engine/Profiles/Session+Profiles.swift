import Host
package import Planning
package import Profiles
package import Topology
import Trial

extension Session {
    /// All profiles of the host, with what is worth knowing of each.
    package func inventory() async throws(EngineError) -> [InventoryItem] {
        let live = try await profiles()
        return Inventory.items(of: live, applied: store.appliedProfiles(on: live))
    }

    /// Finds a profile of the host: a name goes before a UUID, and that before an interface.
    ///
    /// - Parameter name: its name, its UUID or the beginning of it, or its interface.
    /// - Returns: the profile as NetworkManager has it.
    /// - Throws: `.noProfile`, `.ambiguousProfile`, `.unwritableName`.
    package func profile(named name: String) async throws(EngineError) -> Profile {
        let profiles = try await profiles().profiles
        let ways: [(LiveProfile) -> Bool] = [
            { $0.id == name }, { $0.uuid == name }, { name.count >= 4 && $0.uuid.hasPrefix(name.lowercased()) },
            { $0.interfaceName == name },
        ]
        for way in ways {
            let found = profiles.filter(way)
            if found.count > 1 {
                throw .ambiguousProfile(name, found.map { EngineError.NamedProfile(id: $0.id, uuid: $0.uuid) })
            }
            if let one = found.first {
                guard let profile = LiveProfiles.one(one) else { throw .unwritableName(name) }
                return profile
            }
        }
        throw .noProfile(name)
    }

    /// The profiles that nm-topology made on this host, as NetworkManager has them.
    package func ownProfiles() async throws(EngineError) -> ProfileSet { LiveProfiles.ours(in: try await profiles()) }

    /// What profiles differ in.
    ///
    /// - Parameter topology: what the spec says, for what `plan` would change; `nil` for what somebody changed since the
    ///   last apply.
    /// - Returns: the differences, and what NetworkManager has in memory otherwise than on disk.
    /// - Throws: `.trial(.misfit)` where the spec does not fit the host.
    package func differences(
        from topology: Topology?
    ) async throws(EngineError) -> (profiles: [ProfileDifference], unsaved: [FileDifference]) {
        let live = try await profiles()
        let unsaved = live.profiles.compactMap(FileDifference.init).sorted { $0.name < $1.name }
        guard let topology else {
            let applied = store.appliedProfiles(on: live)
            return (ProfileComparison.since(applied: applied, live: live), unsaved)
        }
        do throws(Misfit) {
            return (try ProfileComparison.between(live: live, topology: topology), unsaved)
        } catch {
            throw .trial(.misfit(error))
        }
    }

    /// The host with all its profiles.
    private func profiles() async throws(EngineError) -> LiveState {
        try await EngineError.controlling { () async throws(ControlError) in
            try await control.liveState(withSettings: true)
        }
    }
}
