import Checks
import Diagnosis
import Host
import Kernel
import NetTypes
import Testing

@Suite struct `Findings about addresses, VLANs and what comes back` {
    @Test func `D010: default routes on two links, and not a spare router on one`() {
        var world = World()
        world.routes.append(defaultRoute("10.0.100.2", 5, metric: 500))
        #expect(world.codes == [], "a spare one on the same link")
        world.routes.append(defaultRoute("10.1.44.1", 7, metric: 425))
        #expect(world.codes == ["D010"])
        #expect(world.findings.first?.interfaces.prefix(2) == ["bond0.100", "br300"])
        #expect(world.findings.first?.here.first?.command?.contains("'br300' ipv4.gateway ''") == true)
        var tie = World()
        tie.routes.append(defaultRoute("10.1.44.1", 7, metric: 400))
        #expect(tie.findings.first?.meaning.contains("chance") == true)
        var six = World()
        six.routes += [defaultRoute("fe80::1", 5, metric: 100), defaultRoute("fe80::2", 7, metric: 200)]
        #expect(six.findings.map(\.headline).first?.contains("IPv6") == true)
    }

    @Test func `D011: the same network on the bond and on the bridge above it`() {
        var world = World()
        world.addresses.append(address(4, "10.1.44.3/24"))
        #expect(world.codes == ["D011"])
        #expect(world.findings.first?.interfaces == ["br300", "bond0"], "the upper one first: it keeps the address")
        var other = World()
        other.addresses.append(address(4, "10.9.0.3/24"))
        #expect(other.codes == [], "an untagged network of its own on the bond is nothing wrong")
        var beside = World()
        beside.addresses.append(address(5, "10.1.44.3/16"))
        #expect(beside.codes == ["D011"])
        #expect(beside.findings.first?.headline.contains("below it") == false)
    }

    @Test func `D012: an address on a port of a bridge`() {
        var world = World()
        world.addresses.append(address(6, "10.9.0.3/24"))
        #expect(world.codes == ["D012"])
        #expect(world.findings.first?.here.first?.spec == "bridges:\n  br300: {addresses: [10.9.0.3/24], …}")
    }

    @Test func `D013: another machine answers for an address of ours, or two answer for the gateway`() {
        var world = World()
        let other = mac("02:00:00:00:00:77")
        let claim = HeardARP(
            interface: "bond0", tags: [100], source: other, isReply: true, sender: ip("10.0.100.10"),
            target: ip("0.0.0.0"))
        world.listen(claim)
        #expect(world.codes == ["D013"])
        #expect(world.findings.first?.headline.contains("02:00:00:00:00:77") == true)
        world.listen(
            HeardARP(
                interface: "bond0", tags: [300], source: other, isReply: true, sender: ip("10.0.100.10"),
                target: ip("0.0.0.0")))
        #expect(world.codes == [], "in another VLAN it is another network")
        world.listen(
            HeardARP(
                interface: "bond0", isOutgoing: true, tags: [100], source: World.host, sender: ip("10.0.100.10"),
                target: ip("10.0.100.1")))
        #expect(world.codes == [], "this host itself")
        world.listen(answer([100], "10.0.100.1", World.router), answer([100], "10.0.100.1", other))
        #expect(world.codes == ["D013"])
        var six = World()
        var failed = address(5, "fd00::10/64")
        failed.flags = 0x08
        six.addresses.append(failed)
        #expect(six.codes == ["D013"])
    }

    @Test func `D014: a silent gateway, by the kernel's word or by the wire's, which is newer`() {
        var world = World()
        world.neighbours = [neighbour("10.0.100.1", 5, .failed)]
        #expect(world.codes == ["D014"])
        world.listen(answer([100], "10.0.100.1", World.router), asking: [question(100)])
        #expect(world.codes == [])
        world.neighbours = []
        world.listen(asking: [question(100)])
        #expect(world.codes == ["D014"])
    }

    @Test func `D014: nobody is called silent who was not asked by every way out, or while LACP negotiates`() {
        // The host's address is on a VLAN of a bridge over the bond and a NIC.
        var world = World()
        world.change("bond0") { $0.setBridgePort(of: 10) }
        world.links += [
            link(9, "enp4s0") { $0.setBridgePort(of: 10) },
            link(10, "br0", kind: "bridge") { $0.bridge = BridgeDetails() },
            link(11, "br0.100", kind: "vlan") { $0.setVLAN(100, on: 10) },
        ]
        world.links.removeAll { ["bond0.100", "bond0.300", "br300", "vnet0"].contains($0.name) }
        world.addresses = [address(11, "10.0.100.10/24")]
        world.routes = [defaultRoute("10.0.100.1", 11, metric: 400)]
        world.neighbours = []
        world.forwarding = []

        let byBond = question(100)
        let byNIC = WireQuestion(interface: "enp4s0", tag: byBond.tag, address: byBond.address, source: World.host)
        world.listen(asking: [byNIC])
        #expect(world.codes == [], "the bond was negotiating when the questions went out")
        world.listen(asking: [byBond, byNIC])
        #expect(world.codes == ["D014"])
        world.listen(answer([100], "10.0.100.1", World.router), asking: [byBond, byNIC])
        #expect(world.codes == [], "one way out is enough")

        world.wire = nil
        world.neighbours = [neighbour("10.0.100.1", 11, .failed)]
        #expect(world.codes == ["D014"])
        for name in ["enp2s0", "enp3s0"] { world.change(name) { $0.bondPort?.actorState = [.activity] } }
        #expect(!world.codes.contains("D014"), "not even the kernel is answered yet")
    }

    @Test func `D020: the gateway answers without the tag only`() {
        var world = World()
        world.neighbours = [neighbour("10.0.100.1", 5, .failed)]
        world.listen(answer([], "10.0.100.1", World.router), asking: [question(100), question(nil)])
        #expect(world.codes == ["D020"])
        #expect(world.findings.first?.interfaces == ["bond0.100", "bond0"])
        #expect(world.findings.first?.network.first?.contains("VLAN 100 and 300 tagged") == true)
        world.listen(
            answer([], "10.0.100.1", World.router), answer([100], "10.0.100.1", World.router), asking: [question(100)])
        #expect(world.codes == [], "with the tag it answers too")
        world.listen(answer([], "192.168.7.1", World.router), asking: [])
        #expect(world.codes == ["D014"], "an untagged network of somebody else is none of ours")
    }

    @Test func `D020: a guest's question is answered without the tag`() {
        var world = World()
        world.addresses.removeLast()
        let asked = HeardARP(
            interface: "bond0", isOutgoing: true, tags: [300], source: World.guest, sender: ip("10.1.44.21"),
            target: ip("10.1.44.1"))
        world.listen(asked, answer([], "10.1.44.1", World.router))
        #expect(world.codes == ["D020"])
        world.listen(asked, answer([], "10.1.44.9", World.router))
        #expect(world.codes == [], "nobody asked for this one")
    }

    @Test func `D020 and D021: what the switch tells by LLDP`() {
        var world = World()
        var port = SwitchPort(interface: "enp2s0")
        port.nativeVLAN = 300
        port.vlans = [100, 300]
        world.switchPorts = [port]
        #expect(world.codes == ["D020"])
        port.nativeVLAN = 1
        port.vlans = [100]
        world.switchPorts = [port]
        #expect(world.codes == ["D021"])
        port.vlans = []
        world.switchPorts = [port]
        #expect(world.codes == [], "a switch that lists none says nothing")
    }

    @Test func `D021: many frames out and none in, unless the bond is still negotiating`() {
        var world = World()
        var facts = LinkFacts()
        facts.receivedPackets = 0
        facts.sentPackets = 99
        world.facts[6] = facts
        #expect(world.codes == [])
        facts.sentPackets = 100
        world.facts[6] = facts
        #expect(world.codes == ["D021"])
        for name in ["enp2s0", "enp3s0"] { world.change(name) { $0.bondPort?.partnerState = [.activity] } }
        #expect(world.codes == [])
        var heard = World()
        facts.receivedPackets = 1
        heard.facts[6] = facts
        #expect(heard.codes == [])
    }

    @Test func `D022: the guest's address is learned on the wrong side`() {
        var world = World()
        world.forwarding = [learned(World.guest, on: 6)]
        #expect(world.codes == ["D022"])
        #expect(world.findings.first?.interfaces == ["br300", "bond0.300", "vnet0"])
        #expect(world.findings.first?.here.first?.spec == "bridges:\n  br300: {ageing-time: 0}")
        world.change("br300") { $0.bridge?.ageingTime = 0 }
        #expect(world.findings.first?.severity == .note, "with the way around it is no problem any more")
        world.forwarding = [learned(mac("52:54:00:15:81:b3"), on: 6)]
        #expect(world.codes == [], "somebody else's address belongs outside")
    }

    @Test func `D022: the host's own address comes back, by the kernel's log or by the wire`() {
        var world = World()
        world.reports = [OwnAddressReport(bridge: "br300", port: "bond0.300", mac: World.host, secondsAgo: 3)]
        #expect(world.codes == ["D022"])
        #expect(world.findings.first?.severity == .warning, "it was so, and may be over")
        world.reports = [OwnAddressReport(bridge: "br9", port: "bond0.300", mac: World.host, secondsAgo: 3)]
        #expect(world.codes == [], "a bridge of another namespace")
        let own = HeardARP(
            interface: "bond0", tags: [300], source: World.host, sender: ip("0.0.0.0"), target: ip("10.1.44.1"))
        world.listen(own)
        #expect(world.codes == ["D022"])
        #expect(world.findings.first?.interfaces == ["br300", "bond0.300"])
        world.listen(
            HeardARP(
                interface: "bond0", tags: [100], source: World.host, sender: ip("0.0.0.0"), target: ip("10.0.100.1")),
            answer([100], "10.0.100.1", World.router))
        #expect(world.findings.map(\.severity) == [.warning], "where no bridge is, it is a warning")
    }

    private func answer(_ tags: [Int], _ sender: String, _ mac: MACAddress) -> HeardARP {
        HeardARP(interface: "bond0", tags: tags, source: mac, isReply: true, sender: ip(sender), target: ip("0.0.0.0"))
    }

    private func question(_ tag: Int?) -> WireQuestion {
        WireQuestion(
            interface: "bond0", tag: tag.map { WireTag(id: $0) }, address: ip("10.0.100.1"), source: World.host)
    }
}
