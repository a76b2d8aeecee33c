import DBus
import LabSupport
import NMClient
import NetTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ObjectMirrorTests {
    static let bridge = ManagedObjectsTests.bridge
    static let device = NM.deviceInterface

    /// A signal that properties of an object have changed.
    static func changed(_ path: ObjectPath, _ interface: String, _ values: [String: Value]) -> Signal {
        Signal(
            path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
            [.string(interface), .vardict(values), .strings([])])
    }

    static func appeared(_ path: ObjectPath, _ interfaces: SettingsDictionary) -> Signal {
        Signal(
            NM.objectManagerPath, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
            [.objectPath(path), .settings(interfaces)])
    }

    static func disappeared(_ path: ObjectPath, _ interfaces: [String]) -> Signal {
        Signal(
            NM.objectManagerPath, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
            [.objectPath(path), .strings(interfaces)])
    }

    /// Begins a mirror of what `ManagedObjectsTests` has recorded.
    private func begin(
        _ bus: PrivateBus, before prelude: @escaping @Sendable (Connection) async throws -> Void = { _ in }
    ) async throws -> (FakeNetworkManager, NetworkManager, ObjectMirror) {
        let fake = try await FakeNetworkManager(on: bus)
        let reply = ManagedObjectsTests.reply(ManagedObjectsTests.recorded)
        await fake.answer("GetManagedObjects") { _ in .success([reply]) }
        await fake.answer("Get") { _ in .success([.variant(.boolean(false))]) }
        await fake.prelude("GetManagedObjects", prelude)
        let manager = try await NetworkManager.connect(bus.place)
        return (fake, manager, try await manager.mirror())
    }

    private func bridge(_ mirror: ObjectMirror) -> Device? { mirror.objects.devices.first { $0.path == Self.bridge } }

    @Test func `it shows what was read, and then what signals tell, once the next answer is there`() async throws {
        let bus = try await PrivateBus()
        let (fake, manager, mirror) = try await begin(bus)
        #expect(mirror.objects == ManagedObjects(ManagedObjectsTests.reply(ManagedObjectsTests.recorded)))
        let values: [String: Value] = ["State": .uint32(110), "StateReason": .structure([.uint32(110), .uint32(39)])]
        try await fake.connection.emit(Self.changed(Self.bridge, Self.device, values))
        _ = try await manager.isStarting()
        #expect(bridge(mirror)?.state == .deactivating && bridge(mirror)?.interface == "br100")
        // Half an object is still there, and a device only as long as it has the interface of one.
        try await fake.connection.emit(Self.disappeared(Self.bridge, [Self.device + ".Bridge"]))
        _ = try await manager.isStarting()
        #expect(bridge(mirror) != nil && bridge(mirror)?.carrier == nil)
        try await fake.connection.emit(Self.disappeared(Self.bridge, [Self.device]))
        _ = try await manager.isStarting()
        #expect(bridge(mirror) == nil)
        try await fake.connection.emit(Self.appeared(Self.bridge, [Self.device: ["Interface": .string("br7")]]))
        _ = try await manager.isStarting()
        #expect(bridge(mirror)?.interface == "br7")
        #expect(await fake.requests.filter { $0.member == "GetManagedObjects" }.count == 1)
    }

    @Test func `what signals tell while it is read for the first time is not lost`() async throws {
        let bus = try await PrivateBus()
        let fresh = ObjectPath(literal: "/org/freedesktop/NetworkManager/Devices/11")
        let (fake, manager, mirror) = try await begin(bus) { connection in
            try await connection.emit(Self.changed(Self.bridge, Self.device, ["State": .uint32(90)]))
            try await connection.emit(Self.changed(Self.bridge, Self.device, ["State": .uint32(120)]))
            try await connection.emit(Self.appeared(fresh, [Self.device: ["Interface": .string("br7")]]))
            try await connection.emit(Self.disappeared(ManagedObjectsTests.eth, [Self.device, Self.device + ".Wired"]))
        }
        _ = try await manager.isStarting()
        #expect(mirror.objects.devices.map(\.interface) == ["br100", "br7"])
        #expect(bridge(mirror)?.state == .failed)
        #expect(await fake.requests.map(\.member) == ["GetManagedObjects", "Get"])
    }

    @Test func `it only tells of changes of what is read`() async throws {
        let bus = try await PrivateBus()
        let (fake, manager, mirror) = try await begin(bus)
        var changes = mirror.changes().makeAsyncIterator()
        let before = mirror.objects
        try await fake.connection.emit(Self.changed(Self.bridge, Self.device, ["Udi": .string("/x")]))
        try await fake.connection.emit(Self.changed(NM.path, NM.interface, ["Startup": .boolean(true)]))
        let unknown = ObjectPath(literal: "/org/freedesktop/NetworkManager/Devices/99")
        try await fake.connection.emit(Self.changed(unknown, Self.device, ["State": .uint32(100)]))
        _ = try await manager.isStarting()
        #expect(mirror.objects == before)
        try await fake.connection.emit(Self.changed(Self.bridge, Self.device, ["State": .uint32(30)]))
        await changes.next()
        #expect(bridge(mirror)?.state == .disconnected, "the first that it tells of")
    }

    @Test func `it ends with its NetworkManager`() async throws {
        let bus = try await PrivateBus()
        let (fake, _, mirror) = try await begin(bus)
        #expect(!mirror.hasEnded && mirror.owner == fake.connection.uniqueName)
        var changes = mirror.changes().makeAsyncIterator()
        await fake.connection.close()
        await changes.next()
        #expect(mirror.hasEnded)
    }
}
