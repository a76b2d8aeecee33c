import DBus
import LabSupport
import NMClient
import NetTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct NetworkManagerTests {
    static let settings: SettingsDictionary = [
        "connection": ["id": .string("br100"), "type": .string("bridge"), "autoconnect": .boolean(true)],
        "bridge": ["vlans": .array(of: .vardict, [.vardict(["vid-start": .uint16(1)])])],
        "ipv4": [:],
    ]
    static let profile = ObjectPath(literal: "/org/freedesktop/NetworkManager/Settings/7")
    static let active = ObjectPath(literal: "/org/freedesktop/NetworkManager/ActiveConnection/8")
    static let device = ObjectPath(literal: "/org/freedesktop/NetworkManager/Devices/9")

    @Test func `the version is known after connecting`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(
            on: bus,
            version: ["Version": .string("1.42.4-1.el9"), "VersionInfo": .array(of: .uint32, [.uint32(76292)])])
        let manager = try await NetworkManager.connect(bus.place)
        #expect(manager.version == "1.42.4-1.el9")
        #expect(manager.versionInfo == NMVersion(1, 42, 4))
        #expect(manager.owner == fake.connection.uniqueName)
    }

    @Test func `versions compare by their numbers`() {
        #expect(NMVersion("1.59.2-dev") == NMVersion(1, 59, 2))
        #expect(NMVersion("1.8") == NMVersion(1, 8))
        #expect(NMVersion("dev") == nil && NMVersion("") == nil && NMVersion("1") == nil)
        #expect(NMVersion(1, 8) < NMVersion(1, 42) && NMVersion(1, 42, 4) < NMVersion(1, 42, 10))
        #expect(NMVersion(encoded: 76292).description == "1.42.4")
    }

    @Test func `checkpoints are listed by themselves, without one that goes away meanwhile`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let manager = try await NetworkManager.connect(bus.place)
        let there = ObjectPath(literal: "/org/freedesktop/NetworkManager/Checkpoint/1")
        let gone = ObjectPath(literal: "/org/freedesktop/NetworkManager/Checkpoint/2")
        await fake.answer("Get") { _ in .success([.variant(.objectPaths([gone, there]))]) }
        await fake.answer("GetAll") { call in
            if call.path == gone {
                return .failure(.remote("org.freedesktop.DBus.Error.UnknownMethod", "Object does not exist at path"))
            }
            return .success([.vardict(["Created": .int64(5), "RollbackTimeout": .uint32(60)])])
        }
        let checkpoints = try await manager.checkpoints()
        #expect(checkpoints.map(\.path) == [there])
        #expect(checkpoints.first?.created == 5 && checkpoints.first?.rollbackTimeout == 60)
        #expect(await fake.requests.map(\.member) == ["Get"], "GetAll is left out of this list")
        await fake.answer("Get") { _ in .success([.variant(.objectPaths([]))]) }
        #expect(try await manager.checkpoints().isEmpty)
    }

    @Test func `profiles are added one behind the other and in order`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.answer("AddConnection2") { call in
            let id = call.arguments.first?.settings?["connection"]?["id"]?.string ?? ""
            if id == "p3" { return .failure(.remote("org.freedesktop.NetworkManager.Settings.UuidExists", "exists")) }
            guard let path = try? ObjectPath("/org/freedesktop/NetworkManager/Settings/\(id)") else {
                return .success([])
            }
            return .success([.objectPath(path), .vardict([:])])
        }
        let manager = try await NetworkManager.connect(bus.place)
        let profiles: [SettingsDictionary] = (0..<100).map { ["connection": ["id": .string("p\($0)")]] }
        let results = await manager.addConnections(profiles, flags: [.inMemory, .blockAutoconnect])
        #expect(await fake.requests.map { $0.arguments.first?.settings } == profiles)
        #expect(
            await fake.requests.allSatisfy { $0.arguments.last == .vardict([:]) && $0.arguments[1] == .uint32(0x22) })
        for (index, result) in results.enumerated() where index != 3 {
            #expect(try result.get().text.hasSuffix("/p\(index)"))
        }
        #expect(throws: NMError.self) { try results[3].get() }
        #expect(results.count == 100)
    }

    @Test func `settings go out and come back as they are`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.answer("GetSettings") { _ in .success([.settings(Self.settings)]) }
        await fake.answer("Update2") { _ in .success([.vardict([:])]) }
        let manager = try await NetworkManager.connect(bus.place)
        #expect(try await manager.settings(of: Self.profile) == Self.settings)
        let all = await manager.settings(of: [Self.profile, Self.device])
        #expect(try all[Self.profile]?.get() == Self.settings)
        try await manager.update(Self.profile, Self.settings, flags: .inMemory)
        try await manager.update(Self.profile, nil, flags: .toDisk)
        let updates = await fake.requests.suffix(2)
        #expect(updates.map(\.path) == [Self.profile, Self.profile])
        #expect(updates.first?.arguments == [.settings(Self.settings), .uint32(2), .vardict([:])])
        #expect(updates.last?.arguments == [.settings([:]), .uint32(1), .vardict([:])])
    }

    @Test func `a UUID that nobody has is no error`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.answer("GetConnectionByUuid") { call in
            call.arguments == [.string("known")]
                ? .success([.objectPath(Self.profile)])
                : .failure(
                    .remote("org.freedesktop.NetworkManager.Settings.InvalidConnection", "No connection with the UUID"))
        }
        let manager = try await NetworkManager.connect(bus.place)
        #expect(try await manager.connection(uuid: "known") == Self.profile)
        #expect(try await manager.connection(uuid: "other") == nil)
    }

    @Test func `the calls of a trial have the arguments that NetworkManager expects`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let checkpoint = ObjectPath(literal: "/org/freedesktop/NetworkManager/Checkpoint/1")
        await fake.answer("CheckpointCreate") { _ in .success([.objectPath(checkpoint)]) }
        await fake.answer("ActivateConnection") { _ in .success([.objectPath(Self.active)]) }
        await fake.answer("CheckpointRollback") { _ in
            .success([
                .dictionary(key: .string, value: .uint32, [.string("/d/1"): .uint32(0), .string("/d/2"): .uint32(3)])
            ])
        }
        for member in ["CheckpointAdjustRollbackTimeout", "CheckpointDestroy", "Reapply", "DeactivateConnection"] {
            await fake.answer(member) { _ in .success([]) }
        }
        await fake.answer("GetAppliedConnection") { _ in .success([.settings(Self.settings), .uint64(5)]) }
        await fake.answer("LoadConnections") { _ in .success([.boolean(false), .strings(["/a"])]) }
        let manager = try await NetworkManager.connect(bus.place)

        #expect(try await manager.createCheckpoint(timeout: 60, flags: .disconnectNewDevices) == checkpoint)
        #expect(try await manager.activate(connection: Self.profile) == Self.active)
        try await manager.reapply(Self.device, versionID: 5)
        let applied = await manager.appliedConnections([Self.device])
        #expect(try applied[Self.device]?.get() == Self.settings)
        try await manager.adjustRollbackTimeout(checkpoint, seconds: 30)
        #expect(
            try await manager.rollback(checkpoint).mapValues(\.description) == ["/d/1": "started", "/d/2": "failed"])
        try await manager.deactivate(Self.active)
        let loaded = try await manager.loadConnections(["/a", "/b"])
        #expect(!loaded.status && loaded.failures == ["/a"])
        try await manager.destroyCheckpoint(checkpoint)

        let arguments = await fake.requests.map(\.arguments)
        #expect(arguments[0] == [.objectPaths([]), .uint32(60), .uint32(4)])
        #expect(arguments[1] == [.objectPath(Self.profile), .objectPath(.root), .objectPath(.root)])
        #expect(arguments[2] == [.settings([:]), .uint64(5), .uint32(0)])
        #expect(arguments[4] == [.objectPath(checkpoint), .uint32(30)])
    }

    @Test func `nobody destroys all checkpoints by mistake`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let manager = try await NetworkManager.connect(bus.place)
        let error = await #expect(throws: NMError.self) { try await manager.destroyCheckpoint(.root) }
        #expect(error?.code == .invalidArguments)
        #expect(await fake.requests.isEmpty)
    }

    @Test func `a reply of another type is an error`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.answer("ActivateConnection") { _ in .success([.uint32(1)]) }
        let manager = try await NetworkManager.connect(bus.place)
        let error = await #expect(throws: NMError.self) { try await manager.activate(connection: Self.profile) }
        #expect(error?.code == .unexpectedReply)
    }

    @Test func `events come typed and in order, over a restart and to the end`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let manager = try await NetworkManager.connect(bus.place)
        let stranger = try await bus.connect()
        var events = try await manager.events().makeAsyncIterator()
        let nm = NM.interface
        try await stranger.emit(Signal(Self.profile, nm + ".Settings.Connection", "Updated"))
        let signals: [Signal] = [
            Signal(Self.device, nm + ".Device", "StateChanged", [.uint32(100), .uint32(90), .uint32(0)]),
            Signal(Self.active, nm + ".Connection.Active", "StateChanged", [.uint32(4), .uint32(12)]),
            Signal(
                NM.objectManagerPath, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                [.objectPath(Self.profile), .settings(["a.b": ["c": .byte(1)]])]),
            Signal(
                NM.objectManagerPath, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                [.objectPath(Self.active), .strings(["a.b"])]),
            Signal(
                NM.path, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                [.string(nm), .vardict(["Checkpoints": .objectPaths([])]), .strings([])]),
            Signal(NM.path, nm, "StateChanged", [.uint32(70)]),
            Signal(Self.profile, nm + ".Settings.Connection", "Updated"),
        ]
        for signal in signals { try await fake.connection.emit(signal) }
        let expected: [NMEvent] = [
            .deviceStateChanged(Self.device, new: .activated, old: .secondaries, reason: .none),
            .activeConnectionStateChanged(Self.active, .deactivated, reason: .dependencyFailed),
            .added(Self.profile, interfaces: ["a.b": ["c": .byte(1)]]),
            .removed(Self.active, interfaces: ["a.b"]),
            .propertiesChanged(NM.path, interface: nm, ["Checkpoints": .objectPaths([])]),
            .profileUpdated(Self.profile),
        ]
        for event in expected { #expect(await events.next() == event) }
        await fake.connection.close()
        #expect(await events.next() == .ownerChanged(old: fake.connection.uniqueName, new: nil))
        let again = try await FakeNetworkManager(on: bus)
        #expect(await events.next() == .ownerChanged(old: nil, new: again.connection.uniqueName))
        try await again.connection.emit(Signal(Self.profile, nm + ".Settings.Connection", "Updated"))
        #expect(await events.next() == .profileUpdated(Self.profile))
        bus.stop()
        #expect(await events.next() == .disconnected)
        #expect(await events.next() == nil)
    }
}
