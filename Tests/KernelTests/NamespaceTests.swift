import Host
import NetTypes
import Testing

@testable import Kernel

/// Asked once for the whole suite.
private let canMakeLinks = Task {
    await canMake(
        "bridges, veths and vxlans",
        "(ip link add br0 type bridge && ip link add v0 type veth && ip link add vx0 type vxlan id 1 dstport 4789)")
}

@Suite(.enabled { await canMakeLinks.value }) struct `Asking the kernel in a fresh namespace` {
    @Test func `a new namespace holds the loopback device alone`() async throws {
        let state = try await inFreshNamespace { try KernelState.read() }
        #expect(state.links.values.filter(\.isLoopback).map(\.name) == ["lo"])
        #expect(state.addresses == [])
        #expect(try state.link(named: InterfaceName("lo"))?.isUp == false)
    }

    @Test func `a bridge is made with its address, once`() async throws {
        let name = try InterfaceName("br7")
        let mac = try #require(MACAddress("02:00:00:00:00:17"))
        let state = try await inFreshNamespace {
            var socket = try RouteSocket()
            try socket.makeBridge(name, mac: mac)
            let error = #expect(throws: KernelError.self) { try socket.makeBridge(name, mac: nil) }
            #expect(error?.number == 17)
            return try KernelState.read()
        }
        #expect(state.link(named: name)?.kind == .bridge && state.link(named: name)?.mac == mac)
    }

    @Test func `bridges, ports, addresses and routes are seen as they were made`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                ip link set lo up
                ip link add br0 address 02:00:00:00:00:10 type bridge stp_state 1 forward_delay 400 \\
                    ageing_time 12000 mcast_snooping 0 priority 4096
                ip link add veth0 mtu 1400 type veth peer name veth1
                ip link set veth0 master br0
                ip link property add dev veth0 altname uplink
                bridge link set dev veth0 hairpin on isolated on cost 7
                ip link set br0 up; ip link set veth0 up; ip link set veth1 up
                ip address add 192.0.2.10/24 dev br0
                ip address add 2001:db8::1/64 dev br0 nodad
                ip route add default via 192.0.2.1 metric 300
                ip route add 198.51.100.0/24 via 203.0.113.1 dev br0 onlink table 77
                ip route add blackhole 10.0.0.0/8
                ip route add 10.9.0.0/16 nexthop via 192.0.2.3 weight 2 nexthop via 192.0.2.4
                """)
            return try KernelState.read()
        }
        let bridge = try #require(state.link(named: InterfaceName("br0")))
        #expect(bridge.kind == .bridge)
        #expect(bridge.isUp)
        #expect(bridge.mac == MACAddress("02:00:00:00:00:10"))
        let details = try #require(bridge.bridge)
        #expect(details.isSTP)
        #expect(!details.isMulticastSnooping)
        #expect(details.forwardDelay == 4000)
        #expect(details.ageingTime == 120_000)
        #expect(details.priority == 4096)

        let port = try #require(state.link(named: InterfaceName("veth0")))
        let peer = try #require(state.link(named: InterfaceName("veth1")))
        #expect(state.ports(of: bridge.index).map(\.name) == ["veth0"])
        #expect(port.controllerKind == .bridge)
        #expect(port.parentIndex == peer.index)
        #expect(port.alternativeNames == ["uplink"])
        #expect(port.mtu == 1400)
        #expect(port.hasCarrier)
        #expect(port.bridgePort?.state == .listening)
        #expect(port.bridgePort?.cost == 7)
        #expect(port.bridgePort?.isHairpin == true)
        #expect(port.bridgePort?.isIsolated == true)
        #expect(port.bridgePort?.isLearning == true)
        #expect(peer.bridgePort == nil)

        let addresses = state.addresses(on: bridge.index)
        #expect(addresses.contains { $0.prefix == IPPrefix("192.0.2.10/24") && $0.isPermanent && $0.scope == .global })
        #expect(addresses.contains { $0.prefix == IPPrefix("2001:db8::1/64") && !$0.isTentative })
        let defaultRoute = try #require(state.defaultRoutes(.v4).first)
        #expect(defaultRoute.gateway == IPAddress("192.0.2.1"))
        #expect(defaultRoute.outputIndex == bridge.index)
        #expect(defaultRoute.metric == 300)
        let onLink = try #require(state.routes.first { $0.table == 77 })
        #expect(onLink.destination == IPPrefix("198.51.100.0/24"))
        #expect(onLink.isOnLink)
        #expect(state.routes.first { $0.destination == IPPrefix("10.0.0.0/8") }?.type == .blackhole)
        let several = try #require(state.routes.first { $0.destination == IPPrefix("10.9.0.0/16") })
        #expect(several.nextHops.map(\.weight) == [2, 1])
        #expect(state.routes(through: bridge.index).contains(several))
    }

    @Test func `a veth whose peer is elsewhere has no parent here`() async throws {
        let state = try await inFreshNamespace {
            try shell(
                """
                sleep 5 & other=$!
                unshare -n sleep 5 & other=$!
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ] && break; sleep 0.1
                done
                ip link add veth0 type veth peer name veth1
                ip link set veth1 netns $other
                """)
            return try KernelState.read()
        }
        let link = try #require(state.link(named: InterfaceName("veth0")))
        #expect(link.isParentElsewhere)
        #expect(link.parentIndex == nil)
    }

    @Test func `a port is plugged in, set up and pulled out again`() async throws {
        let (plugged, pulled, entries) = try await inFreshNamespace {
            try shell("ip link add br0 type bridge; ip link add vx0 type vxlan id 1 dstport 4789")
            var socket = try RouteSocket()
            let links = try socket.links()
            let bridge = links.first { $0.name == "br0" }?.index ?? 0
            let port = links.first { $0.name == "vx0" }?.index ?? 0
            try socket.setController(of: port, to: bridge)
            try socket.setUp(port, true)
            let plugged = try KernelState.read(from: &socket)
            let entries = try socket.forwardingDatabase()
            try socket.setController(of: port, to: nil)
            try socket.setUp(port, false)
            return (plugged, try KernelState.read(from: &socket), entries)
        }
        let bridge = try #require(plugged.link(named: InterfaceName("br0")))
        let port = try #require(plugged.link(named: InterfaceName("vx0")))
        #expect(port.controllerIndex == bridge.index)
        #expect(port.isUp)
        let after = try #require(pulled.link(named: InterfaceName("vx0")))
        #expect(after.controllerIndex == nil)
        #expect(!after.isUp)
        // The port's own address is in the bridge's table for good.
        #expect(
            entries.contains {
                $0.mac == port.mac && $0.index == port.index && $0.controllerIndex == bridge.index && $0.isPermanent
                    && !$0.isLearned
            })
    }

    @Test func `a refusal says what was asked and why`() async throws {
        let errors = try await inFreshNamespace {
            try shell("ip link add br0 type bridge; ip link add br1 type bridge")
            var socket = try RouteSocket()
            let links = try socket.links()
            let first = links.first { $0.name == "br0" }?.index ?? 0
            let second = links.first { $0.name == "br1" }?.index ?? 0
            var errors: [KernelError] = []
            for (port, controller) in [(first, second), (99, first), (0, first), (first, -1)] {
                do throws(KernelError) { try socket.setController(of: port, to: controller) } catch {
                    errors.append(error)
                }
            }
            // The socket is still good for a question.
            _ = try socket.links()
            return errors
        }
        #expect(errors.map(\.name) == ["ELOOP", "ENODEV", "ENODEV", "ENODEV"])
        #expect(errors.allSatisfy { $0.code == .refused })
        #expect(
            errors.first?.description
                .hasSuffix("Can not enslave a bridge to a bridge (ELOOP)") == true)
        #expect(errors.first?.description.hasPrefix("cannot make link ") == true)
    }

    @Test func `a thousand links are read in one go`() async throws {
        let (state, elapsed) = try await inFreshNamespace {
            try shell(
                """
                ip link set lo up
                for i in $(seq 500); do
                    printf 'link add br%s type bridge\\nlink add d%s type vxlan id %s dstport 4789\\nlink set d%s master br%s\\n' $i $i $i $i $i
                    printf 'addr add 10.%s.%s.1/24 dev br%s\\nlink set br%s up\\n' $((i / 250)) $((i % 250)) $i $i
                done | ip -batch -
                """)
            let clock = ContinuousClock()
            var best = Duration.seconds(99)
            var state = try KernelState.read()
            for _ in 0..<5 { best = try min(best, clock.measure { state = try KernelState.read() }) }
            return (state, best)
        }
        print("\(state.links.count) links, \(state.routes.count) routes read in \(elapsed)")
        #expect(state.links.count >= 1001)
        #expect(state.links.values.count { $0.controllerKind == .bridge } == 500)
        #expect(state.ports(of: state.links.values.first { $0.kind == .bridge }?.index ?? 0).count == 1)
        #expect(state.addresses.count { $0.prefix.family == .v4 } >= 500)
    }

    @Test func `a dump is repeated while links come and go`() async throws {
        let counts = try await inFreshNamespace {
            try shell("for i in $(seq 300); do echo link add d$i type vxlan id $i dstport 4789; done | ip -batch -")
            // In the background, in the same namespace: one change every few milliseconds.
            try shell("(for i in $(seq 30); do ip link add x type bridge; ip link delete x; done) &")
            return try (0..<40).map { _ in try KernelState.read().links.values.count { $0.name.hasPrefix("d") } }
        }
        #expect(counts.allSatisfy { $0 == 300 })
    }
}
