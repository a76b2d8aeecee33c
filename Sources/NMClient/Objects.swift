package import DBus

/// A profile that is active, or on its way up or down.
package struct ActiveConnection: Sendable, Hashable {
    /// The activation's D-Bus path; each activation has a new one.
    package let path: ObjectPath
    /// The profile's UUID.
    package let uuid: String
    /// The profile's name.
    package let id: String
    /// The profile's type, such as `bridge`.
    package let type: String
    /// The D-Bus path of the profile.
    package let connection: ObjectPath?
    /// The devices on which the profile is active; none while it waits for one.
    package let devices: [ObjectPath]
    /// How far the activation has come.
    package let state: ActiveConnectionState
    /// The device of which the activation's device is a port.
    package let controller: ObjectPath?

    init?(_ object: ManagedObject) {
        guard let active = object.interfaces[NM.activeInterface] else { return nil }
        path = object.path
        uuid = active.string("Uuid")
        id = active.string("Id")
        type = active.string("Type")
        connection = active.path("Connection")
        devices = active.paths("Devices")
        state = ActiveConnectionState(rawValue: active.uint32("State"))
        // `Controller` since 1.44; `Master` is there in all versions so far.
        controller = active.path("Controller") ?? active.path("Master")
    }
}

/// A profile as the bus shows it, without its contents, which need a call of their own.
package struct SettingsConnection: Sendable, Hashable {
    /// The D-Bus path of the profile.
    package let path: ObjectPath
    /// Whether the profile differs from its file on disk.
    package let unsaved: Bool
    /// What NetworkManager says of the profile: unsaved, generated, external.
    package let flags: ProfileFlags
    /// The profile's file; in /run for one that is in memory only.
    package let filename: String?
    /// A number that changes with the profile's contents, within one run of NetworkManager (since 1.44).
    package let versionID: UInt64?

    init?(_ object: ManagedObject) {
        guard let profile = object.interfaces[NM.profileInterface] else { return nil }
        path = object.path
        unsaved = profile.bool("Unsaved")
        flags = ProfileFlags(rawValue: profile.uint32("Flags"))
        filename = profile.filled("Filename")
        versionID = profile["VersionId"]?.uint64
    }
}

/// A state to which NetworkManager can roll back.
package struct Checkpoint: Sendable, Hashable {
    /// The checkpoint's D-Bus path; numbers begin at 1 again when NetworkManager restarts.
    package let path: ObjectPath
    /// The devices that the checkpoint covers.
    package let devices: [ObjectPath]
    /// When the checkpoint was created, in milliseconds of the clock CLOCK_BOOTTIME.
    package let created: Int64
    /// Seconds from its creation to the rollback; 0 means never.
    package let rollbackTimeout: UInt32

    init?(_ object: ManagedObject) {
        guard let checkpoint = object.interfaces[NM.checkpointInterface] else { return nil }
        self.init(object.path, checkpoint)
    }

    init(_ path: ObjectPath, _ checkpoint: Properties) {
        self.path = path
        devices = checkpoint.paths("Devices")
        created = checkpoint["Created"]?.int64 ?? 0
        rollbackTimeout = checkpoint.uint32("RollbackTimeout")
    }
}
