import Host
import NetTypes
import Planning
import Testing
import Topology

private let ovs = """
    {version: 1, ovs-bridges: {ovs0: {fail-mode: secure, stp: true, multicast-snooping: true, ports: [
      bond1: {trunks: [100, 200-201]}, mgmt0: {tag: 100}, patch0]}, ovs1: {rstp: true, ports: [patch1]}},
      ovs-bonds: {bond1: {ports: [enp2s0, enp3s0], mode: balance-tcp, lacp: active, updelay: 100, downdelay: 200}},
      ovs-interfaces: {mgmt0: {mac: "52:54:00:aa:00:10", mtu: 1400, addresses: [10.0.100.10/24]},
      patch0: {peer: patch1}, patch1: {peer: patch0}}}
    """

extension VerifiedKey {
    static let openVSwitch: [VerifiedKey] = [
        VerifiedKey("ovs-bridges.ports", ovs, on: "mgmt0", "activate: it is a port of nothing, not of p-mgmt0") {
            $0.controller = nil
        },
        VerifiedKey("ovs-bridges.ports.tag", ovs, on: "p-mgmt0", "activate: its tag is 200, not 100") {
            $0.ovsPort?.tag = 200
        },
        VerifiedKey(
            "ovs-bridges.ports.trunks", ovs, on: "bond1", "activate: its trunks are 100, 200, 300, not 100, 200-201"
        ) { $0.ovsPort?.trunks = [300, 200, 100] },
        VerifiedKey("ovs-bridges.fail-mode", ovs, on: "ovs0", "activate: its fail mode is not set, not secure") {
            $0.ovsBridge?.failMode = nil
        },
        VerifiedKey("ovs-bridges.stp", ovs, on: "ovs0", "activate: its STP is off") { $0.ovsBridge?.stp = false },
        VerifiedKey("ovs-bridges.rstp", ovs, on: "ovs1", "activate: its RSTP is off") { $0.ovsBridge?.rstp = false },
        VerifiedKey("ovs-bridges.multicast-snooping", ovs, on: "ovs0", "activate: its multicast snooping is off") {
            $0.ovsBridge?.multicastSnooping = false
        },
        VerifiedKey("ovs-bonds.ports", ovs, on: "enp3s0", "activate: it is a port of nothing, not of bond1") {
            $0.controller = nil
        },
        VerifiedKey("ovs-bonds.mode", ovs, on: "bond1", "activate: its bond mode is balance-slb, not balance-tcp") {
            $0.ovsPort?.bondMode = "balance-slb"
        },
        VerifiedKey("ovs-bonds.lacp", ovs, on: "bond1", "activate: its LACP is not set, not active") {
            $0.ovsPort?.lacp = nil
        },
        VerifiedKey("ovs-bonds.updelay", ovs, on: "bond1", "activate: its updelay is 0, not 100") {
            $0.ovsPort?.upDelay = 0
        },
        VerifiedKey("ovs-bonds.downdelay", ovs, on: "bond1", "activate: its downdelay is 0, not 200") {
            $0.ovsPort?.downDelay = 0
        },
        VerifiedKey("ovs-interfaces.peer", ovs, on: "patch0", "activate: it is a patch to nothing, not to patch1") {
            $0.ovsPeer = nil
        },
        VerifiedKey(
            "ovs-interfaces.mac", ovs, on: "mgmt0",
            "activate: its MAC address is 52:54:00:AA:00:99, not 52:54:00:AA:00:10"
        ) { $0.mac = MACAddress("52:54:00:aa:00:99") },
        VerifiedKey("ovs-interfaces.mtu", ovs, on: "mgmt0", "reapply: its MTU is 1500, not 1400") { $0.mtu = 1500 },
    ]
}

/// Bridges of Open vSwitch: the ports that nobody declares, and hosts that cannot have them.
struct OVSTests {
    @Test func `a host as the spec has it needs nothing`() throws {
        #expect(changes(try Host(applied: ovs).plan(ovs)) == [])
    }

    @Test func `a bridge comes before its ports, and a port before its interface`() throws {
        let plan = try Host(nics: ["enp2s0", "enp3s0"]).plan(ovs)
        let levels = Dictionary(plan.steps.map { ($0.interface.text, $0.level) }) { first, _ in first }
        #expect(levels["ovs0"] == 0 && levels["p-mgmt0"] == 1 && levels["mgmt0"] == 2 && levels["enp2s0"] == 2)
    }

    @Test func `a port goes with its interface, and everything with the bridge`() throws {
        let host = try Host(applied: ovs)
        let less = ovs.replacing("mgmt0: {tag: 100}, ", with: "")
            .replacing("mgmt0: {mac: \"52:54:00:aa:00:10\", mtu: 1400, addresses: [10.0.100.10/24]},", with: "")
        #expect(changes(try host.plan(less)) == ["remove mgmt0 [mgmt0]", "remove p-mgmt0 [p-mgmt0]"])
        let removed = try host.plan("{version: 1, absent: [ovs0, ovs1]}").removals.map(\.interface.text)
        #expect(
            Set(removed) == ["ovs0", "ovs1", "bond1", "p-mgmt0", "p-patch0", "p-patch1", "mgmt0", "patch0", "patch1"])
        #expect(removed.last?.hasPrefix("ovs") == true, "what stands on a bridge goes first")
    }

    @Test func `a bridge with a guest's tap is not removed`() throws {
        var host = try Host(applied: ovs)
        var tap = try host.link("vnet1", kind: "tun")
        tap.controller = try InterfaceName("ovs0")
        host.live.links[tap.name] = tap
        let misfit = try #require(throws: Misfit.self) { try host.plan("{version: 1, absent: [ovs0, ovs1]}") }
        #expect(misfit.refusals.map(\.code) == [.cannotRemove])
    }

    @Test(arguments: [
        (OVSReadiness.noPlugin, "ovs0: the NetworkManager of this host is without its plugin for Open vSwitch."),
        (.noDatabase, "ovs0: Open vSwitch does not run on this host: nothing answers at /run/openvswitch/db.sock."),
    ]) func `a host that cannot have it is refused`(readiness: OVSReadiness, text: String) throws {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        host.live.openVSwitch = readiness
        let misfit = try #require(throws: Misfit.self) { try host.plan(ovs) }
        #expect(misfit.refusals.map(\.code) == [.noOpenVSwitch] && misfit.refusals.first?.text == text)
    }

    @Test func `the database says whose port an interface is, also one that somebody else put in`() throws {
        var bridge = OVSState.Bridge(name: "ovs0")
        var port = OVSState.Port(name: "p-enp2s0")
        port.interfaces = [.init(name: "enp2s0", type: "system")]
        var tap = OVSState.Port(name: "vnet1")
        tap.interfaces = [.init(name: "vnet1", type: "")]
        bridge.ports = [port, tap]
        let kernel = KernelState(
            links: ["lo", "ovs-system", "enp2s0", "vnet1"].enumerated().map { number, name in
                var link = KernelLink(index: number + 1, name: name)
                if number > 1 { link.controllerIndex = 2 }
                return link
            }, openVSwitch: OVSState(bridges: [bridge]))
        let live = LiveState(kernel)
        #expect(live.links.keys.map(\.text).sorted() == ["enp2s0", "lo", "ovs0", "p-enp2s0", "vnet1"])
        func controller(_ name: String) throws -> String? { live.links[try InterfaceName(name)]?.controller?.text }
        #expect(try controller("enp2s0") == "p-enp2s0" && controller("p-enp2s0") == "ovs0")
        #expect(try controller("vnet1") == "ovs0")
    }

    @Test func `a new bridge of Open vSwitch may not come up at a boot, which no check sees`() throws {
        let host = try Host(nics: ["enp2s0", "enp3s0"])
        let plan = try Planner.plan(topology(ovs), on: host.live, session: nil)
        #expect(plan.hazards.map(\.code.rawValue).filter { $0 == "H054" }.count == 2)
        #expect(plan.obstacles(.attended).isEmpty)
        #expect(plan.obstacles(.unattended).map(\.code.rawValue).contains("H054"))
    }
}
