import DBus

/// The properties of the manager object.
package struct ManagerState: Sendable, Hashable {
    /// Whether NetworkManager is still bringing up the host's network after its start.
    ///
    /// Change nothing until it has finished.
    package let startup: Bool
    /// The version, such as `1.42.4`.
    package let version: String

    init(_ properties: Properties) {
        startup = properties.bool("Startup")
        version = properties.string("Version")
    }
}
