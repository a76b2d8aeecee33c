import Checks
import Diagnosis
import Host
import Kernel
import NetTypes
import Testing

@Suite struct `Findings about cables, bonds and bridges` {
    @Test func `a healthy host has none`() {
        #expect(World().findings == [])
        var listening = World()
        listening.listen(
            HeardARP(
                interface: "bond0", tags: [100], source: World.router, isReply: true, sender: ip("10.0.100.1"),
                target: ip("0.0.0.0")))
        #expect(listening.findings == [])
        var backup = World()
        backup.makeActiveBackup()
        #expect(backup.findings == [])
    }

    @Test func `D001: a port of a bond is a warning, the last one a problem, and a NIC nobody needs is nothing`() {
        var world = World()
        world.change("enp3s0") { $0.hasCarrier = false }
        #expect(world.codes == ["D001"])
        #expect(world.findings.first?.severity == .warning)
        world.change("enp2s0") { $0.hasCarrier = false }
        #expect(world.codes == ["D001"], "that nobody answers is a consequence")
        #expect(world.findings.allSatisfy { $0.severity == .problem && $0.interfaces.contains("bond0") })
        var spare = World()
        spare.links.append(link(9, "enp4s0") { $0.hasCarrier = false })
        #expect(spare.findings == [])
        spare.addresses.append(address(9, "10.7.0.1/24"))
        #expect(spare.codes == ["D001"])
        spare.change("enp4s0") { $0.isUp = false }
        #expect(spare.findings.first?.headline.contains("is set down") == true)
    }

    @Test func `D002: without a partner, and never where no port has carrier`() {
        var world = World()
        world.change("bond0") { $0.bond?.aggregator?.partnerMAC = mac("00:00:00:00:00:00") }
        world.neighbours = [neighbour("10.0.100.1", 5, .failed)]
        #expect(world.codes == ["D002"])
        for port in ["enp2s0", "enp3s0"] { world.change(port) { $0.hasCarrier = false } }
        #expect(!world.codes.contains("D002"))
    }

    @Test func `D003 and D004: a port outside of the aggregation has another partner, or none`() {
        var world = World()
        world.change("enp3s0") { $0.bondPort?.aggregatorID = 2 }
        #expect(world.codes == ["D003"])
        world.partners = ["enp2s0": mac("02:00:00:00:00:aa"), "enp3s0": mac("02:00:00:00:00:bb")]
        #expect(world.findings.first?.seen.contains { $0.text.contains("02:00:00:00:00:bb") } == true)
        world.facts = [2: speed(10000), 3: speed(1000)]
        #expect(world.findings.first?.meaning.contains("different speed") == true)
        world.partners["enp3s0"] = mac("00:00:00:00:00:00")
        #expect(world.codes == ["D004"])
        world.partners = [:]
        world.change("enp3s0") { $0.bondPort?.actorState = [.activity, .defaulted] }
        #expect(world.codes == ["D004"], "also for whoever may not read the partners")
    }

    @Test func `D004: LACP frames at a host that does not speak it`() {
        var world = World()
        world.makeActiveBackup()
        world.listen()
        world.wire?.lacp = ["enp2s0"]
        #expect(world.codes.contains("D004"))
        var spoken = World()
        spoken.listen()
        spoken.wire?.lacp = ["enp2s0"]
        #expect(spoken.findings == [], "a bond that does speak it")
    }

    @Test func `D005 and D006: active-backup without a backup, and without a look at it`() {
        var world = World()
        world.makeActiveBackup()
        world.change("enp3s0") { $0.hasCarrier = false }
        #expect(world.codes == ["D005"], "once, and not as a port without carrier too")
        world.change("enp3s0") { $0.hasCarrier = true }
        world.change("bond0") { $0.bond?.miimon = 0 }
        #expect(world.codes == ["D006"])
        world.change("bond0") { $0.bond?.arpInterval = 1000 }
        #expect(world.codes == [])
    }

    @Test func `D023: a port of a bridge with another MTU, a switch that takes less, a path that does`() {
        var world = World()
        world.change("vnet0") { $0.mtu = 9000 }
        #expect(world.codes == ["D023"])
        var told = World()
        var port = SwitchPort(interface: "enp2s0")
        port.maximumFrameSize = 1500
        told.switchPorts = [port]
        #expect(told.codes == ["D023"])
        port.maximumFrameSize = 1518
        told.switchPorts = [port]
        #expect(told.codes == [])
        var tried = World()
        tried.listen()
        tried.wire?.paths = [path(large: false), path(large: true)]
        #expect(tried.findings.count { $0.kind == .mtuMismatch } == 1)
    }

    private func path(large: Bool) -> PathResult {
        PathResult(
            interface: "bond0.100", address: ip("10.0.100.1"), size: 1500, answersSmall: true, answersLarge: large)
    }

    @Test(arguments: [BridgePortDetails.State.listening, .learning, .blocking, .disabled])
    func `D030: a bridge port that does not forward`(state: BridgePortDetails.State) {
        var world = World()
        world.change("vnet0") { $0.bridgePort?.state = state }
        #expect(world.codes == ["D030"])
        world.change("vnet0") { $0.hasCarrier = false }
        #expect(world.codes == [], "a guest that is off")
    }

    @Test func `D031: a tap in no bridge, unless it is routed`() {
        var world = World()
        world.change("vnet0") { $0.controllerIndex = nil }
        #expect(world.codes == ["D031"])
        #expect(world.findings.first?.here.last?.command == "ip link set vnet0 master br300")
        var route = KernelRoute(destination: prefix("10.8.0.5/32"))
        var hop = KernelRoute.NextHop()
        hop.outputIndex = 8
        route.nextHops = [hop]
        world.routes.append(route)
        #expect(world.codes == [])
    }

    private func speed(_ speed: Int) -> LinkFacts {
        var facts = LinkFacts()
        facts.speed = speed
        return facts
    }
}
