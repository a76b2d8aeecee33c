import LabSupport

/// A network as an administrator types it with nmcli: profiles with names of their own, which name each other by interface or by
/// UUID, and options as people set them.
struct NMCLINetwork {
    /// What `nmcli connection add` takes, in the order of the profiles.
    var profiles: [(name: String, words: String)] = []
    /// The same of profiles that nobody brings up.
    var inactive: [String] = []
    /// What import has to say that a spec cannot: a piece of each warning.
    var beyondSpec: [String] = []
    var random: Fuzzing
    var free = ["enp2s0", "enp3s0", "enp4s0", "enp5s0"]
    /// Interfaces without addresses or controller, on which others may stand.
    var bases: [String] = []
    var subnet = 0
    /// Grows with each set of options, so that no two interfaces have the same route or rule.
    var serial = 0
    private var hasGateway = false

    init(_ random: Fuzzing) {
        self.random = random
        var seeds = random
        let seed = seeds.next()
        let bonds = Int.random(in: 0...1, using: &self.random)
        for index in 0..<bonds { bond("bond\(index)") }
        nic()
        for index in 0..<Int.random(in: 1...3, using: &self.random) { onTop(index) }
        if flip() { add("dummy", "dummy0", layer3()) }
        if flip() { vrf() }
        // From another sequence, so that what is above stays the same for a number.
        self.random = Fuzzing(seed)
        addOptions()
        addKinds()
    }

    mutating func flip(_ chance: Int = 2) -> Bool { Int.random(in: 0..<chance, using: &random) == 0 }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }

    mutating func add(_ type: String, _ interface: String, _ words: String) {
        let name = flip() ? interface : "\(interface) profile"
        profiles.append((name, "type \(type) con-name '\(name)' ifname \(interface) \(words)"))
    }

    /// How a profile names another one's interface.
    mutating func reference(_ interface: String) -> String {
        guard flip(3), let other = profiles.first(where: { $0.words.contains(" ifname \(interface) ") }) else {
            return interface
        }
        return "$(nmcli -g connection.uuid connection show '\(other.name)')"
    }

    mutating func layer3() -> String {
        subnet += 1
        var words = pick(["ipv4.method disabled", "ipv4.method manual ipv4.addresses 10.9.\(subnet).10/24"])
        if words.contains("manual") {
            if flip(3) { words += ",10.9.\(subnet).11/24" }
            if flip(3) { words += " ipv4.routes '10.\(100 + subnet).0.0/16 10.9.\(subnet).1'" }
            if !hasGateway, flip(4) {
                hasGateway = true
                words += " ipv4.gateway 10.9.\(subnet).1 ipv4.route-metric \(300 + subnet)"
            }
            if flip(4) { words += " ipv4.dns '10.9.\(subnet).1 10.9.\(subnet).2' ipv4.dns-search example.net" }
            if flip(4) { words += " ipv4.never-default yes" }
            if flip(5) {
                words +=
                    " ipv4.routing-rules 'priority \(1000 + subnet) from 10.9.\(subnet).0/24 table \(100 + subnet)'"
                    + " +ipv4.routes '0.0.0.0/0 10.9.\(subnet).1 table=\(100 + subnet)'"
            }
        }
        words +=
            " "
            + pick([
                "ipv6.method disabled", "ipv6.method link-local", "ipv6.method link-local ipv6.addr-gen-mode eui64",
                "ipv6.method manual ipv6.addresses fd09:\(subnet)::10/64",
                "ipv6.method manual ipv6.addresses fd09:\(subnet)::10/64 ipv6.routes 'fd0a:\(subnet)::/48 fd09:\(subnet)::1'",
            ])
        if flip(6) { words += " 802-3-ethernet.mtu 1400" }
        if flip(8) { words += " connection.autoconnect-priority 5" }
        return words
    }

    private mutating func bond(_ name: String) {
        let mode = pick([
            "active-backup,miimon=100", "802.3ad,miimon=100,lacp_rate=fast",
            "balance-xor,miimon=50,xmit_hash_policy=layer3+4",
            "balance-rr", "active-backup,fail_over_mac=1", "balance-tlb", "balance-alb,miimon=200,updelay=400",
        ])
        add("bond", name, "bond.options mode=\(mode) ipv4.method disabled ipv6.method disabled")
        for _ in 0..<2 {
            let port = free.removeFirst()
            add("ethernet", port, "connection.master \(reference(name)) connection.slave-type bond")
        }
        bases.append(name)
    }

    private mutating func nic() {
        let name = free.removeFirst()
        if flip() {
            add(
                "ethernet", name,
                "ipv4.method disabled ipv6.method disabled" + (flip() ? " 802-3-ethernet.mtu 1600" : ""))
            bases.append(name)
        } else {
            add("ethernet", name, layer3())
        }
    }

    private mutating func onTop(_ index: Int) {
        guard !bases.isEmpty else { return }
        let base = pick(bases)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1, 2:
            let id = 100 + 10 * index
            let vlan = pick(["\(base).\(id)", "vlan\(id)"])
            let options = "vlan.parent \(reference(base)) vlan.id \(id)" + (flip(6) ? " vlan.protocol 802.1ad" : "")
            guard flip() else { return add("vlan", vlan, "\(options) \(layer3())") }
            let stp = pick([
                "no", "yes bridge.forward-delay 2 bridge.max-age 6 bridge.hello-time 1", "no bridge.ageing-time 600",
            ])
            add("bridge", "br\(id)", "bridge.stp \(stp) \(layer3())")
            add("vlan", vlan, "\(options) connection.master \(reference("br\(id)")) connection.slave-type bridge")
        case 3:
            add(
                "bridge", "brf\(index)",
                "bridge.stp no bridge.vlan-filtering yes bridge.vlan-default-pvid 0 bridge.vlans '1\(index)0,200-210' ipv4.method disabled ipv6.method disabled"
            )
            if let port = free.popLast() {
                add(
                    "ethernet", port,
                    "connection.master \(reference("brf\(index)")) connection.slave-type bridge bridge-port.vlans '1\(index)0 pvid untagged, 200-210'"
                        + (flip() ? " bridge-port.path-cost 50 bridge-port.hairpin-mode yes" : ""))
            }
        case 4:
            add(
                "vxlan", "vxlan\(index)",
                "vxlan.id \(500 + index) vxlan.parent \(base) vxlan.remote 239.1.1.\(index + 1)"
                    + (flip() ? " vxlan.destination-port 4789" : "") + " " + layer3())
        default:
            add(
                "macvlan", "mac\(index)",
                "macvlan.parent \(reference(base)) macvlan.mode \(pick([1, 2, 3])) \(layer3())")
        }
    }

    private mutating func vrf() {
        add("vrf", "vrf7", "vrf.table 77 ipv4.method disabled ipv6.method disabled")
        subnet += 1
        add(
            "dummy", "dummy7",
            "connection.master vrf7 connection.slave-type vrf ipv4.method manual ipv4.addresses 10.9.\(subnet).10/24 ipv6.method disabled"
        )
    }

    /// Commands that make the profiles and bring them up, ports and controllers included.
    var script: String { Self.script(profiles.map(\.words) + inactive) }

    /// Commands that make profiles of what `nmcli connection add` takes, and bring them up.
    static func script(_ profiles: [String]) -> String {
        let add = profiles.map { "nmcli connection add \($0) >/dev/null" }
        // Profiles come up as they are added; what waits for something that comes after it is asked again.
        let up = """
            left() { nmcli -g NAME,STATE connection show | sed -n '/^spare /d; /:activated$/d; s/:[a-z]*$//p'; }
            for i in {1..5}; do names=$(left); [ -n "$names" ] || break; read -rt 1 <>/run/lab/nap || true; done
            left | while read -r name; do
                nmcli --wait 10 connection up "$name" >/dev/null </dev/null || echo "not up: $name"
            done
            """
        // Until carriers stay as they are.
        let settle = """
            while bridge link | grep -qE 'listening|learning'; do read -rt 1 <>/run/lab/nap || true; done
            look() { cat /sys/class/net/*/carrier_changes /sys/class/net/*/operstate | md5sum; }
            was=; until [ "$was" = "$(look)" ]; do was=$(look); read -rt 1 <>/run/lab/nap || true; done
            """
        return (["set -eu"] + add + [up, settle]).joined(separator: "\n")
    }
}
