import Importing
import NetTypes
import OrderedCollections
import Testing
import Topology

struct IfcfgTests {
    private let bond = "DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS=\"mode=1 miimon=100 primary=eth0\"\nBOOTPROTO=none\n"

    private func port(_ name: String) -> String { "DEVICE=\(name)\nMASTER=bond0\nSLAVE=yes\nBOOTPROTO=none\n" }

    @Test func `a bond, a VLAN on it and a bridge on that become a trunk`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-bond0": bond, "ifcfg-eth0": port("eth0"), "ifcfg-eth1": port("eth1"),
                "ifcfg-bond0.303": "DEVICE=bond0.303\nVLAN=yes\nBRIDGE=br303\n",
                "ifcfg-br303": """
                DEVICE=br303
                TYPE=Bridge
                BOOTPROTO=static
                IPADDR=10.0.3.10
                NETMASK=255.255.255.0
                GATEWAY=10.0.3.1
                DNS1=10.0.3.53
                DOMAIN="example.net"
                STP=off
                DELAY=0
                """,
            ])
        #expect(
            read.spec == """
                bonds:
                  bond0:
                    ports: [eth0, eth1]
                    mode: active-backup
                    options: {miimon: 100}
                    primary: eth0
                trunks:
                  bond0:
                    303:
                      bridge: br303
                      addresses: [10.0.3.10/24]
                      gateway: 10.0.3.1
                      dns: {servers: [10.0.3.53], search: [example.net]}
                """)
        #expect(read.notices.isEmpty)
    }

    @Test func `two gateways are named with their places, and with what becomes of them`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-br1": "DEVICE=br1\nTYPE=Bridge\nIPADDR=10.1.0.10\nPREFIX=24\nGATEWAY=10.1.0.1\n",
                "ifcfg-br2": "DEVICE=br2\nTYPE=Bridge\nIPADDR=10.2.0.10\nPREFIX=24\nGATEWAY=10.2.0.1\n",
            ])
        #expect(read.notices.count == 1)
        #expect(read.has("I003 ifcfg-br1:5", "2 interfaces have an IPv4 gateway"))
        #expect(read.has("I003", "br1 (ifcfg-br1:5:1), br2 (ifcfg-br2:5:1)"))
        #expect(read.has("I003", "the interface that came up last"))
    }

    @Test func `an address on a port is a mistake, and left out`() throws {
        let read = try TextImport(
            .ifcfg, ["ifcfg-bond0": bond, "ifcfg-eth0": port("eth0") + "IPADDR=10.0.0.1\nPREFIX=24\n"])
        #expect(read.has("I003 ifcfg-eth0:5", "eth0 is a port of bond0, so its addresses are not used"))
        #expect(!read.spec.contains("10.0.0.1"))
    }

    @Test func `what is quoted as for a shell is read, and what a shell would work out is not`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": """
                  # a comment
                DEVICE='eth0'
                ZONE="a\\"b" # behind
                export MTU=9000;
                DOMAIN=one two
                DNS1=$(dig x)
                odd
                BOOTPROTO=dhcp
                """
            ])
        #expect(read.spec.contains("mtu: 9000"))
        #expect(read.imported.interfaces.values[0].common.zone == "a\"b")
        #expect(read.has("I002 ifcfg-eth0:5", "the value of `DOMAIN`"))
        #expect(read.has("I002 ifcfg-eth0:6", "the value of `DNS1`"))
        #expect(read.has("I002 ifcfg-eth0:7", "no assignment"))
    }

    @Test func `IPv6 is what the plugin makes of its keys`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": "DEVICE=eth0\nIPV6INIT=yes\n",
                "ifcfg-eth1": "DEVICE=eth1\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nDHCPV6C=yes\n",
                "ifcfg-eth2": """
                DEVICE=eth2
                IPV6INIT=yes
                IPV6_AUTOCONF=no
                IPV6ADDR=2001:db8::2/64
                IPV6ADDR_SECONDARIES="2001:db8::3/64 2001:db8::4"
                IPV6_DEFAULTGW=fe80::1%eth2
                IPV6_ADDR_GEN_MODE=stable-privacy
                """,
                "ifcfg-eth3": "DEVICE=eth3\nIPV6INIT=yes\nIPV6_AUTOCONF=no\n",
                "ifcfg-eth4": "DEVICE=eth4\nIPV6ADDR=2001:db8::5/64\n",
            ])
        let v6 = read.imported.interfaces.values.map(\.ipv6)
        #expect(v6.map(\.method) == [.auto, .dhcp, .manual, .linkLocal, .disabled])
        #expect(v6[2].addresses.map(\.description) == ["2001:db8::2/64", "2001:db8::3/64", "2001:db8::4/64"])
        #expect(v6[2].gateway == IPAddress("fe80::1"))
        #expect(v6[2].addressGeneration == nil)
        // Without a word the plugin takes the MAC address, and a spec does not.
        #expect(v6[0].addressGeneration == .eui64)
        #expect(read.has("I003 ifcfg-eth4:2", "`IPV6INIT` is not yes"))
    }

    @Test func `routes and rules have their own files, in two forms`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": "DEVICE=eth0\nIPADDR=10.0.0.10\nPREFIX=24\n",
                "route-eth0": "10.1.0.0/16 via 10.0.0.2 dev eth0 metric 7\n# no\ndefault via 10.0.0.1 table 7\nodd\n",
                "rule-eth0": "from 10.0.0.10 table 7 priority 100\nfrom 10.0.0.11 lookup 8\n",
                "ifcfg-eth1": "DEVICE=eth1\nIPADDR=10.8.0.10\nPREFIX=24\n",
                "route-eth1": "ADDRESS0=10.9.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=10.8.0.1\nADDRESS2=10.7.0.0\n",
                "route-eth7": "default via 10.0.0.1\n",
            ])
        let (first, second) = (read.imported.interfaces.values[0].ipv4, read.imported.interfaces.values[1].ipv4)
        #expect(first.routes.map(\.metric) == [7, nil])
        #expect(first.routes.map(\.table) == [nil, 7])
        #expect(first.rules.map(\.priority) == [100, 32_765])
        #expect(second.routes.map(\.destination.description) == ["10.9.0.0/16"])
        #expect(read.has("I002 route-eth0:4", "`odd` is no IPv4 network"))
        #expect(read.has("I005 rule-eth0:2", "32765"))
        #expect(read.has("I003 route-eth1:4", "no `ADDRESS1` before it"))
        #expect(read.has("I003 route-eth7:1", "no file ifcfg-eth7"))
    }

    @Test func `the gateway of the whole host goes to the interface in whose network it is`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "/etc/sysconfig/network-scripts/ifcfg-eth0": "DEVICE=eth0\nIPADDR=10.0.0.10\nPREFIX=24\n",
                "/etc/sysconfig/network-scripts/ifcfg-eth1": "DEVICE=eth1\nIPADDR=10.1.0.10\nPREFIX=24\n",
            ], more: ["/etc/sysconfig/network": "NETWORKING=yes\nHOSTNAME=vm1\nGATEWAY=10.1.0.1\n"])
        #expect(read.imported.interfaces.values.map(\.ipv4.gateway) == [nil, IPAddress("10.1.0.1")])
        #expect(read.has("I001 /etc/sysconfig/network:2", "`HOSTNAME`"))
    }

    @Test func `aliases are addresses, backups are no files, and what does not come up is left out`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": "DEVICE=eth0\nIPADDR=10.0.0.10\nPREFIX=24\n",
                "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=10.0.0.11\n",
                "ifcfg-eth0.bak": "DEVICE=eth9\nIPADDR=10.0.0.12\n", "ifcfg-lo": "DEVICE=lo\nIPADDR=127.0.0.1\n",
                "ifcfg-eth3": "DEVICE=eth3\nONBOOT=no\nBOOTPROTO=dhcp\n",
                "ifcfg-wlan0": "DEVICE=wlan0\nTYPE=Wireless\nESSID=x\n",
            ])
        #expect(read.imported.interfaces.keys.map(\.text) == ["eth0"])
        #expect(
            read.imported.interfaces.values[0].ipv4.addresses.map(\.description) == ["10.0.0.10/24", "10.0.0.11/24"])
        #expect(read.has("I006 ifcfg-eth3:2", "does not come up by itself"))
        #expect(read.has("I006 ifcfg-wlan0:1", "Wi-Fi"))
        #expect(read.notices.count == 2)
    }

    @Test func `a bond, bridge or VLAN is known by more than its type`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-a": "DEVICE=a\nMASTER=x\n",
                "ifcfg-b": "DEVICE=b\nBRIDGE=y\nBRIDGING_OPTS=\"priority=20 path_cost=5\"\n",
                "ifcfg-c": "DEVICE=c\nMASTER=nobody\n", "ifcfg-eth0.7": "DEVICE=eth0.7\n", "ifcfg-x": "DEVICE=x\n",
                "ifcfg-y": "DEVICE=y\nSTP=yes\nDELAY=5\nBRIDGING_OPTS=\"hello_time=3 odd=1\"\n",
            ])
        let kinds = read.imported.interfaces.mapValues { $0.kind.name }
        #expect(kinds[try InterfaceName("x")] == .bond)
        #expect(kinds[try InterfaceName("y")] == .bridge)
        #expect(kinds[try InterfaceName("eth0.7")] == .vlan)
        #expect(kinds[try InterfaceName("eth0")] == .ethernet)
        #expect(read.has("I003 ifcfg-c:2", "nothing says what nobody is"))
        #expect(read.has("I003 ifcfg-eth0.7:1", "nothing makes it a VLAN"))
        #expect(read.has("I001 ifcfg-y:4", "`odd`"))
        #expect(read.spec.contains("{b: {path-cost: 5, priority: 20}}"))
        #expect(read.spec.contains("forward-delay: 5"))
    }

    @Test func `a NIC's driver, virtual functions and login are taken`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": """
                DEVICE=eth0
                HWADDR=52:54:00:00:00:01
                ETHTOOL_OPTS="-K eth0 tso off gro on; -G eth0 rx 4096; speed 1000 duplex full autoneg off wol g"
                SRIOV_TOTAL_VFS=2
                SRIOV_VF1="mac=52:54:00:00:00:02 trust=true odd=1"
                KEY_MGMT=IEEE8021X
                IEEE_8021X_EAP_METHODS=PEAP
                IEEE_8021X_IDENTITY=host7
                IEEE_8021X_INNER_AUTH_METHODS=MSCHAPV2
                IEEE_8021X_CA_CERT=ca.pem
                """
            ])
        let nic = try #require(read.imported.interfaces.values.first?.nic)
        #expect(nic.ethtool == ["feature-tso": 0, "feature-gro": 1, "ring-rx": 4096])
        #expect(nic.speed == 1000 && nic.isFullDuplex == true && nic.negotiates == false && nic.wakeUp == 64)
        #expect(nic.sriov?.functions[1]?.isTrusted == true)
        #expect(nic.login?.authorities == "/etc/sysconfig/network-scripts/ca.pem")
        #expect(read.has("I001 ifcfg-eth0:5", "odd=1"))
        #expect(read.has("I001 ifcfg-eth0:7", "password"))
    }

    @Test func `whatever is not known is said with its place`() throws {
        let read = try TextImport(
            .ifcfg,
            [
                "ifcfg-eth0": """
                DEVICE=eth0
                IPADDR=10.0.0.10
                NETMASK=255.0.255.0
                IPADDR5=10.0.0.11
                GATEWAY3=10.0.0.1
                MTU=99999
                QDISC1="root fq"
                NM_CONTROLLED=no
                """
            ])
        #expect(
            read.notices.map { $0.prefix(17) } == [
                "I002 ifcfg-eth0:6", "I005 ifcfg-eth0:8", "I002 ifcfg-eth0:3", "I003 ifcfg-eth0:4", "I003 ifcfg-eth0:5",
                "I001 ifcfg-eth0:7",
            ])
    }

    @Test func `no change to a file ends the process, or makes a spec that cannot be read`() {
        let broken = TextImport.mutated(
            .ifcfg,
            [
                ("ifcfg-bond0", bond),
                (
                    "ifcfg-eth0",
                    port("eth0") + "ETHTOOL_OPTS=\"-K eth0 tso off\"\nSRIOV_TOTAL_VFS=2\nSRIOV_VF0=\"vlans=1\"\n"
                ),
                (
                    "ifcfg-bond0.3",
                    "DEVICE=bond0.3\nVLAN=yes\nIPADDR=10.0.0.1\nPREFIX=24\nIPV6INIT=yes\nIPV6ADDR=fe80::1/64\n"
                ),
                ("route-bond0.3", "10.1.0.0/16 via 10.0.0.2 metric 5\n"),
                ("rule-bond0.3", "from 10.0.0.1 sport 1-5 fwmark 0x1/0x2 table 5\n"),
                ("ifcfg-br0", "DEVICE=br0\nTYPE=Bridge\nBRIDGE_VLANS=\"1-5 pvid,7\"\nBRIDGING_OPTS=\"priority=1\"\n"),
            ], rounds: 300)
        #expect(broken.isEmpty, "\(Set(broken.map { $0.prefix { $0 != "\n" } }))")
    }
}
