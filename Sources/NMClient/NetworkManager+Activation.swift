package import DBus

/// What to activate, and on what.
package struct ActivationRequest: Sendable, Hashable {
    /// The profile; `/` takes the best one for the device.
    package var connection: ObjectPath
    /// The device; `/` lets NetworkManager find it, or create it for a virtual one.
    package var device: ObjectPath
    /// What errors call the interface.
    package var title: String?

    /// A request.
    ///
    /// - Parameters:
    ///   - connection: The profile; `/` takes the best one for the device.
    ///   - device: The device; `/` lets NetworkManager find it, or create it for a virtual one.
    ///   - title: What to call it in errors, such as the interface; the path otherwise.
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
    /// When it returns, a virtual link exists; the rest follows in events.
    ///
    /// - Parameters:
    ///   - connection: The profile; `/` takes the best one for the device.
    ///   - device: The device; `/` lets NetworkManager find it, or create it for a virtual one.
    /// - Returns: The active connection. A later activation of the same profile is another object.
    /// - Throws: ``NMError``, for instance ``NMError/Code/unknownDevice`` or ``NMError/Code/creationFailed``.
    package func activate(
        connection: ObjectPath, device: ObjectPath = .root
    ) async throws(NMError) -> ObjectPath {
        let request = Request.activate(
            ActivationRequest(connection: connection, device: device))
        return try Self.first(of: await perform(request), request, \.objectPath)
    }

    /// Begins many activations in their order, without waiting in between: controllers first, parents before children.
    ///
    /// - Parameter activations: What to activate.
    /// - Returns: The active connection of each, or why it did not begin.
    package func activate(_ activations: [ActivationRequest]) async -> [Result<ObjectPath, NMError>] {
        let requests = activations.map(Request.activate)
        return Self.firsts(of: await performAll(requests), requests, \.objectPath)
    }

    /// Takes a connection down (`DeactivateConnection`).
    ///
    /// Its profile is not activated by itself until somebody does it by hand; a link that NetworkManager created goes.
    ///
    /// - Parameter active: The active connection.
    /// - Throws: ``NMError``.
    package func deactivate(_ active: ObjectPath) async throws(NMError) {
        _ = try await perform(.deactivate(active))
    }

    /// Takes many connections down in their order, without waiting in between.
    ///
    /// - Parameter actives: The active connections.
    /// - Returns: For each whether it succeeded.
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
    ///   - settings: What it shall be; `nil` means what its profile says now.
    ///   - versionID: The version of the applied settings that it must still have; 0 does not check.
    ///   - flags: How.
    /// - Throws: ``NMError`` with ``NMError/Code/incompatibleConnection`` if a change needs a new activation; nothing has
    ///   been changed then.
    package func reapply(
        _ device: ObjectPath, settings: SettingsDictionary? = nil, versionID: UInt64 = 0, flags: ReapplyFlags = []
    ) async throws(NMError) {
        _ = try await perform(
            .device(
                "reapply the settings of", device, "Reapply",
                [.settings(settings ?? [:]), .uint64(versionID), .uint32(flags.rawValue)]))
    }

    /// Reads what many active devices are set up by, without waiting in between.
    ///
    /// - Parameter devices: The devices.
    /// - Returns: The settings of each, or why they cannot be had: a device may have been taken down meanwhile.
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
