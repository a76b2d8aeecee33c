import DBus
import Glibc
import NMClient
import NetTypes
import Testing

private let laboratoryBus = getenv("NM_TOPOLOGY_TEST_BUS").map { BusAddress.address(String(cString: $0)) }

/// Against a NetworkManager in namespaces of its own.
///
/// **Never the machine's**: it makes and deletes links.
///
/// The address of the bus there is given in `NM_TOPOLOGY_TEST_BUS`, by whoever set the namespaces up.
@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: laboratoryBus != nil, "NM_TOPOLOGY_TEST_BUS names no bus of a lab's NetworkManager"))
struct RealNetworkManagerTests {
    static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "6e6d0000-7465-5374-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func bridge(_ number: Int, priority: UInt32 = 32768) -> SettingsDictionary {
        [
            "connection": [
                "id": .string("t\(number)"), "uuid": .string(uuid(number)), "type": .string("bridge"),
                "interface-name": .string("t\(number)"), "autoconnect-slaves": .int32(1),
            ],
            "bridge": ["stp": .boolean(false), "priority": .uint32(priority)],
            "ipv4": ["method": .string("disabled")], "ipv6": ["method": .string("disabled")],
            "user": ["data": .dictionary(key: .string, value: .string, [.string("nm-topology.t"): .string("ü;=")])],
        ]
    }

    func connect() async throws -> NetworkManager {
        try await NetworkManager.connect(try #require(laboratoryBus))
    }

    @Test func `its whole state can be read`() async throws {
        let manager = try await connect()
        #expect(manager.versionInfo >= NMVersion(1, 20))
        let objects = try await manager.objects()
        let loopback = try #require(objects.devices.first { $0.interface == "lo" })
        #expect(loopback.real)
        #expect(objects.manager.version == manager.version)
    }

    @Test func `a bridge comes up, is changed in place, and is rolled away`() async throws {
        let manager = try await connect()
        var events = try await manager.events().makeAsyncIterator()
        let checkpoint = try await manager.createCheckpoint(timeout: 60, flags: .disconnectNewDevices)
        let overlap = await #expect(throws: NMError.self) { try await manager.createCheckpoint(timeout: 5, flags: []) }
        #expect(overlap?.code == .checkpointOverlap)
        let checkpoints = try await manager.objects().checkpoints
        #expect(checkpoints.map(\.path) == [checkpoint] && checkpoints.first?.rollbackTimeout == 60)

        let profile = try await manager.addConnection(Self.bridge(1), flags: [.inMemory, .blockAutoconnect])
        #expect(try await manager.connection(uuid: Self.uuid(1)) == profile)
        let active = try await manager.activate(connection: profile)
        while let event = await events.next() {
            if case .activeConnectionStateChanged(active, .activated, _) = event { break }
            if case .disconnected = event { break }
        }
        var objects = try await manager.objects()
        let device = try #require(objects.devices.first { $0.interface == "t1" })
        #expect(device.state == .activated && device.deviceType == .bridge && device.activeConnection == active)
        #expect(objects.profiles.first { $0.path == profile }?.filename?.hasPrefix("/run/") == true)

        try await manager.update(profile, Self.bridge(1, priority: 4096), flags: [.inMemory, .blockAutoconnect])
        try await manager.reapply(device.path)
        let applied = try #require(await manager.appliedConnections([device.path])[device.path]?.get())
        #expect(applied["bridge"]?["priority"] == .uint32(4096))
        #expect(try await manager.settings(of: profile)["user"] == Self.bridge(1)["user"])
        let incompatible = await #expect(throws: NMError.self) {
            var settings = applied
            settings["bridge"]?["mac-address"] = .bytes([2, 0, 0, 0, 0, 9])
            try await manager.reapply(device.path, settings: settings)
        }
        #expect(incompatible?.code == .incompatibleConnection)

        try await manager.adjustRollbackTimeout(checkpoint, seconds: 90)
        #expect(try await !manager.rollback(checkpoint).isEmpty)
        objects = try await manager.objects()
        #expect(objects.checkpoints.isEmpty)
        try await manager.delete(profile)
        let gone = await #expect(throws: NMError.self) { try await manager.settings(of: profile) }
        #expect(gone?.code == .unknownObject)
    }

    @Test func `its refusals have codes`() async throws {
        let manager = try await connect()
        func code(_ change: (inout SettingsDictionary) -> Void) async -> NMError.Code? {
            var settings = Self.bridge(2)
            change(&settings)
            do {
                try await manager.delete(try await manager.addConnection(settings, flags: .inMemory))
                return nil
            } catch { return error.code }
        }
        #expect(await code { _ in } == nil)
        #expect(await code { $0["bridge"]?["nonsense"] = .uint32(1) } == .invalidProperty)
        #expect(await code { $0["bridge"]?["priority"] = .uint32(100_000) } == .invalidProperty)
        #expect(await code { $0["bridge"]?["priority"] = .string("x") } == .invalidProperty)
        #expect(await code { $0["nonsense"] = [:] } == .invalidSetting)
        #expect(await code { $0["connection"]?["id"] = nil } == .missingProperty)
        let profile = try await manager.addConnection(Self.bridge(3), flags: [.inMemory, .blockAutoconnect])
        let double = await #expect(throws: NMError.self) {
            try await manager.addConnection(Self.bridge(3), flags: .inMemory)
        }
        #expect(double?.code == .uuidExists)
        try await manager.delete(profile)
        let storage = await #expect(throws: NMError.self) { try await manager.addConnection(Self.bridge(3), flags: []) }
        #expect(storage?.code == .invalidArguments)
        let nothing = ObjectPath(literal: "/org/freedesktop/NetworkManager/Settings/999999")
        let unknown = await #expect(throws: NMError.self) { try await manager.activate(connection: nothing) }
        #expect(unknown?.code == .unknownConnection)
        #expect(try await manager.connection(uuid: Self.uuid(999)) == nil)
    }

    @Test func `a hundred profiles go in and up pipelined, and away again`() async throws {
        let manager = try await connect()
        let numbers = 100..<200
        let added = await manager.addConnections(
            numbers.map { Self.bridge($0) }, flags: [.inMemory, .blockAutoconnect])
        let profiles = try added.map { try $0.get() }
        let contents = await manager.settings(of: profiles)
        for (number, profile) in zip(numbers, profiles) {
            #expect(try contents[profile]?.get()["connection"]?["id"] == .string("t\(number)"))
        }
        let activations = await manager.activate(profiles.map { ActivationRequest(connection: $0) })
        #expect(activations.allSatisfy { (try? $0.get()) != nil })
        let objects = try await manager.objects()
        #expect(numbers.allSatisfy { number in objects.devices.contains { $0.interface == "t\(number)" && $0.real } })
        for result in await manager.delete(profiles) { try result.get() }
        #expect(try await manager.objects().profiles.allSatisfy { !profiles.contains($0.path) })
    }

    @Test func `a mirror shows what reading anew shows, whatever happens`() async throws {
        let manager = try await connect()
        let mirror = try await manager.mirror()
        /// Compares the two, for a while: NetworkManager changes things on its own between two readings.
        func agree(_ moment: String) async throws {
            for _ in 0..<50 {
                if try await manager.objects() == mirror.objects { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            let (read, told) = (try await manager.objects(), mirror.objects)
            #expect(read.manager == told.manager, "\(moment)")
            #expect(read.devices == told.devices, "\(moment)")
            #expect(read.activeConnections == told.activeConnections, "\(moment)")
            #expect(read.profiles == told.profiles, "\(moment)")
            #expect(read.checkpoints == told.checkpoints, "\(moment)")
            #expect(read.nameServers == told.nameServers, "\(moment)")
            #expect(read.nameSearches == told.nameSearches, "\(moment)")
        }
        try await agree("at the beginning")
        let checkpoint = try await manager.createCheckpoint(timeout: 60, flags: .disconnectNewDevices)
        var bridges = (300..<310).map { Self.bridge($0) }
        bridges[0]["ipv4"] = [
            "method": .string("manual"),
            "address-data": .array(
                of: .vardict, [.vardict(["address": .string("192.0.2.7"), "prefix": .uint32(24)])]),
            "dns-search": .strings(["example.org"]), "dns": .array(of: .uint32, [.uint32(0x3502_0002)]),
        ]
        let added = await manager.addConnections(bridges, flags: [.inMemory, .blockAutoconnect])
        let profiles = try added.map { try $0.get() }
        try await agree("with profiles")
        let activations = await manager.activate(profiles.map { ActivationRequest(connection: $0) })
        let actives = try activations.map { try $0.get() }
        try await agree("with bridges")
        for result in await manager.update(profiles.map { ($0, nil) }, flags: .toDisk) { try result.get() }
        try await agree("with profiles on disk")
        for result in await manager.deactivate(Array(actives.prefix(5))) { try result.get() }
        try await agree("with some taken down")
        _ = try await manager.rollback(checkpoint)
        try await agree("rolled back")
        for result in await manager.delete(profiles) { try result.get() }
        try await agree("at the end")
    }
}
