import Host
package import Planning
package import Profiles
package import Topology
import Trial

extension Session {
    /// Lists all profiles of the host, with each one's owner, storage and changes.
    package func inventory() async throws(EngineError) -> [InventoryItem] {
        let live = try await profiles()
        return Inventory.items(of: live, applied: store.appliedProfiles(on: live))
    }

    /// Finds a profile of the host by its name, its UUID, or its interface, in this order.
    ///
    /// - Parameter name: the profile's name, its UUID or at least the UUID's first four characters, or its interface.
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

    /// Reads the profiles that nm-topology made on this host, as NetworkManager has them.
    package func ownProfiles() async throws(EngineError) -> ProfileSet { LiveProfiles.ours(in: try await profiles()) }

    /// Compares the host's profiles with a spec or with the last confirmed apply, and with their files on disk.
    ///
    /// - Parameter topology: what the spec says; `nil` to find what somebody changed since the last confirmed apply.
    /// - Returns: the differences from the spec or the apply, and those between NetworkManager's memory and the disk.
    /// - Throws: `.trial(.misfit)` when the spec does not fit the host.
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

    /// Reads the host's state with all profiles and their settings.
    private func profiles() async throws(EngineError) -> LiveState {
        try await EngineError.controlling { () async throws(ControlError) in
            try await control.liveState(withSettings: true)
        }
    }
}
