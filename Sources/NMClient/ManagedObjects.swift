package import DBus

/// Everything that NetworkManager has on the bus, at one moment.
///
/// Each list is in the order of creation.
package struct ManagedObjects: Sendable, Hashable {
    /// The manager itself.
    package let manager: ManagerState
    /// The devices, including placeholders for links that do not exist yet.
    package let devices: [Device]
    /// The activations.
    package let activeConnections: [ActiveConnection]
    /// The profiles, without their contents.
    package let profiles: [SettingsConnection]
    /// The checkpoints, including those of other programs.
    package let checkpoints: [Checkpoint]
    /// The DNS servers of each IP configuration that has some, as text or as 16 bytes.
    package let nameServers: [ObjectPath: [NameServer]]
    /// The search domains and DNS priority of each IP configuration.
    package let nameSearches: [ObjectPath: NameSearch]

    /// The properties that this type reads, of whatever interface.
    ///
    /// The reply has 3.6 MB on a host with 1000 bridges; the others are not copied out of it.
    static let properties: Set<String> = [
        // the manager
        "Startup", "Version",
        // devices
        "Interface", "IpInterface", "DeviceType", "State", "StateReason", "Managed", "Real", "Autoconnect",
        "ActiveConnection", "Mtu", "Path", "Ip4Config", "Ip6Config", "LldpNeighbors", "Ports", "PermHwAddress",
        "Carrier", "Parent", "VlanId", "Slaves",
        // activations
        "Uuid", "Id", "Type", "Connection", "Devices", "Controller", "Master",
        // profiles
        "Unsaved", "Flags", "Filename", "VersionId",
        // checkpoints
        "Created", "RollbackTimeout",
        // IP configurations
        "NameserverData", "Nameservers", "Searches", "DnsPriority",
    ]

    /// Sorts the reply to `GetManagedObjects`, `a{oa{sa{sv}}}`, by kinds of objects; objects of other kinds are left
    /// out.
    ///
    /// - Parameter value: The reply's only value; one of another type gives `nil`.
    package init?(_ value: Value) {
        guard let objects = ManagedObject.list(value) else { return nil }
        self.init(objects)
    }

    /// Sorts objects by their kinds.
    init(_ objects: [ManagedObject]) {
        let objects =
            objects
            .map { (key: $0.path.sortKey, object: $0) }
            .sorted { $0.key < $1.key }
            .map(\.object)
        var manager = ManagerState(Properties([:]))
        var devices: [Device] = []
        var activeConnections: [ActiveConnection] = []
        var profiles: [SettingsConnection] = []
        var checkpoints: [Checkpoint] = []
        var nameServers: [ObjectPath: [NameServer]] = [:]
        var nameSearches: [ObjectPath: NameSearch] = [:]
        for object in objects {
            if object.path == NM.path, let properties = object.interfaces[NM.interface] {
                manager = ManagerState(properties)
            } else if let device = Device(object) {
                devices.append(device)
            } else if let active = ActiveConnection(object) {
                activeConnections.append(active)
            } else if let profile = SettingsConnection(object) {
                profiles.append(profile)
            } else if let checkpoint = Checkpoint(object) {
                checkpoints.append(checkpoint)
            } else if let search = NameSearch(object) {
                nameSearches[object.path] = search
                nameServers[object.path] = NameServer.list(object)
            }
        }
        self.manager = manager
        self.devices = devices
        self.activeConnections = activeConnections
        self.profiles = profiles
        self.checkpoints = checkpoints
        self.nameServers = nameServers
        self.nameSearches = nameSearches
    }
}

extension NetworkManager {
    /// Reads NetworkManager's whole state in one call (`GetManagedObjects`).
    ///
    /// Subscribe to ``events()`` first, so as not to miss a change.
    ///
    /// - Parameter timeout: How long NetworkManager may take; it can be busy with one big change for a minute and more.
    /// - Returns: All objects, without the contents of profiles: see ``settings(of:)``.
    /// - Throws: ``NMError``.
    package func objects(
        timeout: Duration = NetworkManager.writeTimeout
    ) async throws(NMError) -> ManagedObjects {
        ManagedObjects(try await managedObjects(timeout: timeout))
    }

    /// Reads all objects, in no order.
    func managedObjects(timeout: Duration) async throws(NMError) -> [ManagedObject] {
        let request = Request(
            "read the state of the network", NM.objectManagerPath, NM.objectManagerInterface, "GetManagedObjects",
            properties: ManagedObjects.properties)
        return try Self.first(of: await perform(request, timeout: timeout), request, ManagedObject.list)
    }
}

extension NetworkManager {
    /// Asks whether NetworkManager is still bringing up the host's network after its start, by reading one property.
    ///
    /// - Returns: The property `Startup`.
    /// - Throws: ``NMError``.
    package func isStarting() async throws(NMError) -> Bool {
        let request = Request(
            "ask whether NetworkManager has started", NM.path, NM.propertiesInterface, "Get",
            [.string(NM.interface), .string("Startup")])
        return try Self.first(of: await perform(request), request, \.bool)
    }
}

extension ObjectPath {
    /// What objects are sorted by: NetworkManager numbers them, and `…/Devices/9` comes before `…/Devices/10`.
    fileprivate var sortKey: (String, Int) {
        let digits = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count
        let split = text.utf8.index(text.utf8.endIndex, offsetBy: -digits)
        return (String(text[..<split]), Int(text[split...]) ?? 0)
    }
}
