/// How NetworkManager stores a new profile (`AddConnection2`).
///
/// Exactly one of `toDisk` and `inMemory` is needed.
package struct AddFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Writes the profile to disk, so that it is there after a reboot.
    package static let toDisk = AddFlags(rawValue: 0x01)
    /// Keeps the profile in /run: it is gone after a reboot, but survives a restart of NetworkManager.
    package static let inMemory = AddFlags(rawValue: 0x02)
    /// Does not activate the profile by itself until NetworkManager restarts.
    package static let blockAutoconnect = AddFlags(rawValue: 0x20)
}

/// How NetworkManager stores a changed profile (`Update2`).
///
/// At most one of `toDisk`, `inMemory`, `inMemoryDetached` and `inMemoryOnly` may be set; with none of them the storage
/// stays as it is.
package struct UpdateFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Writes the profile to disk, and removes its copy in /run.
    package static let toDisk = UpdateFlags(rawValue: 0x01)
    /// Keeps the profile in /run; its file on disk stays untouched, and is removed when the profile is deleted.
    package static let inMemory = UpdateFlags(rawValue: 0x02)
    /// Keeps the profile in /run; its file on disk stays untouched, even when the profile is deleted.
    package static let inMemoryDetached = UpdateFlags(rawValue: 0x04)
    /// Keeps the profile in /run; **its file on disk is deleted at once**.
    package static let inMemoryOnly = UpdateFlags(rawValue: 0x08)
    /// Deletes the profile when it is no longer active; needs one of the in-memory flags.
    package static let volatile = UpdateFlags(rawValue: 0x10)
    /// Does not activate the profile by itself until NetworkManager restarts.
    package static let blockAutoconnect = UpdateFlags(rawValue: 0x20)
    /// Does not even apply `connection.zone` and `connection.metered` to an active device.
    package static let noReapply = UpdateFlags(rawValue: 0x40)
}

/// What NetworkManager says of a profile (`Flags` of `Settings.Connection`).
package struct ProfileFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The profile differs from its file on disk.
    package static let unsaved = ProfileFlags(rawValue: 0x01)
    /// NetworkManager itself made the profile.
    package static let nmGenerated = ProfileFlags(rawValue: 0x02)
    /// NetworkManager deletes the profile when it is no longer active.
    package static let volatile = ProfileFlags(rawValue: 0x04)
    /// The profile stands for a link that another program set up.
    package static let external = ProfileFlags(rawValue: 0x08)

    /// Whether the profile merely mirrors what NetworkManager found, so that nobody should change it.
    package var isGenerated: Bool { !isDisjoint(with: [.nmGenerated, .volatile, .external]) }
}

/// How a rollback treats what did not exist at the checkpoint (`CheckpointCreate`).
package struct CheckpointFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Drops all other checkpoints first, including those of other programs.
    package static let destroyAll = CheckpointFlags(rawValue: 0x01)
    /// The rollback deletes every new profile, including those that NetworkManager generated for guests' taps.
    package static let deleteNewConnections = CheckpointFlags(rawValue: 0x02)
    /// The rollback disconnects new devices; only for a checkpoint of all devices.
    package static let disconnectNewDevices = CheckpointFlags(rawValue: 0x04)
    /// Devices may be in other checkpoints, too (since 1.12).
    package static let allowOverlapping = CheckpointFlags(rawValue: 0x08)
    /// The rollback detaches bridge ports that other programs attached (since 1.38).
    ///
    /// Never use it on a host with guests.
    package static let noPreserveExternalPorts = CheckpointFlags(rawValue: 0x10)
    /// The rollback also restores the global DNS configuration (since 1.48).
    package static let trackInternalGlobalDNS = CheckpointFlags(rawValue: 0x20)
}

/// How a device takes over changed settings (`Reapply`).
package struct ReapplyFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Leaves addresses and routes alone that other programs added (since 1.42).
    package static let preserveExternalIP = ReapplyFlags(rawValue: 0x01)
}
