import Host
import Testing

@testable import Kernel

/// What Open vSwitch 3.1.0 answered in the lab.
struct OVSDatabaseTests {
    private static let answer = """
        {"id":0,"error":null,"result":[
        {"rows":[{"name":"ovs0","fail_mode":"standalone","stp_enable":false,"rstp_enable":true,\
        "mcast_snooping_enable":false,"ports":["set",[["uuid","p1"],["uuid","p2"]]]},
        {"name":"ovs1","fail_mode":["set",[]],"stp_enable":true,"rstp_enable":false,"mcast_snooping_enable":true,\
        "ports":["uuid","p3"]}]},
        {"rows":[{"_uuid":["uuid","p1"],"name":"bond1","tag":["set",[]],"trunks":["set",[100,200]],\
        "vlan_mode":["set",[]],"bond_mode":"balance-tcp","lacp":"active","bond_updelay":0,"bond_downdelay":200,\
        "interfaces":["set",[["uuid","i1"],["uuid","i2"]]]},
        {"_uuid":["uuid","p2"],"name":"p-mgmt0","tag":100,"trunks":["set",[]],"vlan_mode":["set",[]],\
        "bond_mode":["set",[]],"lacp":["set",[]],"bond_updelay":0,"bond_downdelay":0,"interfaces":["uuid","i3"]},
        {"_uuid":["uuid","p3"],"name":"p-patch1","tag":["set",[]],"trunks":7,"vlan_mode":"trunk","bond_mode":["set",[]],\
        "lacp":["set",[]],"bond_updelay":0,"bond_downdelay":0,"interfaces":["uuid","i4"]}]},
        {"rows":[{"_uuid":["uuid","i1"],"name":"enp3s0","type":"system","options":["map",[]]},
        {"_uuid":["uuid","i2"],"name":"enp2s0","type":"system","options":["map",[]]},
        {"_uuid":["uuid","i3"],"name":"mgmt0","type":"internal","options":["map",[]]},
        {"_uuid":["uuid","i4"],"name":"patch1","type":"patch","options":["map",[["peer","patch0"]]]}]}]}
        """

    @Test func `bridges have their ports, and ports their VLANs and interfaces`() throws {
        let state = try #require(OVSDatabase.state(Array(Self.answer.utf8)))
        #expect(state.bridges.map(\.name) == ["ovs0", "ovs1"])
        let (first, second) = (state.bridges[0], state.bridges[1])
        #expect(first.failMode == "standalone" && second.failMode == nil)
        #expect(first.rstp && !first.stp && second.stp && second.multicastSnooping)
        #expect(first.ports.map(\.name) == ["bond1", "p-mgmt0"])
        #expect(first.ports[0].trunks == [100, 200] && first.ports[0].tag == nil && first.ports[1].tag == 100)
        #expect(first.ports[0].bondMode == "balance-tcp" && first.ports[0].lacp == "active")
        #expect(first.ports[0].downDelay == 200 && first.ports[1].bondMode == nil)
        #expect(first.ports[0].interfaces.map(\.name) == ["enp2s0", "enp3s0"])
        #expect(second.ports[0].trunks == [7] && second.ports[0].vlanMode == "trunk")
        #expect(second.ports[0].interfaces == [.init(name: "patch1", type: "patch", peer: "patch0")])
    }

    @Test(arguments: ["", "{}", "[]", #"{"result":[{"rows":[]}]}"#, #"{"result":null,"error":"no"}"#])
    func `what is no answer is no state`(text: String) { #expect(OVSDatabase.state(Array(text.utf8)) == nil) }

    @Test func `where nothing listens, there is no state`() { #expect(OVSDatabase.read("/nonexistent/db.sock") == nil) }
}
