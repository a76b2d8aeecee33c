import Importing
import NetTypes
import OrderedCollections
import Testing
import Topology

struct IfupdownTests {
    @Test func `a host of Proxmox, with a bridge that filters and a VLAN of its own on it`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto lo
                iface lo inet loopback

                iface eno1 inet manual
                iface eno2 inet manual

                auto bond0
                iface bond0 inet manual
                \tbond-slaves eno1 eno2
                \tbond-miimon 100
                \tbond-mode 4
                \tbond-xmit-hash-policy layer3+4

                auto vmbr0
                iface vmbr0 inet static
                \taddress 192.168.1.50/24
                \tgateway 192.168.1.1
                \tbridge-ports bond0
                \tbridge-stp off
                \tbridge-fd 0
                \tbridge-vlan-aware yes
                \tbridge-vids 2-4094

                auto vmbr0.20
                iface vmbr0.20 inet static
                \taddress 10.20.0.5/24
                \tpost-up ip route add 10.30.0.0/16 \\
                \t  via 10.20.0.1 dev vmbr0.20
                """
            ])
        #expect(
            read.spec == """
                bonds:
                  bond0:
                    ports: [eno1, eno2]
                    mode: 802.3ad
                    options: {miimon: 100, xmit_hash_policy: layer3+4}
                trunks:
                  vmbr0:
                    20: {addresses: [10.20.0.5/24], routes: [{to: 10.30.0.0/16, via: 10.20.0.1}]}
                bridges:
                  vmbr0:
                    ports: [{bond0: {vlans: ["2-4094"]}}]
                    vlan-filtering: true
                    vlans: [20]
                    addresses: [192.168.1.50/24]
                    gateway: 192.168.1.1
                """)
        #expect(read.notices.count == 1)
        #expect(read.has("I005", "inet6"))
    }

    @Test func `a bond of Debian whose ports name it, with an alias and a netmask`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto eth0 eth1 bond0 bond0:0
                iface eth0 inet manual
                    bond-master bond0
                    bond-primary eth0
                    bond-mode 6
                iface eth1 inet manual
                    bond_master bond0
                iface bond0 inet static
                    address 192.168.0.10
                    gateway 192.168.0.1
                    netmask 255.255.255.0
                    bond-slaves none
                    bond-mode active-backup
                    dns-nameservers 8.8.8.8 8.8.4.4
                    dns-search example.net
                iface bond0 inet6 static
                    address 2001:db8::10
                    netmask 64
                iface bond0:0 inet static
                    address 192.168.0.11/24
                """
            ])
        let bond = try #require(read.imported.interfaces[try InterfaceName("bond0")])
        #expect(bond.ports.map(\.text) == ["eth0", "eth1"])
        #expect(bond.bond?.mode == .activeBackup)
        #expect(bond.bond?.options == ["primary": "eth0"])
        #expect(bond.ipv4.addresses.map(\.description) == ["192.168.0.10/24", "192.168.0.11/24"])
        #expect(bond.ipv6.addresses.map(\.description) == ["2001:db8::10/64"])
        // The kernel makes link-local addresses of MAC addresses, and a spec does not by itself.
        #expect(bond.ipv6.addressGeneration == .eui64)
        #expect(bond.ipv4.dnsServers.count == 2)
        #expect(read.has("I003 interfaces:5", "`bond-mode` has no effect on a port"))
        #expect(read.has("I005", "no `bond-miimon`"))
    }

    @Test func `files are included, once each, beside the file that names them`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "/etc/network/interfaces":
                    "source interfaces.d/*\nsource-directory more.d\nauto eth0\niface eth0 inet dhcp\n"
            ],
            more: [
                "/etc/network/interfaces.d/a.cfg":
                    "auto eth1\niface eth1 inet dhcp\nsource /etc/network/interfaces.d/a.cfg\n",
                "/etc/network/more.d/b": "auto eth2\niface eth2 inet dhcp\n",
                "/etc/network/more.d/c.bak": "auto eth3\niface eth3 inet dhcp\n",
            ])
        #expect(read.imported.interfaces.keys.map(\.text) == ["eth1", "eth2", "eth0"])
    }

    @Test func `commands that add routes, rules and addresses are taken, and others are told`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto eth0
                iface eth0 inet static
                  address 10.0.0.10/24
                  up ip route add 10.1.0.0/16 via 10.0.0.2 dev $IFACE || true
                  post-up /sbin/ip -4 rule add from 10.0.0.10 table 7 prio 5
                  up ip addr add 10.0.0.11/24 dev eth0
                  post-up route add -net 10.2.0.0 netmask 255.255.0.0 gw 10.0.0.3 metric 4 || true
                  pre-down route del -net 10.2.0.0 netmask 255.255.0.0 gw 10.0.0.3 metric 4 || true
                  up ip link set eth0 up
                  up ip route add 10.3.0.0/16 via 10.0.0.2 && reboot
                  up ip route add default via 10.0.0.1
                  up route add -A inet6 2001:db8::/32 gw 2001:db8::1 || true
                  pre-up iptables-restore < /etc/rules
                """
            ])
        let v4 = try #require(read.imported.interfaces.values.first).ipv4
        #expect(v4.routes.map(\.destination.description) == ["10.1.0.0/16", "10.2.0.0/16"])
        #expect(v4.routes.map(\.metric) == [nil, 4])
        #expect(v4.rules.map(\.priority) == [5])
        #expect(v4.addresses.map(\.description) == ["10.0.0.10/24", "10.0.0.11/24"])
        #expect(v4.gateway == IPAddress("10.0.0.1"))
        #expect(
            read.notices.map { $0.prefix(20) } == [
                "I001 interfaces:10 t", "I003 interfaces:12 t", "I001 interfaces:13 t", "I005 an interface wi",
            ])
    }

    @Test func `VLANs, VXLANs, tunnels and VRFs are known by their names and keys`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto eth0.5 vlan7 vlan8 vx9 gre1 red br5
                iface eth0.5 inet manual
                iface vlan7 inet dhcp
                  vlan-raw-device eth0
                  vrf red
                iface vlan8 inet manual
                iface vx9
                  vxlan-id 9
                  vxlan-local-tunnelip 10.0.0.1
                  vxlan-remoteip 10.0.0.2
                  vxlan-remoteip 10.0.0.3
                iface gre1 inet tunnel
                  mode gre
                  endpoint 10.0.0.9
                  local 10.0.0.1
                  address 10.9.0.1
                  netmask 255.255.255.252
                iface red
                  vrf-table auto
                iface br5 inet manual
                  bridge_ports bond3.5 regex eth.*
                  bridge_hw eth0
                """
            ])
        let kinds = read.imported.interfaces.map { "\($0.key) \($0.value.kind.name)" }
        #expect(
            kinds == [
                "eth0.5 vlan", "vlan7 vlan", "vx9 vxlan", "gre1 tunnel", "red vrf", "br5 bridge", "bond3.5 vlan",
                "eth0 ethernet", "bond3 ethernet",
            ])
        #expect(read.imported.interfaces.values[3].ipv4.addresses.map(\.description) == ["10.9.0.1/30"])
        #expect(read.imported.interfaces.values[5].bridge?.macSource?.text == "eth0")
        #expect(read.has("I006", "vlan8 is left out"))
        #expect(read.has("I001 interfaces:11", "10.0.0.3 is one more"))
        #expect(read.has("I002", "which interfaces `bond3.5 regex eth.*` means"))
    }

    @Test func `Open vSwitch as Proxmox has it`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto vmbr0 bond0 vlan50
                iface vmbr0 inet manual
                  ovs_type OVSBridge
                  ovs_ports bond0 vlan50 eno9
                iface bond0 inet manual
                  ovs_bridge vmbr0
                  ovs_type OVSBond
                  ovs_bonds eno1 eno2
                  ovs_options bond_mode=balance-tcp lacp=active
                iface vlan50 inet static
                  ovs_type OVSIntPort
                  ovs_bridge vmbr0
                  ovs_options tag=50
                  address 10.50.10.44/24
                """
            ])
        #expect(
            read.spec == """
                ovs-bridges:
                  vmbr0:
                    ports:
                    - eno9
                    - bond0
                    - {vlan50: {tag: 50}}
                ovs-bonds:
                  bond0: {ports: [eno1, eno2], mode: balance-tcp, lacp: active}
                ovs-interfaces:
                  vlan50: {addresses: [10.50.10.44/24]}
                """)
    }

    @Test func `IPv6 has its own stanzas`() throws {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                auto a b c d
                iface a inet6 auto
                  privext 2
                iface b inet6 dhcp
                iface c inet6 dhcp
                  accept_ra 0
                iface d inet6 static
                  address 2001:db8::1/64
                  gateway fe80::1
                """
            ])
        #expect(read.imported.interfaces.values.map(\.ipv6.method) == [.auto, .auto, .dhcp, .manual])
        #expect(read.imported.interfaces.values[0].ipv6.privacy == .preferTemporary)
        #expect(read.imported.interfaces.values[3].ipv6.gateway == IPAddress("fe80::1"))
        #expect(read.notices.isEmpty)
    }

    @Test func `mistakes are told: two gateways, an address on a port, a router out of reach, nothing that starts it`()
        throws
    {
        let read = try TextImport(
            .ifupdown,
            [
                "interfaces": """
                allow-hotplug eth0
                auto eth1 br0
                iface eth0 inet static
                  address 10.0.0.10/24
                  gateway 10.0.0.1
                iface eth1 inet static
                  address 10.1.0.10/32
                  gateway 10.9.0.1
                iface br0 inet static
                  address 10.2.0.10/24
                  gateway 10.3.0.1
                  bridge_ports eth2
                iface eth2 inet static
                  address 10.2.0.10/24
                iface eth3 inet dhcp
                  odd key
                """
            ])
        #expect(read.has("I003 interfaces:5", "3 interfaces have an IPv4 gateway"))
        #expect(read.has("I003 interfaces:14", "eth2 is a port of br0"))
        #expect(read.has("I005 interfaces:11", "10.3.0.1 is in no network of br0"))
        #expect(read.has("I006 interfaces:15", "does not come up by itself"))
        #expect(read.has("I001 interfaces:16", "`odd`"))
        #expect(!read.has("I005 interfaces:8", "in no network"))
    }

    @Test func `no change to a file ends the process, or makes a spec that cannot be read`() {
        let text = """
            auto eth0 bond0 br0
            iface eth0.5 inet static
              address 10.0.0.1/24
              up ip route add 10.0.0.0/8 via 10.0.0.2 metric 5 table 7
              up ip rule add from 10.0.0.0/8 sport 1-5 fwmark 1/2
              post-up route add -net 10.2.0.0 netmask 255.255.0.0 gw 10.0.0.3
            iface bond0 inet6 static
              bond-slaves eth1 eth2
              bond-mode 4
              ovs_type OVSBond
              ovs_options tag=5 trunks=5,6
            iface br0
              bridge-vids 2-9 7
              bridge-pathcost eth1 5
              bridge-vlan-aware yes
              bridge-mcqi 5
              offload-tso on
            source x
            """
        let broken = TextImport.mutated(.ifupdown, [("interfaces", text)], rounds: 300)
        #expect(broken.isEmpty, "\(Set(broken.map { $0.prefix { $0 != "\n" } }))")
    }
}
