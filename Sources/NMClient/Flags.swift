/// How a new profile is stored (`AddConnection2`).
///
/// Exactly one of the first two is needed.
package struct AddFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Written to disk: it is there after a reboot.
    package static let toDisk = AddFlags(rawValue: 0x01)
    /// Kept in /run: it is gone after a reboot, but survives a restart of NetworkManager.
    package static let inMemory = AddFlags(rawValue: 0x02)
    /// Not activated by itself, until NetworkManager restarts.
    package static let blockAutoconnect = AddFlags(rawValue: 0x20)
}

/// How a changed profile is stored (`Update2`).
///
/// At most one of the first four; none keeps the storage as it is.
package struct UpdateFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Written to disk; a copy in /run goes.
    package static let toDisk = UpdateFlags(rawValue: 0x01)
    /// Kept in /run; a file on disk stays untouched, but goes with the profile when that is deleted.
    package static let inMemory = UpdateFlags(rawValue: 0x02)
    /// Kept in /run; a file on disk stays untouched, even when the profile is deleted.
    package static let inMemoryDetached = UpdateFlags(rawValue: 0x04)
    /// Kept in /run; **a file on disk is deleted at once**.
    package static let inMemoryOnly = UpdateFlags(rawValue: 0x08)
    /// Deleted when it is no longer active; needs one of the in-memory flags.
    package static let volatile = UpdateFlags(rawValue: 0x10)
    /// Not activated by itself, until NetworkManager restarts.
    package static let blockAutoconnect = UpdateFlags(rawValue: 0x20)
    /// Leaves even `connection.zone` and `connection.metered` of an active device alone.
    package static let noReapply = UpdateFlags(rawValue: 0x40)
}

/// What a profile is (`Flags` of `Settings.Connection`).
package struct ProfileFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Differs from what is on disk.
    package static let unsaved = ProfileFlags(rawValue: 0x01)
    /// Made by NetworkManager itself.
    package static let nmGenerated = ProfileFlags(rawValue: 0x02)
    /// Deleted when it is no longer active.
    package static let volatile = ProfileFlags(rawValue: 0x04)
    /// Stands for a link that somebody else set up.
    package static let external = ProfileFlags(rawValue: 0x08)

    /// Whether the profile is nobody's to change: it only mirrors what NetworkManager found.
    package var isGenerated: Bool { !isDisjoint(with: [.nmGenerated, .volatile, .external]) }
}

/// How a rollback goes about things it finds that were not there (`CheckpointCreate`).
package struct CheckpointFlags: OptionSet, Sendable, Hashable {
    /// The number on D-Bus.
    package let rawValue: UInt32

    /// Flags by their number.
    ///
    /// - Parameter rawValue: The number on D-Bus.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Drops all other checkpoints first, other programs' among them.
    package static let destroyAll = CheckpointFlags(rawValue: 0x01)
    /// Rollback deletes every profile that is new, those that NetworkManager generated for guests' taps among them.
    package static let deleteNewConnections = CheckpointFlags(rawValue: 0x02)
    /// Rollback disconnects devices that are new; only for a checkpoint of all devices.
    package static let disconnectNewDevices = CheckpointFlags(rawValue: 0x04)
    /// Devices may be in other checkpoints too (since 1.12).
    package static let allowOverlapping = CheckpointFlags(rawValue: 0x08)
    /// Rollback detaches bridge ports that others attached (since 1.38).
    ///
    /// Never on a host with guests.
    package static let noPreserveExternalPorts = CheckpointFlags(rawValue: 0x10)
    /// Rollback restores the global DNS configuration too (since 1.48).
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

    /// Leaves addresses and routes alone that others added (since 1.42).
    package static let preserveExternalIP = ReapplyFlags(rawValue: 0x01)
}
