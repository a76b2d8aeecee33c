package import DBus

// Profiles: org.freedesktop.NetworkManager.Settings and .Settings.Connection.
extension NetworkManager {
    /// Reads the contents of a profile, without its secrets (`GetSettings`).
    ///
    /// - Parameter profile: The profile.
    /// - Returns: Its settings.
    /// - Throws: ``NMError``.
    package func settings(of profile: ObjectPath) async throws(NMError) -> SettingsDictionary {
        let request = Request.getSettings(profile)
        return try Self.first(of: await perform(request), request, \.settings)
    }

    /// Reads the contents of profiles, without waiting in between.
    ///
    /// - Parameter profiles: The profiles.
    /// - Returns: The settings of each, or why they could not be read: a profile may have been deleted meanwhile.
    package func settings(
        of profiles: [ObjectPath]
    ) async -> [ObjectPath: Result<SettingsDictionary, NMError>] {
        let requests = profiles.map(Request.getSettings)
        let results = Self.firsts(of: await performAll(requests), requests, \.settings)
        return Dictionary(zip(profiles, results)) { first, _ in first }
    }

    /// Reads the secrets of a profile (`GetSecrets`).
    ///
    /// - Parameters:
    ///   - profile: The profile.
    ///   - setting: The setting that they are in, by its name on D-Bus.
    /// - Returns: The secrets that NetworkManager has, and nothing else.
    /// - Throws: ``NMError``.
    package func secrets(of profile: ObjectPath, in setting: String) async throws(NMError) -> SettingsDictionary {
        let request = Request(
            "read the secrets of profile \(profile)", profile, NM.profileInterface, "GetSecrets", [.string(setting)],
            needs: .modifySystem)
        return try Self.first(of: await perform(request), request, \.settings)
    }

    /// Adds a profile (`AddConnection2`, since 1.20).
    ///
    /// - Parameters:
    ///   - settings: The profile's contents; always with a UUID of ours.
    ///   - flags: How NetworkManager stores it.
    /// - Returns: The profile's path.
    /// - Throws: ``NMError``, for instance ``NMError/Code/invalidProperty`` or ``NMError/Code/uuidExists``.
    package func addConnection(
        _ settings: SettingsDictionary, flags: AddFlags
    ) async throws(NMError) -> ObjectPath {
        let request = Request.addConnection(settings, flags)
        return try Self.first(of: await perform(request), request, \.objectPath)
    }

    /// Adds profiles in their order, without waiting in between.
    ///
    /// - Parameters:
    ///   - profiles: The contents of each.
    ///   - flags: How NetworkManager stores them.
    /// - Returns: The path of each, or why it was not added.
    package func addConnections(
        _ profiles: [SettingsDictionary], flags: AddFlags
    ) async -> [Result<ObjectPath, NMError>] {
        let requests = profiles.map { Request.addConnection($0, flags) }
        return Self.firsts(of: await performAll(requests), requests, \.objectPath)
    }

    /// Replaces the contents of a profile, or only changes where it is stored (`Update2`).
    ///
    /// An active device does not change, except for `connection.zone` and `connection.metered`.
    ///
    /// - Parameters:
    ///   - profile: The profile.
    ///   - settings: The complete new contents; `nil` keeps the present ones.
    ///   - flags: How NetworkManager stores it.
    /// - Throws: ``NMError``.
    package func update(
        _ profile: ObjectPath, _ settings: SettingsDictionary?, flags: UpdateFlags
    ) async throws(NMError) {
        _ = try await perform(.update(profile, settings, flags))
    }

    /// Updates profiles in their order, without waiting in between.
    ///
    /// - Parameters:
    ///   - profiles: The profiles, each with its new contents, or `nil` to keep them.
    ///   - flags: How NetworkManager stores them.
    /// - Returns: The result for each profile.
    package func update(
        _ profiles: [(path: ObjectPath, settings: SettingsDictionary?)], flags: UpdateFlags
    ) async -> [Result<Void, NMError>] {
        await performAll(profiles.map { .update($0.path, $0.settings, flags) }).map { $0.map { _ in } }
    }

    /// Deletes a profile and its file (`Delete`).
    ///
    /// NetworkManager takes it down if it is active.
    ///
    /// - Parameter profile: The profile.
    /// - Throws: ``NMError``.
    package func delete(_ profile: ObjectPath) async throws(NMError) {
        _ = try await perform(.delete(profile))
    }

    /// Deletes profiles in their order, without waiting in between.
    ///
    /// - Parameter profiles: The profiles.
    /// - Returns: The result for each profile.
    package func delete(_ profiles: [ObjectPath]) async -> [Result<Void, NMError>] {
        await performAll(profiles.map(Request.delete)).map { $0.map { _ in } }
    }

    /// Makes NetworkManager read profile files (`LoadConnections`); for root only.
    ///
    /// - Parameter files: The files' absolute paths.
    /// - Returns: Whether all were loaded, and the paths of those that were not.
    /// - Throws: ``NMError``.
    package func loadConnections(_ files: [String]) async throws(NMError) -> (status: Bool, failures: [String]) {
        let request = Request(
            "load \(files.joined(separator: ", "))", NM.settingsPath, NM.settingsInterface, "LoadConnections",
            [.strings(files)])
        let reply = try await perform(request)
        guard reply.count == 2, let status = reply[0].bool, let failures = reply[1].strings else {
            throw .unexpectedReply(reply, in: request)
        }
        return (status, failures)
    }

    /// Finds a profile by its UUID (`GetConnectionByUuid`).
    ///
    /// - Parameter uuid: The UUID.
    /// - Returns: The profile's path; `nil` if there is none.
    /// - Throws: ``NMError``.
    package func connection(uuid: String) async throws(NMError) -> ObjectPath? {
        try await connections(uuids: [uuid])[uuid]
    }

    /// Finds profiles by their UUIDs, without waiting in between.
    ///
    /// - Parameter uuids: The UUIDs.
    /// - Returns: The paths of those that there are, by UUID.
    /// - Throws: ``NMError``: the first that is not about a missing profile.
    package func connections(uuids: [String]) async throws(NMError) -> [String: ObjectPath] {
        let requests = uuids.map(Request.find)
        var found: [String: ObjectPath] = [:]
        for (uuid, result) in zip(uuids, Self.firsts(of: await performAll(requests), requests, \.objectPath)) {
            do throws(NMError) {
                found[uuid] = try result.get()
            } catch {
                if error.code != .unknownConnection { throw error }
            }
        }
        return found
    }
}

extension Request {
    fileprivate static func getSettings(_ profile: ObjectPath) -> Request {
        Request("read profile \(profile)", profile, NM.profileInterface, "GetSettings")
    }

    fileprivate static func find(_ uuid: String) -> Request {
        Request("find profile \(uuid)", NM.settingsPath, NM.settingsInterface, "GetConnectionByUuid", [.string(uuid)])
    }

    fileprivate static func addConnection(_ settings: SettingsDictionary, _ flags: AddFlags) -> Request {
        Request(
            "add profile \(settings.title)", NM.settingsPath, NM.settingsInterface, "AddConnection2",
            [.settings(settings), .uint32(flags.rawValue), .vardict([:])], needs: .modifySystem)
    }

    fileprivate static func update(
        _ profile: ObjectPath, _ settings: SettingsDictionary?, _ flags: UpdateFlags
    ) -> Request {
        Request(
            settings.map { "change profile \($0.title)" } ?? "change the storage of profile \(profile)", profile,
            NM.profileInterface, "Update2",
            [.settings(settings ?? [:]), .uint32(flags.rawValue), .vardict([:])], needs: .modifySystem)
    }

    fileprivate static func delete(_ profile: ObjectPath) -> Request {
        Request("delete profile \(profile)", profile, NM.profileInterface, "Delete", needs: .modifySystem)
    }
}

extension SettingsDictionary {
    /// The name of the profile in messages: its ID, UUID or interface, whichever it has first.
    fileprivate var title: String {
        let connection = self["connection"] ?? [:]
        let name = connection["id"]?.string ?? connection["uuid"]?.string ?? connection["interface-name"]?.string
        return name.map { "\"\($0)\"" } ?? "without a name"
    }
}
