import DBus

/// A call to NetworkManager, with what it is for and what it takes.
struct Request: Sendable {
    let path: ObjectPath
    let interface: String
    let member: String
    let arguments: [Value]
    /// Completes "cannot …".
    let purpose: String
    /// What polkit has to allow, for all but root.
    let action: PolkitAction?

    init(
        _ purpose: String, _ path: ObjectPath, _ interface: String, _ member: String, _ arguments: [Value] = [],
        needs action: PolkitAction? = nil
    ) {
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
        self.purpose = purpose
        self.action = action
    }
}

/// The polkit actions that NetworkManager asks about (`src/libnm-core-aux-intern/nm-common-macros.h`).
enum PolkitAction: String, Sendable {
    case checkpointRollback = "org.freedesktop.NetworkManager.checkpoint-rollback"
    case networkControl = "org.freedesktop.NetworkManager.network-control"
    case modifySystem = "org.freedesktop.NetworkManager.settings.modify.system"
}
