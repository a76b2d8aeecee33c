import DBus

/// A call to NetworkManager, with its purpose and the permission that it needs.
struct Request: Sendable {
    let path: ObjectPath
    let interface: String
    let member: String
    let arguments: [Value]
    /// Which properties of the reply are read; `nil` for all.
    let properties: Set<String>?
    /// What the call is for; completes the sentence "cannot …".
    let purpose: String
    /// The polkit action that must be allowed, for all users but root.
    let action: PolkitAction?

    init(
        _ purpose: String, _ path: ObjectPath, _ interface: String, _ member: String, _ arguments: [Value] = [],
        properties: Set<String>? = nil, needs action: PolkitAction? = nil
    ) {
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
        self.properties = properties
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
