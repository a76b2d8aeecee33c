import Host
import NetTypes
import Testing

@testable import Kernel

@Suite struct `Reading link messages` {
    @Test func `a physical link has no kind`() throws {
        let link = try #require(
            parsed(
                Wire.link(
                    index: 2, flags: 0x1_0043,  // IFF_LOWER_UP, IFF_RUNNING, IFF_BROADCAST, IFF_UP
                    Wire.attribute(3, Wire.text("enp2s0")),  // IFLA_IFNAME
                    Wire.attribute(1, [0x52, 0x54, 0, 1, 2, 3]),  // IFLA_ADDRESS
                    Wire.attribute(54, [0x52, 0x54, 0, 9, 9, 9]),  // IFLA_PERM_ADDRESS
                    Wire.attribute(4, Wire.u32(9000)),  // IFLA_MTU
                    Wire.attribute(16, Wire.u8(6)),  // IFLA_OPERSTATE: up
                    Wire.attribute(
                        52 | Wire.nested,  // IFLA_PROP_LIST of IFLA_ALT_IFNAME
                        Wire.attribute(53, Wire.text("uplink")), Wire.attribute(53, Wire.text("enx525400010203")))
                )))
        #expect(link.index == 2)
        #expect(link.interfaceName?.text == "enp2s0")
        #expect(link.kind == nil)
        #expect(link.mac?.description == "52:54:00:01:02:03")
        #expect(link.permanentMAC?.description == "52:54:00:09:09:09")
        #expect(link.mtu == 9000)
        #expect(link.isUp)
        #expect(link.hasCarrier)
        #expect(link.operationalState == .up)
        #expect(link.alternativeNames == ["uplink", "enx525400010203"])
    }

    @Test func `a VLAN names its parent, tag and protocol`() throws {
        let link = try #require(
            parsed(
                Wire.link(
                    index: 9,
                    Wire.attribute(3, Wire.text("bond0.200")),
                    Wire.attribute(5, Wire.u32(7)),  // IFLA_LINK
                    Wire.info(
                        kind: "vlan",
                        Wire.attribute(1, Wire.u16(200)),  // IFLA_VLAN_ID
                        Wire.attribute(5, Wire.network16(0x88a8)),  // IFLA_VLAN_PROTOCOL, network order
                        Wire.attribute(2, Wire.u32(1), Wire.u32(0xffff_ffff)))  // IFLA_VLAN_FLAGS: flags and mask
                )))
        #expect(link.parentIndex == 7)
        #expect(link.kind == .vlan)
        #expect(link.vlan?.id == VLANID(200))
        #expect(link.vlan?.protocol == .dot1ad)
        #expect(link.vlan?.flags == 1)
    }

    @Test func `a parent in another namespace is not taken for one of ours`() throws {
        let link = try #require(
            parsed(
                Wire.link(
                    index: 3,
                    Wire.attribute(3, Wire.text("veth0")),
                    Wire.attribute(5, Wire.u32(2)),  // IFLA_LINK, an index over there
                    Wire.attribute(37, Wire.u32(0)))))  // IFLA_LINK_NETNSID
        #expect(link.parentIndex == nil)
        #expect(link.isParentElsewhere)
    }

    @Test func `a bond tells its mode, its active port and its LACP partner`() throws {
        let link = try #require(
            parsed(
                Wire.link(
                    index: 7,
                    Wire.attribute(3, Wire.text("bond0")),
                    Wire.info(
                        kind: "bond",
                        Wire.attribute(1, Wire.u8(4)),  // IFLA_BOND_MODE: 802.3ad
                        Wire.attribute(2, Wire.u32(5)),  // IFLA_BOND_ACTIVE_SLAVE
                        Wire.attribute(3, Wire.u32(100)),  // IFLA_BOND_MIIMON
                        Wire.attribute(4, Wire.u32(200)),  // IFLA_BOND_UPDELAY
                        Wire.attribute(5, Wire.u32(300)),  // IFLA_BOND_DOWNDELAY
                        Wire.attribute(14, Wire.u8(1)),  // IFLA_BOND_XMIT_HASH_POLICY: layer3+4
                        Wire.attribute(18, Wire.u32(2)),  // IFLA_BOND_MIN_LINKS
                        Wire.attribute(21, Wire.u8(1)),  // IFLA_BOND_AD_LACP_RATE: fast
                        Wire.attribute(
                            23 | Wire.nested,  // IFLA_BOND_AD_INFO
                            Wire.attribute(1, Wire.u16(3)),  // …AGGREGATOR
                            Wire.attribute(2, Wire.u16(2)),  // …NUM_PORTS
                            Wire.attribute(3, Wire.u16(15)),  // …ACTOR_KEY
                            Wire.attribute(4, Wire.u16(16)),  // …PARTNER_KEY
                            Wire.attribute(5, [0x0c, 0, 0, 0, 0, 1])))  // …PARTNER_MAC
                )))
        let bond = try #require(link.bond)
        #expect(bond.mode == .lacp)
        #expect(bond.activePortIndex == 5)
        #expect([bond.miimon, bond.upDelay, bond.downDelay] == [100, 200, 300])
        #expect(bond.minimumLinks == 2)
        #expect(bond.transmitHashPolicy == 1)
        #expect(bond.isLACPFast)
        #expect(bond.aggregator?.id == 3)
        #expect(bond.aggregator?.portCount == 2)
        #expect(bond.aggregator?.hasPartner == true)
        #expect(bond.aggregator?.partnerMAC?.description == "0C:00:00:00:00:01")
    }

    @Test(arguments: zip(UInt8(0)...6, BondMode.allCases))
    func `the modes have the numbers of the bonding driver`(number: UInt8, mode: BondMode) {
        let bytes = Wire.link(
            index: 1, Wire.attribute(3, Wire.text("b")), Wire.info(kind: "bond", Wire.attribute(1, [number])))
        #expect(parsed(bytes)?.bond?.mode == mode)
    }

    @Test func `a mode from the future is unknown, not wrong`() {
        let bytes = Wire.link(
            index: 1, Wire.attribute(3, Wire.text("b")), Wire.info(kind: "bond", Wire.attribute(1, [7])))
        #expect(parsed(bytes)?.bond != nil)
        #expect(parsed(bytes)?.bond?.mode == nil)
    }

    @Test func `a bond's port tells what the bond makes of it`() throws {
        let link = try #require(
            parsed(
                Wire.link(
                    index: 2,
                    Wire.attribute(3, Wire.text("enp2s0")),
                    Wire.attribute(10, Wire.u32(7)),  // IFLA_MASTER
                    Wire.portInfo(
                        kind: "bond",
                        Wire.attribute(1, Wire.u8(1)),  // IFLA_BOND_SLAVE_STATE: backup
                        Wire.attribute(2, Wire.u8(2)),  // …MII_STATUS: down
                        Wire.attribute(3, Wire.u32(4)),  // …LINK_FAILURE_COUNT
                        Wire.attribute(4, [0x52, 0x54, 0, 1, 2, 3]),  // …PERM_HWADDR
                        Wire.attribute(5, Wire.u16(1)),  // …QUEUE_ID
                        Wire.attribute(6, Wire.u16(2)),  // …AD_AGGREGATOR_ID
                        Wire.attribute(7, Wire.u8(0x45)),  // …AD_ACTOR_OPER_PORT_STATE
                        Wire.attribute(8, Wire.u16(0x3d)),  // …AD_PARTNER_OPER_PORT_STATE
                        Wire.attribute(9, Wire.u32(UInt32(bitPattern: -5))))  // …PRIO
                )))
        let port = try #require(link.bondPort)
        #expect(link.controllerIndex == 7)
        #expect(link.controllerKind == .bond)
        #expect(!port.isActive)
        #expect(port.miiStatus == .down)
        #expect(port.linkFailures == 4)
        #expect(port.permanentMAC?.description == "52:54:00:01:02:03")
        #expect(port.aggregatorID == 2)
        #expect(port.actorState == [.activity, .aggregation, .defaulted])
        #expect(port.partnerState == [.activity, .aggregation, .synchronization, .collecting, .distributing])
        #expect(port.priority == -5)
    }

    @Test func `a message without index or name is none`() {
        #expect(parsed(Wire.link(index: 0, Wire.attribute(3, Wire.text("a")))) == nil)
        #expect(parsed(Wire.link(index: 1)) == nil)
        #expect(parsed(Wire.link(index: 1, Wire.attribute(3, [0]))) == nil)
        #expect(parsed(Wire.message(16, [0, 0, 0])) == nil)
    }

    @Test func `bridge VLANs come single and as ranges`() throws {
        let bytes = Wire.link(
            index: 4, family: 7,  // AF_BRIDGE
            Wire.attribute(
                26 | Wire.nested,  // IFLA_AF_SPEC
                Wire.attribute(2, Wire.u16(6), Wire.u16(1)),  // IFLA_BRIDGE_VLAN_INFO: PVID, UNTAGGED; vid 1
                Wire.attribute(2, Wire.u16(8), Wire.u16(100)),  // RANGE_BEGIN
                Wire.attribute(2, Wire.u16(16), Wire.u16(110)),  // RANGE_END
                Wire.attribute(2, Wire.u16(0), Wire.u16(0)),  // no such VLAN
                Wire.attribute(2, Wire.u16(0), Wire.u16(300))))
        let (index, vlans) = try #require(Wire.parse(bytes).flatMap { BridgeVLANs.read($0) })
        #expect(index == 4)
        #expect(vlans.entries.count == 3)
        #expect(vlans.pvid == VLANID(1))
        let carried = [1, 2, 99, 100, 105, 110, 111, 300].filter { VLANID($0).map(vlans.carries) ?? false }
        #expect(carried == [1, 100, 105, 110, 300])
        #expect(VLANID(1).map(vlans.isUntagged) == true)
        #expect(VLANID(105).map(vlans.isUntagged) == false)
    }

    private func parsed(_ bytes: [UInt8]) -> KernelLink? {
        Wire.parse(bytes).flatMap { KernelLink($0) }
    }
}
