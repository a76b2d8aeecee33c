import DBus
import LabSupport
import NMClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct NMErrorTests {
    static let table: [(name: String, code: NMError.Code)] = [
        ("org.freedesktop.NetworkManager.UnknownConnection", .unknownConnection),
        ("org.freedesktop.NetworkManager.UnknownDevice", .unknownDevice),
        ("org.freedesktop.NetworkManager.DependencyFailed", .dependencyFailed),
        ("org.freedesktop.NetworkManager.InvalidArguments", .invalidArguments),
        ("org.freedesktop.NetworkManager.ConnectionNotActive", .notActive),
        ("org.freedesktop.NetworkManager.Settings.InvalidConnection", .unknownConnection),
        ("org.freedesktop.NetworkManager.Settings.UuidExists", .uuidExists),
        ("org.freedesktop.NetworkManager.Settings.VersionIdMismatch", .versionMismatch),
        ("org.freedesktop.NetworkManager.Settings.Connection.InvalidProperty", .invalidProperty),
        ("org.freedesktop.NetworkManager.Settings.Connection.InvalidSetting", .invalidSetting),
        ("org.freedesktop.NetworkManager.Settings.Connection.MissingProperty", .missingProperty),
        ("org.freedesktop.NetworkManager.Device.CreationFailed", .creationFailed),
        ("org.freedesktop.NetworkManager.Device.IncompatibleConnection", .incompatibleConnection),
        ("org.freedesktop.NetworkManager.Settings.PermissionDenied", .permissionDenied(action: modify)),
        ("org.freedesktop.NetworkManager.PermissionDenied", .permissionDenied(action: modify)),
        ("org.freedesktop.DBus.Error.AccessDenied", .permissionDenied(action: nil)),
        ("org.freedesktop.DBus.Error.LimitsExceeded", .limitsExceeded),
        ("org.freedesktop.DBus.Error.NoReply", .notRunning),
        ("org.freedesktop.DBus.Error.UnknownMethod", .unknownObject),
        ("org.freedesktop.NetworkManager.NewerThanThisProgram", .other),
        ("com.example.Odd", .other),
    ]
    static let modify = "org.freedesktop.NetworkManager.settings.modify.system"
    static let profile = ObjectPath(literal: "/org/freedesktop/NetworkManager/Settings/7")

    @Test(arguments: table)
    func `a remote error name has its code and stays readable`(_ name: String, _ code: NMError.Code) async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.refuseAll(name, "because 42\n")
        let manager = try await NetworkManager.connect(bus.place)
        let error = await #expect(throws: NMError.self) { try await manager.delete(Self.profile) }
        #expect(error?.code == code)
        #expect(error?.remoteName == name)
        #expect(error?.member == "Delete" && error?.object == Self.profile.text)
        let text = error?.description ?? ""
        #expect(text.contains("cannot delete profile /org/freedesktop/NetworkManager/Settings/7 (Delete): "))
        if code == .other { #expect(text.hasSuffix("\(name): because 42")) }
    }

    @Test func `a refusal names the polkit action of the request`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.refuseAll("org.freedesktop.NetworkManager.PermissionDenied", "Not authorized")
        let manager = try await NetworkManager.connect(bus.place)
        func action(_ body: () async throws(NMError) -> Void) async -> String? {
            do {
                try await body()
                return nil
            } catch {
                guard case .permissionDenied(let action) = error.code else { return nil }
                #expect(error.advice == "run as root, or grant \(action ?? "") to this user in a polkit rule")
                return action
            }
        }
        let prefix = "org.freedesktop.NetworkManager."
        let checkpoint = await action { () throws(NMError) in
            _ = try await manager.createCheckpoint(timeout: 1, flags: [])
        }
        #expect(checkpoint == prefix + "checkpoint-rollback")
        let activate = await action { () throws(NMError) in _ = try await manager.activate(connection: Self.profile) }
        #expect(activate == prefix + "network-control")
        let add = await action { () throws(NMError) in _ = try await manager.addConnection([:], flags: .toDisk) }
        #expect(add == Self.modify)
    }

    @Test func `a refusal by the bus says to be root`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.refuseAll("org.freedesktop.DBus.Error.AccessDenied", "Rejected send message")
        let manager = try await NetworkManager.connect(bus.place)
        let error = await #expect(throws: NMError.self) { try await manager.loadConnections(["/etc/a.nmconnection"]) }
        #expect(error?.code == .permissionDenied(action: nil))
        #expect(error?.advice?.contains("run as root") == true)
        #expect(error?.message.contains("cannot load /etc/a.nmconnection") == true)
    }

    @Test func `an overlapping checkpoint is told from other bad arguments`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let manager = try await NetworkManager.connect(bus.place)
        let name = "org.freedesktop.NetworkManager.InvalidArguments"
        await fake.refuseAll(
            name, "device 'lo' is already included in checkpoint /org/freedesktop/NetworkManager/Checkpoint/1")
        let overlap = await #expect(throws: NMError.self) { try await manager.createCheckpoint(timeout: 1, flags: []) }
        #expect(overlap?.code == .checkpointOverlap)
        await fake.refuseAll(name, "Invalid flags")
        let flags = await #expect(throws: NMError.self) { try await manager.createCheckpoint(timeout: 1, flags: []) }
        #expect(flags?.code == .invalidArguments)
    }

    @Test func `a bus that is not there is NetworkManager not running`() async {
        let error = await #expect(throws: NMError.self) {
            try await NetworkManager.connect(.address("unix:path=/nonexistent"))
        }
        #expect(error?.code == .notRunning)
        #expect(error?.message.contains("/nonexistent") == true)
        #expect(error?.advice?.contains("systemctl status NetworkManager") == true)
    }

    @Test func `a bus without NetworkManager is NetworkManager not running`() async throws {
        let bus = try await PrivateBus()
        let error = await #expect(throws: NMError.self) { try await NetworkManager.connect(bus.place) }
        #expect(error?.code == .notRunning)
        #expect(error?.message == "cannot find NetworkManager (GetAll): NetworkManager is not running")
    }

    @Test func `a restarted NetworkManager is not mistaken for the old one`() async throws {
        let bus = try await PrivateBus()
        let old = try await FakeNetworkManager(on: bus)
        let manager = try await NetworkManager.connect(bus.place)
        await old.connection.close()
        while try await manager.connection.nameOwner(of: NM.name) != nil { await Task.yield() }
        let new = try await FakeNetworkManager(on: bus)
        await new.answer("Delete") { _ in .success([]) }
        let error = await #expect(throws: NMError.self) { try await manager.delete(Self.profile) }
        #expect(error?.code == .notRunning)
        #expect(await new.requests.isEmpty)
        let again = try await NetworkManager.connect(over: manager.connection)
        #expect(again.owner == new.connection.uniqueName)
        try await again.delete(Self.profile)
    }

    @Test func `a NetworkManager that dies in a call leaves its outcome open`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        await fake.silence("Delete") { connection in await connection.close() }
        let manager = try await NetworkManager.connect(bus.place)
        let error = await #expect(throws: NMError.self) { try await manager.delete(Self.profile) }
        #expect(error?.code == .notRunning)
        #expect(error?.message.contains("whether it was done is not known") == true)
    }
}
