import DBus

/// The properties of the manager object.
package struct ManagerState: Sendable, Hashable {
    /// Whether NetworkManager is still bringing up what has to be up after its start.
    ///
    /// Touch nothing until it is done.
    package let startup: Bool
    /// The version, such as `1.42.4`.
    package let version: String

    init(_ properties: Properties) {
        startup = properties.bool("Startup")
        version = properties.string("Version")
    }
}
