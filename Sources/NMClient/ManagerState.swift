package import DBus

/// The properties of the manager object.
package struct ManagerState: Sendable, Hashable {
    /// The state of the whole.
    package let state: NetworkState
    /// How far the network reaches; not known where NetworkManager does not check, as on most servers.
    package let connectivity: Connectivity
    /// Whether NetworkManager is still bringing up what has to be up after its start.
    ///
    /// Touch nothing until it is done.
    package let startup: Bool
    /// Whether networking is switched on.
    package let networkingEnabled: Bool
    /// The version, such as `1.42.4`.
    package let version: String
    /// Checkpoints, others' too.
    package let checkpoints: [ObjectPath]
    /// Activations.
    package let activeConnections: [ObjectPath]
    /// Devices, placeholders among them.
    package let allDevices: [ObjectPath]
    /// The active connection with the default route.
    package let primaryConnection: ObjectPath?

    init(_ properties: Properties) {
        state = NetworkState(rawValue: properties.uint32("State"))
        connectivity = Connectivity(rawValue: properties.uint32("Connectivity"))
        startup = properties.bool("Startup")
        networkingEnabled = properties.bool("NetworkingEnabled")
        version = properties.string("Version")
        checkpoints = properties.paths("Checkpoints")
        activeConnections = properties.paths("ActiveConnections")
        allDevices = properties.paths("AllDevices")
        primaryConnection = properties.path("PrimaryConnection")
    }
}
