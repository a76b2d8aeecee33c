import FoundationEssentials
import Host
import NetTypes
import Planning
import Testing

@testable import Trial

/// What of a guest's port is recorded, asked for after an apply, and found otherwise after a rollback.
@Suite struct PortDifferenceTests {
    private let bridge: InterfaceName
    private let tap: InterfaceName

    init() throws {
        bridge = try InterfaceName("br0")
        tap = try InterfaceName("vnet0")
    }

    private func vlans(_ spans: VLANSpan...) -> [LiveLink.BridgeVLANState] { VLANSpan.each(spans) }

    /// A guest in VLAN 200, isolated, and set down; its bridge has VLAN 77 by hand.
    private func host() throws -> LiveState {
        var br0 = LiveLink(index: 5, name: bridge, kind: .bridge, mtu: 1500, isUp: true, hasCarrier: true)
        var state = LiveLink.BridgeState(stp: false, vlanFiltering: true, ageingTime: 300)
        state.options = LiveLink.BridgeOptions()
        br0.bridge = state
        br0.bridgeVLANs = vlans(VLANSpan(1, isPVID: true, isUntagged: true), VLANSpan(77))
        br0.tables = BridgeTables()
        var vnet0 = LiveLink(index: 9, name: tap, kind: .tun, mtu: 1500, isUp: false, hasCarrier: false)
        vnet0.controller = bridge
        vnet0.bridgeVLANs = vlans(VLANSpan(200, isPVID: true, isUntagged: true), VLANSpan(300, through: 310))
        vnet0.port = BridgePortState(
            options: [.isolated: 1, .cost: 2, .multicastRouter: 3],
            tables: BridgeTables(
                addresses: [.init(mac: try #require(MACAddress("52:54:00:aa:00:01")), vlan: 200)],
                groups: [.init(group: .ip(try #require(IPAddress("239.1.1.1"))), vlan: 200)]))
        return LiveState(links: [bridge: br0, tap: vnet0])
    }

    @Test func `a host that is as it was has no difference, and a record comes back from its JSON`() throws {
        let live = try host()
        let before = Before(live)
        #expect(before.portDifferences(from: live) == [])
        let read = try JSONDecoder().decode(Before.self, from: JSONEncoder().encode(before))
        #expect(read == before)
        #expect(
            read.links.first { $0.name == "vnet0" }?.port?.vlans?.map(\.description) == [
                "200 pvid untagged", "300-310",
            ])
    }

    @Test func `everything that a new bridge gave a port is found`() throws {
        var live = try host()
        let before = Before(live)
        live.links[tap]?.isUp = true
        live.links[tap]?.bridgeVLANs = vlans(VLANSpan(1, isPVID: true, isUntagged: true))
        live.links[tap]?.port = BridgePortState(options: [.isolated: 0, .cost: 100], backupPort: bridge)
        live.links[bridge]?.bridgeVLANs = vlans(VLANSpan(1, isPVID: true, isUntagged: true))
        #expect(
            before.portDifferences(from: live).map(\.text) == [
                "br0 has VLAN 1 pvid untagged, not VLAN 1 pvid untagged, 77",
                "vnet0 has isolated off, not on",
                "vnet0 has cost 100, not 2",
                "vnet0 has br0 as its backup port, not nothing",
                "vnet0 has VLAN 1 pvid untagged, not VLAN 200 pvid untagged, 300-310",
                "vnet0 lacks the static address 52:54:00:AA:00:01 in VLAN 200",
                "vnet0 lacks the multicast group 239.1.1.1 in VLAN 200",
                "vnet0 is up, and was down",
            ])
        #expect(Set(before.portDifferences(from: live).map(\.link)) == ["br0", "vnet0"])
    }

    @Test func `a tap that is gone, or another's by now, is no difference`() throws {
        var live = try host()
        let before = Before(live)
        live.links[tap]?.index = 30
        live.links[tap]?.port = BridgePortState(options: [.isolated: 0])
        live.links[tap]?.controller = nil
        #expect(before.deviations(of: live, changed: []) + before.foreignPortDeviations(of: live) == [])
        live.links[tap] = nil
        #expect(before.portDifferences(from: live) == [])
    }

    @Test func `after an apply a port has its own VLANs, or the new bridge's default`() throws {
        var live = try host()
        let before = Before(live)
        let plain = try InterfaceName("vnet1")
        var other = try #require(live.links[tap])
        other.index = 10
        other.name = plain
        other.bridgeVLANs = vlans(VLANSpan(1, isPVID: true, isUntagged: true))
        live.links[plain] = other
        let both = Before(live)
        live.links[bridge]?.bridge?.options?.defaultPVID = 50
        live.links[bridge]?.bridge?.options?.isMulticastSnooping = false
        func adapted(_ name: String, _ before: Before) -> PortRecord? {
            before.links.first { $0.name == name }?.adapted(to: live, of: before).port
        }
        #expect(adapted("vnet0", before)?.vlans?.first == VLANSpan(200, isPVID: true, isUntagged: true))
        #expect(adapted("vnet0", before)?.tables.addresses.count == 1)
        #expect(adapted("vnet0", before)?.tables.groups == [], "the new bridge has no multicast database")
        #expect(adapted("vnet1", both)?.vlans == nil)
        #expect(adapted("vnet1", both)?.tables.addresses == [], "VLAN 200 does not get there")
    }

    @Test func `a bridge that an apply re-created has the VLANs of its spec, and none that the old one had by hand`()
        throws
    {
        var live = try host()
        let before = Before(live)
        live.links[bridge]?.bridgeVLANs = vlans(VLANSpan(1, isPVID: true, isUntagged: true), VLANSpan(100))
        let bridge = before.links.first { $0.name == "br0" }
        #expect(bridge?.adapted(to: live, of: before).port?.vlans == nil)
        #expect(before.portDifferences(from: live).contains { $0.link == "br0" }, "a rollback gives it the old ones")
    }

    @Test func `VLANs next to each other that are treated the same are one span`() {
        let spans = [VLANSpan(5, isPVID: true), VLANSpan(6, through: 9), VLANSpan(10, isUntagged: true), VLANSpan(12)]
        #expect(VLANSpan.spans(VLANSpan.each(spans).reversed()) == spans)
        #expect(VLANSpan.each([VLANSpan(9, through: 3)]) == [], "no range runs backwards")
    }
}
