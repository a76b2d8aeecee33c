import Host
import NetTypes
import Testing

@testable import Kernel

private let hasBonds = Task { await canMake("bonds", "ip link add bond7 type bond") }

/// What not every kernel can do: each test is skipped, with a printed reason, where its kind of link cannot be made.
@Suite struct `Asking the kernel about bonds and VLANs` {
    @Test(.enabled { await canMake("VLAN-filtering bridges", "ip link add br0 type bridge vlan_filtering 1") })
    func `the VLANs of a bridge and its ports are as they were set`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 3
                ip link add veth0 type veth peer name veth1
                ip link set veth0 master br0
                bridge vlan del dev veth0 vid 3
                bridge vlan add dev veth0 vid 5 pvid untagged
                bridge vlan add dev veth0 vid 100-110
                bridge vlan add dev br0 vid 100 self
                """)
            return try KernelState.read()
        }
        let bridge = try #require(state.link(named: InterfaceName("br0")))
        #expect(bridge.bridge?.isVLANFiltering == true)
        #expect(bridge.bridge?.defaultPVID == 3)
        let port = try #require(state.link(named: InterfaceName("veth0")))
        let vlans = try #require(state.bridgeVLANs[port.index])
        #expect(vlans.pvid == VLANID(5))
        #expect(vlans.entries.map { [$0.first.number, $0.last.number] } == [[5, 5], [100, 110]])
        let own = try #require(state.bridgeVLANs[bridge.index])
        #expect(own.pvid == VLANID(3))
        #expect(own.entries.map { [$0.first.number, $0.last.number] } == [[3, 3], [100, 100]])
    }

    @Test(
        .enabled {
            await canMake("VLANs", "(ip link add v0 type bridge && ip link add link v0 name v1 type vlan id 5)")
        })
    func `a VLAN stands on its parent`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link add br0 type bridge
                ip link add link br0 name br0.200 type vlan id 200 protocol 802.1ad
                """)
            return try KernelState.read()
        }
        let parent = try #require(state.link(named: InterfaceName("br0")))
        let link = try #require(state.link(named: InterfaceName("br0.200")))
        #expect(link.parentIndex == parent.index)
        #expect(link.vlan?.id == VLANID(200))
        #expect(link.vlan?.protocol == .dot1ad)
        #expect(state.children(of: parent.index) == [link])
    }

    @Test(.enabled { await hasBonds.value })
    func `a bond uses the port that works`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link add bond7 type bond mode active-backup miimon 100 updelay 200
                ip link add veth0 type veth peer name veth1
                ip link add veth2 type veth peer name veth3
                ip link set veth0 master bond7; ip link set veth2 master bond7
                ip link set veth3 up; ip link set bond7 up
                sleep 1
                """)
            return try KernelState.read()
        }
        let link = try #require(state.link(named: InterfaceName("bond7")))
        let idle = try #require(state.link(named: InterfaceName("veth0")))
        let active = try #require(state.link(named: InterfaceName("veth2")))
        #expect(link.bond?.mode == .activeBackup)
        #expect(link.bond?.miimon == 100)
        #expect(link.bond?.upDelay == 200)
        #expect(link.bond?.activePortIndex == active.index)
        #expect(link.bond?.aggregator == nil)
        #expect(Set(state.ports(of: link.index).map(\.name)) == ["veth0", "veth2"])
        #expect(active.bondPort?.isActive == true)
        #expect(active.bondPort?.miiStatus == .up)
        #expect(idle.bondPort?.isActive == false)
        #expect(idle.bondPort?.miiStatus == .down)
        #expect(idle.bondPort?.permanentMAC != nil)
    }

    @Test(.enabled { await hasBonds.value })
    func `an LACP bond finds its partner`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link add bond7 type bond mode 802.3ad miimon 100 lacp_rate fast
                ip link add bond8 address 02:00:00:00:00:08 type bond mode 802.3ad miimon 100 lacp_rate fast
                ip link add veth0 type veth peer name veth1
                ip link set veth0 master bond7; ip link set veth1 master bond8
                ip link set bond7 up; ip link set bond8 up
                sleep 4
                """)
            return try KernelState.read()
        }
        let bond = try #require(state.link(named: InterfaceName("bond7"))?.bond)
        let port = try #require(state.link(named: InterfaceName("veth0"))?.bondPort)
        #expect(bond.mode == .lacp)
        #expect(bond.isLACPFast)
        #expect(bond.aggregator?.partnerMAC == MACAddress("02:00:00:00:00:08"))
        #expect(bond.aggregator?.portCount == 1)
        #expect(port.aggregatorID == bond.aggregator?.id)
        #expect(port.partnerState?.isSuperset(of: [.synchronization, .collecting, .distributing]) == true)
    }
}
