package import DBus

/// A profile to activate, and the device to activate it on.
package struct ActivationRequest: Sendable, Hashable {
    /// The profile; `/` lets NetworkManager choose the best for the device.
    package var connection: ObjectPath
    /// The device; `/` lets NetworkManager find it, or create a virtual one.
    package var device: ObjectPath
    /// The name of the interface for error messages; `nil` for the profile's path.
    package var title: String?

    /// Describes an activation.
    ///
    /// - Parameters:
    ///   - connection: The profile; `/` lets NetworkManager choose the best for the device.
    ///   - device: The device; `/` lets NetworkManager find it, or create a virtual one.
    ///   - title: What errors call it, such as the interface's name; `nil` for the profile's path.
    package init(
        connection: ObjectPath, device: ObjectPath = .root, title: String? = nil
    ) {
        self.connection = connection
        self.device = device
        self.title = title
    }
}

// Activation and devices: org.freedesktop.NetworkManager and .Device.
extension NetworkManager {
    /// Begins an activation (`ActivateConnection`).
    ///
    /// When it returns, a virtual link exists; events report the rest.
    ///
    /// - Parameters:
    ///   - connection: The profile; `/` lets NetworkManager choose the best for the device.
    ///   - device: The device; `/` lets NetworkManager find it, or create a virtual one.
    /// - Returns: The active connection. A later activation of the same profile is another object.
    /// - Throws: ``NMError``, for instance ``NMError/Code/unknownDevice`` or ``NMError/Code/creationFailed``.
    package func activate(
        connection: ObjectPath, device: ObjectPath = .root
    ) async throws(NMError) -> ObjectPath {
        let request = Request.activate(
            ActivationRequest(connection: connection, device: device))
        return try Self.first(of: await perform(request), request, \.objectPath)
    }

    /// Begins activations in their order, without waiting in between; pass controllers first, and parents before
    /// children.
    ///
    /// - Parameter activations: What to activate.
    /// - Returns: The active connection of each, or why it did not begin.
    package func activate(_ activations: [ActivationRequest]) async -> [Result<ObjectPath, NMError>] {
        let requests = activations.map(Request.activate)
        return Self.firsts(of: await performAll(requests), requests, \.objectPath)
    }

    /// Takes a connection down (`DeactivateConnection`).
    ///
    /// NetworkManager deletes a link that it created, and does not activate the profile by itself until somebody
    /// activates it by hand.
    ///
    /// - Parameter active: The active connection.
    /// - Throws: ``NMError``.
    package func deactivate(_ active: ObjectPath) async throws(NMError) {
        _ = try await perform(.deactivate(active))
    }

    /// Takes many connections down in their order, without waiting in between.
    ///
    /// - Parameter actives: The active connections.
    /// - Returns: The result for each connection.
    package func deactivate(_ actives: [ObjectPath]) async -> [Result<Void, NMError>] {
        await performAll(actives.map(Request.deactivate)).map { $0.map { _ in } }
    }

    /// Disconnects a device and keeps it from connecting by itself (`Device.Disconnect`).
    ///
    /// - Parameter device: The device.
    /// - Throws: ``NMError``.
    package func disconnect(_ device: ObjectPath) async throws(NMError) {
        _ = try await perform(.device("disconnect", device, "Disconnect"))
    }

    /// Removes the link of a software device from the kernel (`Device.Delete`); its profile stays.
    ///
    /// - Parameter device: The device.
    /// - Throws: ``NMError``.
    package func deleteDevice(_ device: ObjectPath) async throws(NMError) {
        _ = try await perform(.device("delete", device, "Delete"))
    }

    /// Lets an active device take over changed settings without going down (`Device.Reapply`).
    ///
    /// - Parameters:
    ///   - device: The device.
    ///   - settings: The settings to apply; `nil` for the profile's present ones.
    ///   - versionID: The version that the applied settings must still have; 0 does not check.
    ///   - flags: How the device takes them over.
    /// - Throws: ``NMError`` with ``NMError/Code/incompatibleConnection`` if a change needs a new activation; then
    ///   nothing has changed.
    package func reapply(
        _ device: ObjectPath, settings: SettingsDictionary? = nil, versionID: UInt64 = 0, flags: ReapplyFlags = []
    ) async throws(NMError) {
        _ = try await perform(
            .device(
                "reapply the settings of", device, "Reapply",
                [.settings(settings ?? [:]), .uint64(versionID), .uint32(flags.rawValue)]))
    }

    /// Reads the settings that are applied to active devices, without waiting in between.
    ///
    /// - Parameter devices: The devices.
    /// - Returns: The settings of each, or why they could not be read: a device may have been taken down meanwhile.
    package func appliedConnections(
        _ devices: [ObjectPath]
    ) async -> [ObjectPath: Result<SettingsDictionary, NMError>] {
        let requests = devices.map {
            Request.device("read the applied settings of", $0, "GetAppliedConnection", [.uint32(0)])
        }
        let results = Self.firsts(of: await performAll(requests), requests, \.settings)
        return Dictionary(zip(devices, results)) { first, _ in first }
    }
}

extension Request {
    fileprivate static func activate(_ activation: ActivationRequest) -> Request {
        let objects = [activation.connection, activation.device, .root]
        return Request(
            "activate \(activation.title ?? activation.connection.text)", NM.path, NM.interface, "ActivateConnection",
            objects.map(Value.objectPath), needs: .networkControl)
    }

    fileprivate static func deactivate(_ active: ObjectPath) -> Request {
        Request(
            "deactivate \(active)", NM.path, NM.interface, "DeactivateConnection", [.objectPath(active)],
            needs: .networkControl)
    }

    fileprivate static func device(
        _ verb: String, _ device: ObjectPath, _ member: String, _ arguments: [Value] = []
    ) -> Request {
        Request(
            "\(verb) device \(device)", device, NM.deviceInterface, member, arguments, needs: .networkControl)
    }
}
