import Diagnosis
import Host
import NetTypes
import Planning
import Profiles
import Testing

@Suite struct `Findings about profiles` {
    @Test func `as it is on disk, loaded and active: nothing`() {
        #expect(host().codes == [])
    }

    @Test func `D040: what is active is older than the profile`() {
        var world = host()
        world.manager?.applied["bond0.100"]?["ipv4"]?["address-data"] = .maps([address("10.0.100.9", 24)])
        #expect(world.codes == ["D040"])
        #expect(world.findings.first?.seen.first?.text == "different: ipv4.address-data")
        var bookkeeping = host()
        bookkeeping.manager?.applied["bond0.100"]?["connection"]?["autoconnect-priority"] = .int32(7)
        #expect(bookkeeping.codes == [])
    }

    @Test(arguments: [(-1, nil), (0, Finding.Severity.warning), (1, .problem)] as [(Int32, Finding.Severity?)])
    func `D041: a rival of the same or a higher priority`(priority: Int32, severity: Finding.Severity?) {
        var world = host()
        world.manager?.profiles.append(profile("rival", uuid: "2", name: "bond0.100", priority: priority))
        #expect(world.findings.first?.severity == severity)
        #expect(world.codes == (severity == nil ? [] : ["D041"]))
        world.manager?.profiles[1] = profile("rival", uuid: "2", name: "bond0.100", priority: priority, starts: false)
        #expect(world.codes == [], "it does not start by itself")
        world.manager?.profiles[1] = profile("rival", uuid: "2", name: nil, priority: priority)
        #expect(world.codes == [], "a virtual interface needs a name")
    }

    @Test(arguments: [
        (DeviceState.config, "waits for the switch"), (.needAuth, "waits"), (.disconnected, "is down: its login"),
    ])
    func `D024: a NIC that is not let in`(state: DeviceState, words: String) {
        var world = World()
        let login: [String: SettingValue] = ["eap": .strings(["peap"]), "identity": .string("host7")]
        world.manager = NetworkManagerState(
            profiles: [
                LiveProfile(
                    path: "/p", uuid: "1", id: "nic", type: "802-3-ethernet", interfaceName: "enp2s0",
                    settings: ["connection": [:], "802-1x": login], filename: "/f/1", isUnsaved: false,
                    isGenerated: false)
            ],
            devices: [
                LiveDevice(
                    path: "/d", interface: "enp2s0", state: state, isManaged: true, isReal: true, permanentMAC: nil,
                    activePath: nil, activeUUID: state == .disconnected ? nil : "1")
            ])
        #expect(world.codes == ["D024"])
        #expect(world.findings.first?.headline.contains(words) == true)
        #expect(world.findings.first?.network.first?.contains("“host7”") == true)
        world.change("enp2s0") { $0.hasCarrier = false }
        #expect(!world.codes.contains("D024"), "nobody is there to log in to")
    }

    @Test func `D044: another program configures at boot what NetworkManager has now`() throws {
        var world = host()
        let name = try InterfaceName("bond0.100")
        world.bootClaims = [BootClaim(program: .ifupdown, nic: name, file: "/etc/network/interfaces", line: 7)]
        #expect(world.codes == ["D044"])
        #expect(world.findings.first?.headline.hasPrefix("ifupdown configures bond0.100 at boot") == true)
        world.bootClaims = [BootClaim(program: .ifupdown, nic: name, file: "/x", isActing: false)]
        #expect(world.codes == [], "it only names the NIC")
        world.bootClaims = [BootClaim(program: .networkd, nic: try InterfaceName("enp2s0"), file: "/x")]
        world.manager?.devices = []
        #expect(world.codes == [], "NetworkManager has no profile active on it")
    }

    @Test func `D042: the file says something else; other words for the same are nothing`() {
        var world = host()
        world.files["/f/1"] = ["ipv4": ["method": "manual", "addresses1": "10.0.100.10/24,10.0.100.1"]]
        #expect(world.codes == [])
        world.files["/f/1"] = [
            "ipv4": ["method": "manual", "address": "10.0.100.12/24", "gateway": "10.0.100.1"]
        ]
        #expect(world.codes == ["D042"])
        #expect(
            world.findings.first?.seen.first?.text
                == "ipv4 addresses: 10.0.100.12/24 in the file, 10.0.100.10/24 loaded")
        world.files["/f/1"] = ["ipv4": ["method": "manual", "address1": "what is this"]]
        #expect(world.codes == ["D042"], "no gateway in the file")
        world.files["/f/1"] = ["ipv4": ["method": "auto", "gateway": "10.0.100.1"]]
        #expect(world.findings.first?.seen.first?.text == "ipv4.method: auto in the file, manual loaded")
    }

    private func host() -> World {
        var world = World()
        let active = profile("bond0.100", uuid: "1", name: "bond0.100")
        let device = LiveDevice(
            path: "/d", interface: "bond0.100", state: .activated, isManaged: true, isReal: true, permanentMAC: nil,
            activePath: "/a", activeUUID: "1")
        world.manager = NetworkManagerState(
            profiles: [active], devices: [device], applied: ["bond0.100": active.settings])
        return world
    }

    private func address(_ text: String, _ length: UInt32) -> [String: SettingValue] {
        ["address": .string(text), "prefix": .uint32(length)]
    }

    private func profile(
        _ id: String, uuid: String, name: String?, priority: Int32 = 0, starts: Bool = true
    ) -> LiveProfile {
        var connection: [String: SettingValue] = [
            "id": .string(id), "uuid": .string(uuid), "type": .string("vlan"), "autoconnect-priority": .int32(priority),
        ]
        if !starts { connection["autoconnect"] = .bool(false) }
        return LiveProfile(
            path: "/p/\(uuid)", uuid: uuid, id: id, type: "vlan", interfaceName: name,
            settings: [
                "connection": connection,
                "ipv4": [
                    "method": .string("manual"), "address-data": .maps([address("10.0.100.10", 24)]),
                    "gateway": .string("10.0.100.1"),
                ],
            ], filename: "/f/\(uuid)", isUnsaved: false, isGenerated: false)
    }
}
