/// The hosts of the thread that the project grew out of, as the people in it set them up after what they were told.
///
/// Their bridges and bonds have `ipv6.method ignore`, as guides of that time say, and all else is what nmcli makes by itself.
enum NMCLIHosts {
    /// One bond, management in VLAN 100, guests in VLANs 200 and 300.
    private static let trunked =
        bond("mode=802.3ad,miimon=100,lacp_rate=fast") + [
            "type vlan con-name bond0.100 ifname bond0.100 dev bond0 id 100 ip4 10.0.100.10/24 gw4 10.0.100.1 ipv4.dns 10.0.100.53"
        ] + bridged(200) + bridged(300)

    /// The same with the host's address on a bridge, and another one among the guests of VLAN 300.
    private static let withGuests =
        bond("mode=802.3ad,miimon=100")
        + bridged(
            100, "ip4 10.0.100.10/24 gw4 10.0.100.1 ipv4.dns 10.0.100.53")
        + bridged(200) + bridged(300, "ip4 10.1.44.2/24")

    /// Four NICs on access ports, each in a bridge of its own.
    private static let accessPorts = [
        (2, 24, "ip4 10.0.24.10/24 gw4 10.0.24.1"), (3, 101, "ip4 10.0.101.10/24"), (4, 102, ""), (5, 104, ""),
    ]
    .flatMap { nic, vlan, words in
        [bridge(vlan, words), "type bridge-slave ifname enp\(nic)s0 master br\(vlan)"]
    }

    /// Three VLANs on a bond, each with a bridge that has an address.
    private static let addressed =
        bond("mode=active-backup,miimon=100") + bridged(303, "ip4 10.3.3.10/24 gw4 10.3.3.1")
        + bridged(304, "ip4 10.3.4.10/24") + bridged(319, "ip4 10.3.19.10/24")

    /// What `nmcli connection add` takes, for each host.
    static let all = [trunked, withGuests, accessPorts, addressed]

    private static func bond(_ options: String) -> [String] {
        ["type bond con-name bond0 ifname bond0 bond.options \(options) ipv4.method disabled ipv6.method ignore"]
            + [2, 3].map { "type bond-slave ifname enp\($0)s0 master bond0" }
    }

    private static func bridge(_ vlan: Int, _ words: String) -> String {
        let addresses = words.isEmpty ? "ipv4.method disabled ipv6.method ignore" : words
        return "type bridge con-name br\(vlan) ifname br\(vlan) stp no \(addresses)"
    }

    private static func bridged(_ vlan: Int, _ words: String = "") -> [String] {
        [
            bridge(vlan, words),
            "type vlan con-name bond0.\(vlan) ifname bond0.\(vlan) dev bond0 id \(vlan) master br\(vlan) slave-type bridge",
        ]
    }
}
