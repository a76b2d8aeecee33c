import Diagnosis
import Host
import Kernel
import NetTypes
import Testing

@Suite struct `D032: the host's own part in a bridge that filters by VLAN` {
    /// br0 of enp4s0 (VLAN 100 and 200), with br0.100 that has the management address and whose gateway is silent.
    private static func world(own: [BridgeVLANs.Entry], port: [BridgeVLANs.Entry]) -> World {
        var world = World()
        world.links += [
            link(10, "br0", kind: "bridge") { bridge in
                var details = BridgeDetails()
                details.ageingTime = 300_000
                details.isVLANFiltering = true
                bridge.bridge = details
            },
            link(11, "enp4s0") { $0.setBridgePort(of: 10) },
            link(12, "br0.100", kind: "vlan") { $0.setVLAN(100, on: 10) },
        ]
        world.addresses.append(address(12, "10.9.0.10/24"))
        world.routes = [defaultRoute("10.9.0.1", 12, metric: 400)]
        world.neighbours = [neighbour("10.9.0.1", 12, .failed)]
        world.bridgeVLANs = [10: BridgeVLANs(own), 11: BridgeVLANs(port)]
        return world
    }

    private static func vlan(_ first: Int, _ last: Int? = nil, pvid: Bool = false, untagged: Bool = false)
        -> BridgeVLANs.Entry
    {
        BridgeVLANs.Entry(
            first: id(first), last: id(last ?? first), isPVID: pvid, isUntagged: untagged)
    }

    private static func id(_ number: Int) -> VLANID {
        guard let id = VLANID(number) else { preconditionFailure("\(number) is no VLAN") }
        return id
    }

    private static let standard = vlan(1, pvid: true, untagged: true)

    @Test func `the bridge itself lacks the VLAN: that is named, and not the gateway that does not answer`() {
        let world = Self.world(own: [Self.standard], port: [Self.standard, Self.vlan(100), Self.vlan(200)])
        #expect(world.codes == ["D032"])
        #expect(world.findings.first?.interfaces == ["br0.100", "br0"])
        #expect(world.findings.first?.here.first?.command == "bridge vlan add vid 100 dev br0 self")
    }

    @Test func `no port carries it, or the bridge gets it untagged`() {
        let carried = [Self.standard, Self.vlan(90, 110)]
        #expect(Self.world(own: carried, port: [Self.standard]).codes == ["D032"])
        #expect(
            Self.world(own: [Self.standard, Self.vlan(100, untagged: true)], port: carried).codes == ["D032"])
        #expect(Self.world(own: carried, port: carried).codes == ["D014"], "then it is the gateway")
    }

    @Test func `addresses of the bridge itself, without a VLAN of their own`() {
        let carried = [Self.standard, Self.vlan(100)]
        for (own, codes) in [
            ([Self.vlan(100)], ["D032"]), ([Self.standard, Self.vlan(100)], []),
            ([Self.vlan(7, pvid: true, untagged: true), Self.vlan(100)], ["D032"]),
        ] {
            var world = Self.world(own: own, port: carried)
            world.neighbours = []
            world.addresses.append(address(10, "10.8.0.10/24"))
            #expect(world.codes == codes)
        }
    }
}
