import Host
import NetTypes
import Testing

@testable import Kernel

/// What is compared with a spec's options, maps and virtual functions.
@Suite struct `Reading options of links` {
    private func parsed(_ bytes: [UInt8]) throws -> KernelLink {
        let message = try #require(Wire.parse(bytes))
        return try #require(KernelLink(message))
    }

    @Test(arguments: [
        ("miimon", "77"), ("fail_over_mac", "2"), ("ad_actor_sys_prio", "1000"),
        ("ad_actor_system", "02:00:00:00:00:01"),
    ])
    func `an option that was read is written the same way`(option: String, value: String) throws {
        let bytes = try #require(BondOptions.attribute(option, value))
        let link = try parsed(
            Wire.link(index: 7, Wire.attribute(3, Wire.text("bond0")), Wire.info(kind: "bond", bytes)))
        #expect(link.bond?.options == [option: value])
        #expect(BondOptions.attribute(option, "much") == nil)
    }

    @Test func `a bond tells every option by the number it has, or its addresses`() throws {
        let link = try parsed(
            Wire.link(
                index: 7, Wire.attribute(3, Wire.text("bond0")),
                Wire.info(
                    kind: "bond",
                    Wire.attribute(1, Wire.u8(1)),  // IFLA_BOND_MODE: active-backup
                    Wire.attribute(3, Wire.u32(100)),  // …MIIMON
                    Wire.attribute(
                        8 | Wire.nested, Wire.attribute(0, [10, 0, 0, 2]), Wire.attribute(1, [10, 0, 0, 1])),
                    Wire.attribute(9, Wire.u32(3)),  // …ARP_VALIDATE
                    Wire.attribute(13, Wire.u8(1)),  // …FAIL_OVER_MAC
                    Wire.attribute(16, Wire.u8(4)),  // …NUM_PEER_NOTIF
                    Wire.attribute(24, Wire.u16(1000)),  // …AD_ACTOR_SYS_PRIO
                    Wire.attribute(26, [2, 0, 0, 0, 0, 1]),  // …AD_ACTOR_SYSTEM
                    Wire.attribute(29, Wire.u8(1)))))  // …AD_LACP_ACTIVE
        #expect(
            link.bond?.options == [
                "miimon": "100", "arp_ip_target": "10.0.0.1,10.0.0.2", "arp_validate": "3", "fail_over_mac": "1",
                "num_grat_arp": "4", "ad_actor_sys_prio": "1000", "ad_actor_system": "02:00:00:00:00:01",
                "lacp_active": "1",
            ])
    }

    @Test func `an option that is too short is not there`() throws {
        let link = try parsed(
            Wire.link(
                index: 7, Wire.attribute(3, Wire.text("bond0")),
                Wire.info(kind: "bond", Wire.attribute(24, Wire.u8(1)), Wire.attribute(26, [2, 0]))))
        #expect(link.bond?.options == [:])
    }

    @Test func `a VLAN tells both priority maps, without what leads to 0`() throws {
        let pair = { (from: UInt32, to: UInt32) in Wire.attribute(1, Wire.u32(from), Wire.u32(to)) }
        let link = try parsed(
            Wire.link(
                index: 9, Wire.attribute(3, Wire.text("v")),
                Wire.info(
                    kind: "vlan", Wire.attribute(1, Wire.u16(7)),
                    Wire.attribute(4 | Wire.nested, pair(2, 5), pair(3, 0)),  // IFLA_VLAN_INGRESS_QOS
                    Wire.attribute(3 | Wire.nested, pair(5, 2), pair(0, 1)))))  // IFLA_VLAN_EGRESS_QOS
        #expect(link.vlan?.ingressPriorities == [2: 5])
        #expect(link.vlan?.egressPriorities == [5: 2, 0: 1])
    }

    @Test func `a NIC tells its virtual functions, and what the driver does not know`() throws {
        // IFLA_VF_MAC is struct ifla_vf_mac, with room for 32 bytes of address.
        let function = { (index: UInt32, trust: UInt32) in
            Wire.attribute(
                1 | Wire.nested,  // IFLA_VF_INFO
                Wire.attribute(
                    1, Wire.u32(index), [2, 0, 0, 0, 0, UInt8(index)], [UInt8](repeating: 0, count: 26)),
                Wire.attribute(2, Wire.u32(index), Wire.u32(200), Wire.u32(0)),  // IFLA_VF_VLAN
                Wire.attribute(4, Wire.u32(index), Wire.u32(1)),  // IFLA_VF_SPOOFCHK
                Wire.attribute(6, Wire.u32(index), Wire.u32(500), Wire.u32(4000)),  // IFLA_VF_RATE
                Wire.attribute(9, Wire.u32(index), Wire.u32(trust)))  // IFLA_VF_TRUST
        }
        let link = try parsed(
            Wire.link(
                index: 2, Wire.attribute(3, Wire.text("enp2s0")), Wire.attribute(21, Wire.u32(2)),  // IFLA_NUM_VF
                Wire.attribute(22 | Wire.nested, function(0, 0), function(1, 0xffff_ffff))))  // IFLA_VFINFO_LIST
        #expect(link.virtualFunctionCount == 2)
        let functions = link.virtualFunctions
        try #require(functions.count == 2)
        #expect(functions.map(\.index) == [0, 1])
        #expect(functions.map(\.vlan) == [200, 200])
        #expect(functions.map(\.checksSpoofing) == [true, true])
        #expect(functions.map(\.isTrusted) == [false, nil])
        #expect(functions.map(\.minimumRate) == [500, 500] && functions.map(\.maximumRate) == [4000, 4000])
        #expect(functions[1].mac == MACAddress("02:00:00:00:00:01"))
    }

    @Test(arguments: [
        "priority 91 not from 10.1.0.0/16 to 10.2.3.4 tos 0x10 ipproto 6 fwmark 0x10/0xff sport 1024-2000 dport 80 iif lo "
            + "oif lo uidrange 1000-1999 suppress_prefixlength 0 table 1000",
        "priority 92 from 0.0.0.0/0 fwmark 0x5 uidrange 0-0 table 254", "priority 93 from 10.0.0.0/8 type blackhole",
    ])
    func `a rule is read with all that it says, and said in the words that made it`(words: String) async throws {
        let state = try await inFreshNamespace {
            try shell("ip rule add \(words.replacing("type ", with: ""))")
            return try KernelState.read()
        }
        #expect(state.rules.map(\.text).contains(words), "\(state.rules.map(\.text))")
    }

    @Test func `a route tells what it prescribes, and whether it rejects packets`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link set lo up; ip addr add 10.0.0.2/24 dev lo
                ip route add 10.9.0.0/16 via 10.7.0.1 dev lo onlink src 10.0.0.2 mtu 1400 advmss 1360
                ip route add prohibit 10.8.0.0/16 table 7 metric 9
                """)
            return try KernelState.read()
        }
        let route = try #require(state.routes.first { $0.destination.description == "10.9.0.0/16" })
        #expect(route.mtu == 1400 && route.advertisedMSS == 1360 && route.isOnLink)
        #expect(route.preferredSource?.description == "10.0.0.2")
        let rejection = try #require(LiveState(state).rejections.first { !$0.destination.address.isLoopback })
        #expect(rejection.type == .prohibit && rejection.table == 7 && rejection.metric == 9)
    }

    @Test func `a route that rejects packets is removed, and only that one`() async throws {
        let (before, after) = try await inFreshNamespace {
            try shell(
                """
                ip link set lo up
                ip route add blackhole 10.8.0.0/16; ip route add prohibit 10.8.0.0/16 metric 9
                ip -6 route add unreachable fd00:8::/48
                """)
            let before = LiveState(try KernelState.read()).rejections.filter { $0.metric != 9 }
            var socket = try RouteSocket()
            for route in before + before { try socket.removeRoute(route) }
            return (before, LiveState(try KernelState.read()).rejections)
        }
        #expect(before.count == 2)
        #expect(after.map(\.destination.description) == ["10.8.0.0/16"] && after.map(\.metric) == [9])
    }

    @Test func `a rule names its table, its packets and who made it`() async throws {
        let state = try await inFreshNamespace {
            try shell("ip rule add from 10.1.0.0/16 iif lo fwmark 7 table 1000 priority 99 protocol static")
            return try KernelState.read()
        }
        let rule = try #require(state.rules.first { $0.priority == 99 })
        #expect(rule.isIPv6 == false)
        #expect(rule.table == 1000)
        #expect(rule.source?.description == "10.1.0.0/16")
        #expect(rule.input == "lo")
        #expect(rule.mark == 7)
        #expect(rule.origin == 4)
        #expect(state.rules.contains { $0.priority == 32766 && $0.table == 254 && $0.origin == 2 })
        #expect(state.rules.contains { $0.isIPv6 && $0.table == 254 })
    }
}
