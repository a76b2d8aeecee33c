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

    private static let named = """
        {"id":0,"error":null,"result":[
        {"rows":[{"_uuid":["uuid","5a2b7f10-0c0e-4d11-9a55-000000000001"],"name":"ovs0","ports":["set",[]]}]},
        {"rows":[{"_uuid":["uuid","5a2b7f10-0c0e-4d11-9a55-000000000002"],"name":"bond1"},
        {"_uuid":["uuid","5a2b7f10-0c0e-4d11-9a55-000000000003"],"name":"p-mgmt0"},
        {"_uuid":["uuid","row 7"],"name":"bond2"}]}]}
        """

    @Test func `a port leaves every bridge by its UUID, a bridge the database, and nothing else`() throws {
        let rows = try #require(OVSDatabase.rows(Array(Self.named.utf8)))
        let removal = try #require(OVSDatabase.removal(of: ["bond1", "ovs0", "ovs9"], rows))
        #expect(
            removal.hasSuffix(
                #"""
                {"op":"mutate","table":"Bridge","where":[],"mutations":[["ports","delete",["set",\#
                [["uuid","5a2b7f10-0c0e-4d11-9a55-000000000002"]]]]]},\#
                {"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["bridges","delete",["set",\#
                [["uuid","5a2b7f10-0c0e-4d11-9a55-000000000001"]]]]]}]}
                """#), "\(removal)")
        #expect(OVSDatabase.removal(of: ["ovs9"], rows) == nil)
        #expect(OVSDatabase.removal(of: ["bond2"], rows) == nil, "what is no UUID is sent to nobody")
    }

    @Test func `a transaction that is refused says why`() {
        let refused =
            #"{"id":1,"error":null,"result":[{"count":1},null,{"error":"constraint violation","details":"Why."}]}"#
        #expect(OVSDatabase.refusal(Array(refused.utf8)) == "Why.")
        #expect(OVSDatabase.refusal(Array(#"{"id":1,"error":null,"result":[{"count":1}]}"#.utf8)) == nil)
        #expect(OVSDatabase.refusal(Array("".utf8)) != nil)
    }

    @Test func `nothing is removed where nothing listens, and that is told`() {
        #expect(throws: OVSDatabaseError.self) { try OVSDatabase.remove(["bond1"], from: "/nonexistent/db.sock") }
    }
}
