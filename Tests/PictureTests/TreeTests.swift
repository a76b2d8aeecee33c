import Host
import LabSupport
import NetTypes
import OrderedCollections
import Picture
import Rendering
import Testing
import Topology

func tree(_ picture: Picture, width: Int? = nil, isUnicode: Bool = true) -> String {
    TreeView(style: .plain, width: width, isUnicode: isUnicode).text(of: picture)
}

@Suite struct `The tree` {
    @Test func `of the thread's spec`() throws {
        #expect(
            tree(Picture(of: try threadTopology())) == """
                ┌─ enp2s0     NIC
                ├─ enp3s0     NIC
                bond0         bond      802.3ad
                ├─ bond0.100  VLAN 100  10.0.100.10/24, gateway 10.0.100.1, DNS 10.0.100.53
                ├─ bond0.200  VLAN 200
                │  └─ br200   bridge
                └─ bond0.300  VLAN 300
                   └─ br300   bridge

                """)
    }

    @Test func `of a NIC says how it logs in at the switch`() throws {
        let login = "802-1x: {eap: peap, identity: host7, phase2-auth: mschapv2, password-file: /etc/nm-topology/p}"
        let drawn = tree(Picture(of: try topology("{version: 1, ethernets: {enp2s0: {\(login)}}}")))
        #expect(drawn.contains("802.1X peap"), "\(drawn)")
    }

    @Test func `of the thread's host has states, the LACP partner, and the taps that NetworkManager does not know`()
        throws
    {
        #expect(
            tree(Picture(of: try World.thread().host())) == """
                ┌─ enp2s0       NIC       up  aggregated, 10 Gb/s full
                ├─ enp3s0       NIC       up  aggregated, 10 Gb/s full
                bond0           bond      up  802.3ad, LACP partner 4a:f4:c6:9e:2a:0d
                ├─ bond0.100    VLAN 100  up  10.0.100.10/24, gateway 10.0.100.1
                ├─ bond0.200    VLAN 200  up  forwarding
                │  └─ br200     bridge    up
                │     └─ vnet1  tap       up  forwarding, guest 52:54:00:ee:00:01
                └─ bond0.300    VLAN 300  up  forwarding
                   └─ br300     bridge    up
                      └─ vnet2  tap       up  forwarding, guest 52:54:00:ee:00:02

                """)
    }

    @Test func `of a host in trouble says so where the trouble is`() throws {
        var world = try World.thread()
        world.links[1].hasCarrier = false
        world.links[1].bondPort?.aggregatorID = 2
        world.links[2].isUp = false
        world.links[2].bondPort?.partnerState = LACPState(rawValue: 7)
        world.links[3].bond?.aggregator?.partnerMAC = MACAddress(bytes: [0, 0, 0, 0, 0, 0])
        world.links[3].mtu = 9000
        world.links[6].bridgePort?.state = .blocking
        world.links[7].bridge?.isSTP = true
        world.links[8].hasCarrier = false
        world.facts[3]?.speed = 2500
        world.facts[3]?.duplex = "half"
        world.profile("Wired 1", on: "enp2s0", isOurs: false)
        world.profile("enp3s0", on: "enp3s0", isOurs: true)
        #expect(
            tree(Picture(of: world.host(networkManager: true)), width: 80) == """
                ┌─ enp2s0       NIC       no carrier  not aggregated, 10 Gb/s full,
                │                                     by profile “Wired 1”
                ├─ enp3s0       NIC       down        not aggregated, 2.5 Gb/s half,
                │                                     by nm-topology
                bond0           bond      up          802.3ad, no LACP partner, MTU 9000,
                │                                     unmanaged
                ├─ bond0.100    VLAN 100  up          10.0.100.10/24, gateway 10.0.100.1,
                │                                     unmanaged
                ├─ bond0.200    VLAN 200  up          blocking, unmanaged
                │  └─ br200     bridge    no carrier  unmanaged
                │     └─ vnet1  tap       up          forwarding, guest 52:54:00:ee:00:01,
                │                                     unmanaged
                └─ bond0.300    VLAN 300  up          forwarding, unmanaged
                   └─ br300     bridge    up          STP, unmanaged
                      └─ vnet2  tap       up          forwarding, guest 52:54:00:ee:00:02,
                                                      unmanaged

                """)
    }

    @Test func `of both shows what is missing, what differs and what the spec does not have`() throws {
        var world = try World.thread()
        let spec = try Fixture.text("examples/kvm-trunk.yaml") + "    400: {addresses: [10.0.4.10/24]}\n"
        world.link("enp4s0")
        try world.address("10.9.9.9/24", on: "br200")
        let picture = Picture(of: try topology(spec), on: world.host())
        #expect(
            tree(picture, width: 80) == """
                = ┌─ enp2s0       NIC       up  aggregated, 10 Gb/s full
                = ├─ enp3s0       NIC       up  aggregated, 10 Gb/s full
                = bond0           bond      up  802.3ad, LACP partner 4a:f4:c6:9e:2a:0d
                = ├─ bond0.100    VLAN 100  up  10.0.100.10/24, gateway 10.0.100.1
                = ├─ bond0.200    VLAN 200  up  forwarding
                ~ │  └─ br200     bridge    up  10.9.9.9/24
                  │     │                       but it has the address 10.9.9.9/24, which nobody
                  │     │                       asked for
                · │     └─ vnet1  tap       up  forwarding, guest 52:54:00:ee:00:01
                = ├─ bond0.300    VLAN 300  up  forwarding
                = │  └─ br300     bridge    up
                · │     └─ vnet2  tap       up  forwarding, guest 52:54:00:ee:00:02
                + └─ bond0.400    VLAN 400      10.0.4.10/24
                · enp4s0          NIC       up
                + 1 not on this host yet, ~ 1 not as the spec says, = 7 as the spec says, · 3 not in the spec

                """)
    }

    @Test func `of both marks what plan would remove`() throws {
        var world = try World.thread()
        for name in ["br200", "br300", "bond0"] { world.profile(name, on: name, isOurs: name != "bond0") }
        let spec = "version: 1\nethernets: {enp2s0: {mtu: 1400}}\nabsent: [bond0]\nunmanaged: [br3*]\n"
        let part = Picture(of: try topology(spec), on: world.host(networkManager: true))
        #expect(part.nodes["bond0"]?.mark == .goes && part.nodes["br200"]?.mark == .notInSpec)
        let picture = Picture(of: try topology(spec + "prune: true\n"), on: world.host(networkManager: true))
        #expect(picture.nodes["bond0"]?.mark == .goes)
        #expect(picture.nodes["br200"]?.mark == .goes)
        #expect(picture.nodes["br300"]?.mark == .notInSpec)
        #expect(picture.nodes["enp3s0"]?.mark == .notInSpec)
        #expect(picture.nodes["enp2s0"]?.mark == .differs)
        #expect(
            picture.nodes["enp2s0"]?.differences == [
                "its MTU is 1500, not 1400", "it is a port of bond0, not of nothing",
            ])
    }

    @Test func `a NIC of another name is the spec's when its MAC address is`() throws {
        var world = World()
        world.link("eno1") { $0.permanentMAC = MACAddress("52:54:00:00:00:09") }
        let spec = "version: 1\nethernets: {lan0: {mac: '52:54:00:00:00:09'}, lan1: {mac: '52:54:00:00:00:0a'}}\n"
        #expect(
            tree(Picture(of: try topology(spec), on: world.host())) == """
                = eno1  NIC  up  lan0 in the spec
                + lan1  NIC
                                 but no NIC here has the permanent MAC address 52:54:00:00:00:0A
                + 1 not on this host yet, = 1 as the spec says

                """)
    }

    @Test func `forty VLANs stand in the order of their numbers, one below the other`() throws {
        let lines = tree(Picture(of: try fortyVLANs())).split(separator: "\n")
        let vlans = lines.filter { $0.contains("VLAN ") }
        let ids = vlans.compactMap { $0.firstMatch(of: #/VLAN (\d+)/#).flatMap { Int($0.1) } }
        #expect(ids.count == 40)
        #expect(ids == ids.sorted())
        let columns = lines.compactMap { text in
            text.firstRange(of: #/VLAN |bridge|bond  |NIC/#).map { text[..<$0.lowerBound].count }
        }
        #expect(Set(columns).count == 1, "the kinds are one column")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `in another locale it is drawn in ASCII, whatever it says`() throws {
        var world = try World.thread()
        world.profile("Büro “1”", on: "bond0", isOurs: false)
        let text = tree(
            Picture(of: try threadTopology(), on: world.host(networkManager: true)), width: 60, isUnicode: false)
        #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
        #expect(text.contains("= ,- enp2s0"))
        #expect(text.contains(". |     `- vnet1"))
        #expect(text.contains("by profile \"B?ro \"1\"\""))
    }

    @Test func `a port of its own is drawn at its bridge, and a second way points to where it goes on`() throws {
        let spec = """
            version: 1
            bonds: {bond0: {ports: [enp2s0], mode: active-backup}, bond1: {ports: [enp3s0], mode: active-backup}}
            bridges: {br0: {ports: [bond0, bond1, enp4s0]}}
            """
        #expect(
            tree(Picture(of: try topology(spec))) == """
                ┌─ enp2s0     NIC
                bond0         bond    active-backup
                │  ┌─ enp4s0  NIC
                └─ br0        bridge
                ┌─ enp3s0     NIC
                bond1         bond    active-backup
                └─ br0        bridge, see above

                """)
    }

    @Test func `guests of the spec stand behind their bridges, and on a host behind their own ports`() throws {
        let guests = [
            Picture.Guest(
                name: "vm1", interfaces: [Picture.Guest.Interface(on: "br200", mac: MACAddress("52:54:00:ee:00:01"))]),
            Picture.Guest(
                name: "vm2",
                interfaces: [
                    Picture.Guest.Interface(on: "br200", mac: MACAddress("52:54:00:ee:00:03")),
                    Picture.Guest.Interface(on: "br300", mac: MACAddress("52:54:00:ee:00:02")),
                ]),
        ]
        var spec = Picture(of: try threadTopology())
        spec.plugIn(guests, isComparison: false)
        #expect(
            tree(spec).hasSuffix(
                """
                ├─ bond0.200  VLAN 200
                │  └─ br200   bridge
                │     ├─ vm1  guest     52:54:00:ee:00:01
                │     └─ vm2  guest     52:54:00:ee:00:03 52:54:00:ee:00:02
                └─ bond0.300  VLAN 300
                   └─ br300   bridge
                      └─ vm2  guest, see above

                """))
        var both = Picture(of: try threadTopology(), on: try World.thread().host())
        both.plugIn(guests, isComparison: true)
        #expect(both.nodes["guest vm1"]?.mark == .same)
        #expect(both.nodes["vnet1"]?.mark == .same)
        #expect(both.nodes["guest vm2"]?.mark == .differs)
        #expect(both.nodes["guest vm2"]?.differences == ["no port of br200 has its MAC address 52:54:00:ee:00:03"])
        #expect(both.edges.contains { $0.from == "vnet2" && $0.to == "guest vm2" && $0.mark == .same })
        #expect(both.edges.contains { $0.from == "br200" && $0.to == "guest vm2" && $0.mark == .missing })
    }

    @Test func `guests that the spec names are drawn from it`() throws {
        let guests = try topology(try Fixture.text("examples/guests.yaml"))
        #expect(
            tree(Picture(of: guests)).hasSuffix(
                """
                │  └─ br200   bridge
                │     ├─ vm1  guest
                │     ├─ vm2  guest     52:54:00:15:81:b2 52:54:00:15:81:b3
                │     └─ vm3  guest     e1000
                └─ bond0.300  VLAN 300
                   └─ br300   bridge
                      └─ vm2  guest, see above

                """))
        let both = Picture(of: guests, on: try World.thread().host())
        #expect(both.nodes["guest vm2"]?.mark == .missing)
        #expect(both.nodes["guest vm1"]?.mark == nil, "nobody can say which port is its own")
        #expect(tree(both).contains("\n  │     ├─ vm1    guest"))
        #expect(
            tree(Picture(of: try topology(try Fixture.text("examples/sriov.yaml")))).hasSuffix(
                """
                   │  ┌─ enp5s0  NIC     4 VFs
                   └─ vm1        guest   VF 0 of enp5s0

                """))
    }
}
