import Host
import NetTypes
import OrderedCollections
import Planning
import Testing
import Topology

private let spec = """
    version: 1
    ethernets: {enp2s0: {mtu: 9000}}
    bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, mtu: 9000}}
    vlans:
      s: {parent: bond0, id: 100, addresses: [10.0.0.2/24, "2001:db8::2/64"], gateway: 10.0.0.1,
          routes: [{to: 10.9.0.0/16, via: 10.0.0.9}, {to: 10.8.0.0/16, table: 7}]}
      q: {parent: s, id: 5, protocol: 802.1ad, dhcp4: true, accept-ra: true, never-default: true}
    bridges:
      br0: {ports: {enp4s0: {vlans: [10-12], pvid: 7}}, vlan-filtering: true, ageing-time: 60}
    """

@Suite struct `What the kernel has to show` {
    private func mismatches(_ name: String, _ change: (inout LiveLink) throws -> Void) throws -> [Mismatch] {
        let text = spec.replacing(
            "ethernets: {enp2s0: {mtu: 9000}}", "ethernets: {enp2s0: {mtu: 9000}, enp3s0: {mtu: 9000}}")
        var host = try Host(applied: text)
        try host.changeLink("q") { link in
            link.addresses = try ["10.5.0.9/24", "2001:db8:5::9/64", "fe80::9/64"].map(address)
        }
        try host.changeLink(name, change)
        return Expectation.mismatches(of: try topology(text), devices: [:], in: host.live)
    }

    private func texts(_ name: String, _ change: (inout LiveLink) throws -> Void) throws -> [String] {
        try mismatches(name, change).map { "\($0.interface) \($0.aspect)\($0.mayCome ? "?" : ""): \($0.text)" }
    }

    private func address(_ text: String) throws -> LiveLink.AddressState { try address(text, tentative: false) }

    private func address(
        _ text: String, tentative: Bool, duplicate: Bool = false
    ) throws -> LiveLink.AddressState {
        .init(prefix: try #require(IPPrefix(text)), isTentative: tentative, isDuplicate: duplicate)
    }

    @Test func `nothing is wrong where all is as asked`() throws {
        #expect(try texts("br0") { _ in } == [])
    }

    @Test func `a link that is missing, down, or of another size`() throws {
        var host = try Host(applied: spec)
        host.live.links[try InterfaceName("br0")] = nil
        let gone = Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live)
        #expect(gone.map(\.text).contains("there is no such link"))
        #expect(try texts("br0") { $0.isUp = false } == ["br0 link: it is down"])
        #expect(try texts("enp2s0") { $0.mtu = 1500 } == ["enp2s0 link: its MTU is 1500, not 9000"])
        #expect(
            try texts("enp4s0") { $0.mtu = 1400 } == ["br0 bootDefault: its MTU is 1500, and a boot makes it 1400"],
            "nothing is said of the NIC's MTU; the bridge has it too")
        #expect(try texts("bond0") { $0.mtu = 1400 }.first == "bond0 link: its MTU is 1400, not 9000")
    }

    @Test func `a VLAN with another ID, tag or parent`() throws {
        #expect(
            try texts("s") { $0.vlan = .init(id: 101, etherType: 0x8100) } == ["s link: its VLAN ID is 101, not 100"])
        #expect(try texts("q") { $0.vlan = .init(id: 5, etherType: 0x8100) } == ["q link: its tag is not 802.1ad"])
        #expect(
            try texts("s") { $0.parent = try InterfaceName("enp9s0") } == ["s link: its parent is enp9s0, not bond0"])
        #expect(try texts("s") { $0.parent = nil } == ["s link: its parent is none, not bond0"])
        #expect(try texts("s") { $0.vlan = nil } == ["s link: its VLAN ID is none, not 100"])
    }

    @Test func `a bond of another mode, and one without a LACP partner, which may still come`() throws {
        let partner = MACAddress(bytes: [2, 0, 0, 0, 0, 1])
        #expect(
            try texts("bond0") { $0.bond = .init(mode: "balance-rr", activePort: nil, partner: partner) }
                == ["bond0 link: its mode is balance-rr, not 802.3ad"])
        for none in [nil, MACAddress(bytes: [0, 0, 0, 0, 0, 0])] {
            let found = try mismatches("bond0") { $0.bond = .init(mode: "802.3ad", activePort: nil, partner: none) }
            #expect(found.map(\.aspect) == [.negotiation])
            #expect(found.map(\.mayCome) == [true])
            #expect(found.first?.text.contains("link aggregation group") == true)
        }
        for isSettled in [true, false] {
            let found = try mismatches("bond0") {
                $0.bond = .init(mode: "802.3ad", activePort: nil, partner: partner, isSettled: isSettled)
            }
            #expect(found.map(\.mayCome) == (isSettled ? [] : [true]), "frames pass only when it is over")
        }
        #expect(try texts("bond0") { $0.bond = nil } == ["bond0 link: it is no bond"])
    }

    @Test func `a bridge that filters, forgets or spans otherwise`() throws {
        #expect(
            try texts("br0") { $0.bridge = .init(stp: true, vlanFiltering: false, ageingTime: 300) } == [
                "br0 link: STP is on", "br0 link: VLAN filtering is off",
                "br0 link: its ageing time is 300 s, not 60 s",
            ])
        #expect(try texts("br0") { $0.bridge = nil } == ["br0 link: it is no bridge"])
    }

    @Test func `a port of nothing, of another, or of something that nobody asked for`() throws {
        #expect(
            try texts("enp2s0") { $0.controller = nil } == ["enp2s0 attachment: it is a port of nothing, not of bond0"])
        #expect(
            try texts("enp2s0") { $0.controller = try InterfaceName("br0") }
                == ["enp2s0 attachment: it is a port of br0, not of bond0"])
        #expect(
            try texts("s") { $0.controller = try InterfaceName("br0") }
                == ["s attachment: it is a port of br0, not of nothing"])
    }

    @Test func `VLANs that a bridge port lacks or has otherwise`() throws {
        #expect(
            try texts("enp4s0") { $0.bridgeVLANs.removeAll { $0.id == 11 } }
                == ["enp4s0 attachment: VLAN 11 is not on its bridge port"])
        #expect(
            try texts("enp4s0") { link in
                link.bridgeVLANs = link.bridgeVLANs.map { .init(id: $0.id, pvid: false, untagged: $0.id == 1) }
            } == ["enp4s0 attachment: VLAN 7 is not on its bridge port as asked"])
        #expect(
            try texts("enp4s0") { $0.bridgeVLANs.append(.init(id: 55, pvid: false, untagged: true)) }
                == ["enp4s0 attachment: VLAN 55 is on its bridge port, which nobody asked for"])
    }

    @Test func `an address that is missing, too much, tentative or taken`() throws {
        #expect(
            try texts("s") { link in
                link.addresses = [try address("10.0.0.3/24"), try address("2001:db8::2/64")]
            } == [
                "s layer3: it has not the address 10.0.0.2/24",
                "s layer3: it has the address 10.0.0.3/24, which nobody asked for",
            ])
        #expect(
            try texts("s") { $0.addresses = [try address("10.0.0.2/25"), try address("2001:db8::2/64")] }.first
                == "s layer3: it has not the address 10.0.0.2/24")
        #expect(
            try texts("s") { $0.addresses[1] = try address("2001:db8::2/64", tentative: true) }
                == ["s layer3?: 2001:db8::2/64 is still being checked for duplicates"])
        #expect(
            try texts("s") { $0.addresses[1] = try address("2001:db8::2/64", tentative: true, duplicate: true) }
                == ["s layer3: another host on the link has 2001:db8::2 already"])
        #expect(try texts("s") { $0.addresses.append(try address("fe80::1/64")) } == [], "link-local comes by itself")
    }

    @Test func `what has layer 3 disabled has no address at all`() throws {
        #expect(
            try texts("br0") { $0.addresses = [try address("fe80::1/64"), try address("10.7.0.1/24")] } == [
                "br0 layer3: it has the address 10.7.0.1/24, which nobody asked for",
                "br0 layer3: it has the address fe80::1/64, which nobody asked for",
            ])
    }

    @Test func `an address from the network may still come, a link-local one is none`() throws {
        #expect(
            try texts("q") { $0.addresses = [try address("fe80::9/64"), try address("169.254.7.7/16")] } == [
                "q layer3?: no IPv4 address has come by DHCP", "q layer3?: no IPv6 address has come by advertisement",
            ])
    }

    @Test func `a default route or another route that is not there, or not in its table`() throws {
        #expect(
            try texts("s") { $0.routes = [] } == [
                "s layer3: there is no default route by 10.0.0.1 on it",
                "s layer3: there is no route to 10.9.0.0/16 on it", "s layer3: there is no route to 10.8.0.0/16 on it",
            ])
        #expect(
            try texts("s") { link in
                link.routes = link.routes.map {
                    .init(destination: $0.destination, via: $0.via, table: 254, metric: $0.metric)
                }
            } == ["s layer3: there is no route to 10.8.0.0/16 on it"])
        #expect(
            try texts("s") { link in
                link.routes = link.routes.map {
                    .init(
                        destination: $0.destination, via: $0.via, table: $0.destination.isDefault ? 7 : $0.table,
                        metric: $0.metric)
                }
            } == ["s layer3: there is no default route by 10.0.0.1 on it"])
    }

    @Test func `names are the host's where a NIC is found by its MAC address`() throws {
        let spec = """
            {version: 1, ethernets: {up0: {mac: "52:54:00:00:00:00"}}, vlans: {v: {parent: up0, id: 7}}}
            """
        let host = try Host(applied: spec, names: ["up0": "eth7"])
        let devices = [try InterfaceName("up0"): try InterfaceName("eth7")]
        #expect(Expectation.mismatches(of: try topology(spec), devices: devices, in: host.live) == [])
        #expect(Expectation.mismatches(of: try topology(spec), devices: [:], in: host.live).count == 2)
    }
}
