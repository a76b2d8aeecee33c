import Importing
import LabSupport
import Testing
import Topology

@Suite struct `The role of linux-system-roles for Ansible` {
    private func read(_ text: String...) throws -> ImportedText {
        try ImportedText(text.joined(separator: "\n"), as: .role)
    }

    @Test func `a playbook's bond, its ports by name, a VLAN by vlan_id and a bridge become the spec`() throws {
        let read = try read(
            """
            - hosts: kvm
              vars:
                network_provider: nm
                network_connections:
                  - {name: uplink, type: bond, interface_name: bond0, state: up, wait: 10,
                     bond: {mode: 802.3ad, miimon: 100, lacp_rate: fast, all_ports_active: true},
                     ip: {dhcp4: false, auto6: false}}
                  - {name: uplink-1, type: ethernet, interface_name: enp2s0, controller: uplink, port_type: bond}
                  - {name: uplink-2, type: ethernet, mac: "52:54:00:44:9f:ba", controller: uplink}
                  - name: guests
                    type: bridge
                    interface_name: br100
                    mtu: 1400
                    zone: internal
                    ip:
                      address: [10.0.100.10/24, "fd00::10/64"]
                      gateway4: 10.0.100.1
                      dns: [10.0.100.53]
                      dns_search: [example.com]
                      route: [{network: 10.9.0.0, prefix: 16, gateway: 10.0.100.9, metric: 5, table: main}]
                      routing_rule: [{priority: 500, from: 10.0.100.0/24, table: 200}]
                      ipv6_disabled: false
                  - {name: guests.100, type: vlan, parent: uplink, vlan_id: 100, interface_name: bond0.100,
                     controller: guests}
              roles: [linux-system-roles.network]
            """)
        #expect(
            read.spec == """
                ethernets:
                  uplink-2: {mac: '52:54:00:44:9f:ba'}
                bonds:
                  bond0:
                    ports: [enp2s0, uplink-2]
                    mode: 802.3ad
                    options: {all_slaves_active: 1, lacp_rate: fast, miimon: 100}
                vlans:
                  bond0.100: {parent: bond0, id: 100}
                bridges:
                  br100:
                    ports: [bond0.100]
                    mtu: 1400
                    addresses: [10.0.100.10/24, 'fd00::10/64']
                    gateway: 10.0.100.1
                    routes: [{to: 10.9.0.0/16, via: 10.0.100.9, metric: 5}]
                    rules: [{from: 10.0.100.0/24, table: 200, priority: 500}]
                    dns: {servers: [10.0.100.53], search: [example.com]}
                    zone: internal

                """, "\(read.spec)")
        #expect(try read.errors == [])
        #expect(read.notices == ["I005 7:10 the spec gives `ipv6.method` another value"])
    }

    @Test func `without a word, addresses come from the network; what is absent or only up and down is no interface`()
        throws
    {
        let read = try read(
            """
            network_connections:
              - {name: eth0, type: ethernet, autoconnect: false, ip: {auto_gateway: false, route_metric4: 50}}
              - {name: old0, persistent_state: absent, state: down}
              - {name: eth1, state: up}
            """)
        #expect(read.spec.contains("eth0:"), "\(read.spec)")
        for part in ["dhcp4: true", "accept-ra: true", "never-default: true", "route-metric: 50", "absent: [old0]"] {
            #expect(read.spec.contains(part), "\(part): \(read.spec)")
        }
        #expect(
            read.notices.contains("I006 4:5 `eth1` is left out: it only says of a profile that it is up or down"),
            "\(read.notices)")
        #expect(
            read.notices.contains { $0.hasPrefix("I005 2:34 profile “eth0” does not come up by itself") },
            "\(read.notices)")
    }

    @Test func `what nobody but Ansible knows, and what no spec has, is told with its place`() throws {
        let read = try read(
            """
            network_connections:
              - name: wan
                type: ethernet
                interface_name: eth0
                mtu: "{{ mtu }}"
                ip: {address: 10.0.0.2/24, unheard: 1}
              - {name: team0, type: team}
              - {name: wlan0, type: wireless, wireless: {ssid: x, key_mgmt: wpa-psk, password: y}}
            """)
        #expect(
            read.notices.contains("I002 5:5 `{{ mtu }}` is an expression, which only Ansible can work out"),
            "\(read.notices)")
        #expect(read.notices.contains("I001 6:32 `unheard` has no equal in a spec"), "\(read.notices)")
        #expect(read.notices.contains { $0.hasPrefix("I006 7:19") && $0.contains("type team") }, "\(read.notices)")
        #expect(read.notices.contains { $0.contains("type 802-11-wireless") }, "\(read.notices)")
        #expect(try read.errors == [])
    }

    @Test func `addresses of a port are told, and what is absent twice is absent once`() throws {
        let read = try read(
            """
            network_connections:
              - {name: br0, type: bridge, ip: {dhcp4: true, auto6: false}}
              - {name: eth0, type: ethernet, controller: br0, ip: {address: 10.0.0.2/24}}
              - {name: old0, persistent_state: absent}
              - {name: old0, persistent_state: absent}
              - {name: eth9, type: ethernet, ip: {address: 10.9.0.2/24, routing_rule: [
                 {priority: 9, from: 10.9.0.0/24, action: blackhole}, {priority: 8, iif: eth9, invert: true, table: 99}]}}
            """)
        #expect(
            read.notices.contains(
                "I003 3:51 addresses are left out, since `eth0` is a port; the role does not set them either"),
            "\(read.notices)")
        #expect(read.spec.contains("absent: [old0]") && !read.spec.contains("10.0.0.2"), "\(read.spec)")
        #expect(read.spec.contains("{from: 10.9.0.0/24, type: blackhole, priority: 9}"), "\(read.spec)")
        #expect(read.spec.contains("{family: ipv4, not: true, iif: eth9, table: 99, priority: 8}"), "\(read.spec)")
    }

    @Test func `network_state is nmstate's, also beside connections`() throws {
        let read = try read(
            """
            network_connections: [{name: eth0, type: ethernet, ip: {dhcp4: true, ipv6_disabled: true}}]
            network_state:
              interfaces:
                - {name: eth1, type: ethernet, ipv4: {enabled: true, address: [{ip: 10.0.1.2, prefix-length: 24}]}}
            """)
        #expect(read.spec.contains("eth0: {dhcp4: true}") && read.spec.contains("eth1: {addresses: [10.0.1.2/24]}"))
    }

    @Test func `a file with neither variable is refused`() {
        #expect(throws: ImportFailure.self) { try read("- hosts: all\n  roles: [x]\n") }
    }
}
