import DBus
import LabSupport
import NMClient
import NetTypes
import Testing

@Suite struct ManagedObjectsTests {
    static func path(_ rest: StaticString) -> ObjectPath { ObjectPath(literal: rest) }

    static let eth = path("/org/freedesktop/NetworkManager/Devices/2")
    static let bridge = path("/org/freedesktop/NetworkManager/Devices/10")
    static let active = path("/org/freedesktop/NetworkManager/ActiveConnection/3")
    static let profile = path("/org/freedesktop/NetworkManager/Settings/5")
    static let checkpoint = path("/org/freedesktop/NetworkManager/Checkpoint/1")

    /// What a NetworkManager 1.42.4 with a bridge says, cut down.
    static let recorded: [Value: Value] = [
        .objectPath(NM.path): .settings([
            "org.freedesktop.NetworkManager": [
                "State": .uint32(60), "Connectivity": .uint32(0), "Startup": .boolean(false),
                "Version": .string("1.42.4"), "Checkpoints": .objectPaths([checkpoint]),
                "ActiveConnections": .objectPaths([active]), "AllDevices": .objectPaths([eth, bridge]),
                "PrimaryConnection": .objectPath(.root), "NetworkingEnabled": .boolean(true),
            ]
        ]),
        .objectPath(bridge): .settings([
            "org.freedesktop.NetworkManager.Device": [
                "Interface": .string("br100"), "IpInterface": .string("br100"), "DeviceType": .uint32(13),
                "State": .uint32(100), "StateReason": .structure([.uint32(100), .uint32(0)]),
                "Managed": .boolean(true), "Real": .boolean(true), "Autoconnect": .boolean(true),
                "ActiveConnection": .objectPath(active), "AvailableConnections": .objectPaths([profile]),
                "Mtu": .uint32(1500), "Udi": .string("/sys/devices/virtual/net/br100"), "Driver": .string("bridge"),
                "HwAddress": .string("02:00:00:00:00:01"), "Ports": .objectPaths([eth]), "Path": .string(""),
            ],
            "org.freedesktop.NetworkManager.Device.Bridge": [
                "Carrier": .boolean(true), "Slaves": .objectPaths([]), "HwAddress": .string("02:00:00:00:00:01"),
            ],
        ]),
        .objectPath(eth): .settings([
            "org.freedesktop.NetworkManager.Device": [
                "Interface": .string("enp2s0"), "DeviceType": .uint32(1), "State": .uint32(999),
                "StateReason": .structure([.uint32(30), .uint32(40)]), "Path": .string("pci-0000:02:00.0"),
            ],
            "org.freedesktop.NetworkManager.Device.Wired": [
                "PermHwAddress": .string("02:00:00:00:00:02"), "HwAddress": .string("02:00:00:00:00:03"),
                "Carrier": .boolean(false),
            ],
        ]),
        .objectPath(active): .settings([
            "org.freedesktop.NetworkManager.Connection.Active": [
                "Uuid": .string("c0ffee00-0000-5000-8000-000000000001"), "Id": .string("br100"),
                "Type": .string("bridge"), "Connection": .objectPath(profile), "Devices": .objectPaths([bridge]),
                "State": .uint32(2), "StateFlags": .uint32(0x0d), "Master": .objectPath(.root),
                "SpecificObject": .objectPath(.root),
            ]
        ]),
        .objectPath(profile): .settings([
            "org.freedesktop.NetworkManager.Settings.Connection": [
                "Unsaved": .boolean(true), "Flags": .uint32(1),
                "Filename": .string("/run/NetworkManager/system-connections/br100.nmconnection"),
                "VersionId": .uint64(4),
            ]
        ]),
        .objectPath(checkpoint): .settings([
            "org.freedesktop.NetworkManager.Checkpoint": [
                "Devices": .objectPaths([eth, bridge]), "Created": .int64(123_456), "RollbackTimeout": .uint32(60),
            ]
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/IP4Config/1")): .settings([
            "org.freedesktop.NetworkManager.IP4Config": ["Gateway": .string("")]
        ]),
    ]

    static func reply(_ objects: [Value: Value]) -> Value {
        .dictionary(key: .objectPath, value: Signature(literal: "a{sa{sv}}"), objects)
    }

    @Test func `the state of a bridge host is read in full`() throws {
        let objects = try #require(ManagedObjects(Self.reply(Self.recorded)))
        #expect(!objects.manager.startup && objects.manager.version == "1.42.4")

        #expect(objects.devices.map(\.interface) == ["enp2s0", "br100"], "by number, 2 before 10")
        let bridge = try #require(objects.devices.last)
        #expect(bridge.deviceType == .bridge && bridge.state == .activated && bridge.stateReason == .none)
        #expect(bridge.managed && bridge.real && bridge.autoconnect)
        #expect(bridge.activeConnection == Self.active)
        #expect(bridge.ports == [Self.eth] && bridge.carrier == true && bridge.mtu == 1500)
        #expect(bridge.permHwAddress == nil && bridge.idPath == nil)

        let active = try #require(objects.activeConnections.first)
        #expect(active.state == .activated)
        #expect(active.controller == nil && active.connection == Self.profile && active.devices == [Self.bridge])

        let profile = try #require(objects.profiles.first)
        #expect(profile.unsaved && profile.flags == .unsaved && !profile.flags.isGenerated && profile.versionID == 4)

        let checkpoint = try #require(objects.checkpoints.first)
        #expect(checkpoint.devices == [Self.eth, Self.bridge])
        #expect(checkpoint.created == 123_456 && checkpoint.rollbackTimeout == 60)
    }

    @Test(.timeLimit(.minutes(1))) func `nothing that is read of the state gets lost on the bus`() async throws {
        let bus = try await PrivateBus()
        let fake = try await FakeNetworkManager(on: bus)
        let everything = Self.reply(Self.recorded.merging(Self.more) { $1 })
        await fake.answer("GetManagedObjects") { _ in .success([everything]) }
        let objects = try await NetworkManager.connect(bus.place).objects()
        #expect(objects == ManagedObjects(everything))
        #expect(objects.devices.last?.lldpFrames == [[1, 2]] && objects.devices.last?.vlanID == 7)
        #expect(objects.nameServers.count == 2 && objects.nameSearches.values.contains { $0.priority == 5 })
    }

    /// Objects with the properties that no other test has.
    static let more: [Value: Value] = [
        .objectPath(path("/org/freedesktop/NetworkManager/Devices/99")): .settings([
            "org.freedesktop.NetworkManager.Device": [
                "Interface": .string("v"), "IpInterface": .string("v"), "Path": .string("pci"),
                "Ip4Config": .objectPath(path("/org/freedesktop/NetworkManager/IP4Config/9")),
                "Ip6Config": .objectPath(path("/org/freedesktop/NetworkManager/IP6Config/9")),
                "LldpNeighbors": .array(of: .vardict, [.vardict(["raw": .bytes([1, 2])])]),
            ],
            "org.freedesktop.NetworkManager.Device.Vlan": [
                "VlanId": .uint32(7), "Parent": .objectPath(eth), "Slaves": .objectPaths([eth]),
            ],
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/ActiveConnection/99")): .settings([
            "org.freedesktop.NetworkManager.Connection.Active": [
                "Uuid": .string("u"), "Id": .string("i"), "Type": .string("t"), "Master": .objectPath(bridge),
                "State": .uint32(2),
            ]
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/ActiveConnection/98")): .settings([
            "org.freedesktop.NetworkManager.Connection.Active": ["Controller": .objectPath(bridge)]
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/Settings/99")): .settings([
            "org.freedesktop.NetworkManager.Settings.Connection": ["Filename": .string("/etc/x")]
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/IP4Config/9")): .settings([
            "org.freedesktop.NetworkManager.IP4Config": [
                "NameserverData": .array(of: .vardict, [.vardict(["address": .string("10.0.0.1")])]),
                "Searches": .strings(["example.com"]), "DnsPriority": .int32(5),
            ]
        ]),
        .objectPath(path("/org/freedesktop/NetworkManager/IP6Config/9")): .settings([
            "org.freedesktop.NetworkManager.IP6Config": [
                "Nameservers": .array(of: Signature(literal: "ay"), [.bytes(Array(repeating: 1, count: 16))])
            ]
        ]),
    ]

    @Test func `what is missing or unknown is tolerated`() throws {
        let objects = try #require(ManagedObjects(Self.reply(Self.recorded)))
        let eth = try #require(objects.devices.first)
        #expect(eth.state.description == "unknown (999)" && eth.state.rawValue == 999)
        #expect(eth.stateReason == .carrier && eth.stateReason.description == "carrier")
        #expect(eth.ipInterface == nil && eth.activeConnection == nil && eth.ports.isEmpty && !eth.real)
        #expect(eth.permHwAddress == "02:00:00:00:00:02")
        #expect(eth.carrier == false && eth.idPath == "pci-0000:02:00.0")
    }

    @Test func `ports are found under their old name`() throws {
        let old = Value.settings([
            "org.freedesktop.NetworkManager.Device": ["Interface": .string("bond0"), "DeviceType": .uint32(10)],
            "org.freedesktop.NetworkManager.Device.Bond": ["Slaves": .objectPaths([Self.eth])],
        ])
        let objects = try #require(ManagedObjects(Self.reply([.objectPath(Self.bridge): old])))
        #expect(objects.devices.first?.ports == [Self.eth])
    }

    static let odd: [Value] = [
        reply([:]),
        reply([.objectPath(NM.path): .settings([:])]),
        reply([.objectPath(NM.path): .strings(["no", "dictionary"])]),
        reply([
            .objectPath(eth): .settings([
                "org.freedesktop.NetworkManager.Device": [
                    "Interface": .uint32(1), "StateReason": .structure([.string("x")]), "State": .string("up"),
                    "AvailableConnections": .uint32(3), "ActiveConnection": .string("/"),
                ]
            ])
        ]),
    ]

    @Test(arguments: odd)
    func `odd data does no harm`(_ value: Value) {
        #expect(ManagedObjects(value) != nil)
    }

    @Test func `another type is not taken for a state`() {
        #expect(ManagedObjects(.string("")) == nil)
        #expect(ManagedObjects(.strings([])) == nil)
    }
}
