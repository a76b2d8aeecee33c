import Testing

@testable import FaultVerdict

/// Nothing of a network may be missing, and nothing may be too many.
@Suite struct NetworkTests {
    /// A change of a host that has the old network, and what the reasons must name.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let make: @Sendable (inout HostFacts) -> Void

        init(_ description: String, _ reason: String, _ make: @escaping @Sendable (inout HostFacts) -> Void) {
            testDescription = description
            self.reason = reason
            self.make = make
        }
    }

    static let harms = [
        Change("a link is gone", "- link old0") { $0.links.removeAll { $0.name == "old0" } },
        Change("a link is left", "+ link br200") { host in
            guard var stray = host.links.first(where: { $0.name == "old0" }) else { return }
            stray.name = "br200"
            host.links.append(stray)
        },
        Change("a link is down", "+ link br9 up=no") { $0.alter(link: "br9") { $0.isUp = false } },
        Change("a guest that was set down is up", "+ link vnet3 up=yes") { $0.alter(link: "vnet3") { $0.isUp = true } },
        Change("another MTU", "mtu=1400") { $0.alter(link: "enp2s0") { $0.mtu = 1400 } },
        Change("a link of another kind", "kind=dummy") { $0.alter(link: "old0") { $0.kind = "dummy" } },
        Change("the MAC address of a bridge that has one", "mac=52:54:00:aa:00:08") {
            $0.alter(link: "br8") { $0.mac = "52:54:00:aa:00:08" }
        },
        Change("the MAC address of a NIC", "mac=52:54:00:aa:00:99") {
            $0.alter(link: "enp2s0") { $0.mac = "52:54:00:aa:00:99" }
        },
        Change("the ageing time", "ageing_time=20000") {
            $0.alter(link: "br9") { $0.details["ageing_time"] = .number(20_000) }
        },
        Change("a guest's tap is in no bridge", "+ link vnet1") {
            $0.alter(link: "vnet1") {
                $0.controller = nil
                $0.port = nil
            }
        },
        Change("a guest's tap is in another bridge", "in=old0") { $0.alter(link: "vnet1") { $0.controller = "old0" } },
        Change("an address is gone", "- address enp2s0 10.0.0.2/24") { $0.alter(link: "enp2s0") { $0.addresses = [] } },
        Change("an address too many", "+ address br9 10.0.0.2/24") {
            $0.alter(link: "br9") { $0.addresses.append("10.0.0.2/24") }
        },
        Change("an address twice", "+ address br9 10.0.9.1/24") {
            $0.alter(link: "br9") { $0.addresses += $0.addresses }
        },
        Change("the default route is gone", "- route enp2s0") {
            $0.routes.removeAll { $0["dst"] == .string("default") }
        },
        Change("a second default route", "+ route br9 dst=default") { host in
            host.routes.append(["dst": .string("default"), "gateway": .string("10.0.9.9"), "dev": .string("br9")])
        },
        Change("another gateway", "gateway=10.0.0.9") { host in
            for place in host.routes.indices where host.routes[place]["gateway"] != nil {
                host.routes[place]["gateway"] = .string("10.0.0.9")
            }
        },
        Change("a static entry is gone", "- static entry vnet2 52:54:00:ee:00:09") {
            $0.statics.removeAll { $0.ifname == "vnet2" }
        },
        Change("a static entry too many", "+ static entry vnet1") { host in
            host.statics += host.statics.map {
                var entry = $0
                entry.ifname = "vnet1"
                return entry
            }
        },
        Change("a VLAN too many", "+ vlan vnet1 7-9 PVID") {
            $0.vlans.append(.init(ifname: "vnet1", vlans: [.init(vlan: 7, vlanEnd: 9, flags: ["PVID"])]))
        },
        Change("a file is gone", "- file old0.nmconnection") { $0.files.removeAll { $0.name == "old0.nmconnection" } },
        Change("a file is left", "+ file .nm-topology.reserve") {
            $0.files.append(.init(name: ".nm-topology.reserve", mode: "600", type: "f", content: []))
        },
        Change("a byte of a file", "+ file uplink.nmconnection") { host in
            for place in host.files.indices where host.files[place].name == "uplink.nmconnection" {
                host.files[place].content.append(10)
            }
        },
        Change("a file's mode", "(f, 644, ") { $0.files[0].mode = "644" },
        Change("a link instead of a file", "(l, 600, ") { $0.files[0].type = "l" },
        Change("a profile is gone", "- profile old0") { $0.profiles.removeAll { $0.name == "old0" } },
        Change("a profile too many", "+ profile br0") { host in
            host.profiles.append(
                .init(
                    uuid: "0", name: "br0", autoconnect: "yes", file: "/run/NetworkManager/br0", state: "", device: ""))
        },
        Change("a profile is in memory only", "file=/run/") { host in
            for place in host.profiles.indices where host.profiles[place].name == "br9" {
                host.profiles[place].file = "/run/NetworkManager/system-connections/br9.nmconnection"
            }
        },
        Change("a profile with another UUID", "+ profile br9 0") { host in
            for place in host.profiles.indices where host.profiles[place].name == "br9" {
                host.profiles[place].uuid = "0"
            }
        },
        Change("a profile that no longer comes up by itself", "autoconnect=no") { host in
            for place in host.profiles.indices where host.profiles[place].name == "br9" {
                host.profiles[place].autoconnect = "no"
            }
        },
        Change("a profile is not active", "- active br9") { host in
            for place in host.profiles.indices where host.profiles[place].name == "br9" {
                host.profiles[place].state = ""
                host.profiles[place].device = ""
            }
        },
        Change("nobody reaches the host", "- reach ext") { $0.reach["ext"] = 1 },
        Change("the host does not reach its guest", "- reach guest") { $0.reach["guest"] = 1 },
    ]

    @Test(arguments: harms)
    func `what is not as in either network is RED`(_ harm: Change) throws {
        let verdict = try Recorded.verdict("run nm rollback 5 10\nbegan 0\nsaid 0\ndone", ends: .old, .rolledBack) {
            $0.alter("end", harm.make)
        }
        #expect(verdict.word == .red)
        #expect(verdict.network == nil)
        #expect(verdict.line.hasPrefix("RED neither record=rolled-back(asked) exit=0"))
        #expect(verdict.reasons.contains { $0.contains(harm.reason) }, "\(verdict.reasons)")
    }

    @Test(arguments: PortSetting.allCases)
    func `each setting of a guest's port counts`(_ setting: PortSetting) throws {
        let verdict = try Recorded.verdict("run nm rollback 5 10\nbegan 0\nsaid 0\ndone", ends: .old, .rolledBack) {
            $0.alter("end") { $0.alter(link: "vnet2") { $0.port?[setting] = .string("other") } }
        }
        #expect(verdict.word == .red)
        #expect(verdict.reasons.contains { $0.contains("\(setting.rawValue)=other") })
    }

    static let trifles = [
        Change("a route's metric", "") { host in
            for place in host.routes.indices { host.routes[place]["metric"] = .number(4711) }
        },
        Change("a route over a link without a carrier", "") { host in
            for place in host.routes.indices { host.routes[place]["flags"] = .array([.string("linkdown")]) }
        },
        Change("a MAC address that the kernel made up", "") { $0.alter(link: "old0") { $0.mac = "02:00:00:00:00:99" } },
        Change("an address that a bridge has learned", "") { host in
            host.statics.append(
                .init(mac: "52:54:00:ee:00:02", ifname: "vnet2", master: "br8", vlan: nil, flags: [], state: ""))
        },
        Change("the loopback's profile", "") { host in
            host.profiles.append(
                .init(uuid: "0", name: "lo", autoconnect: "no", file: "/run/lo", state: "activated", device: "lo"))
        },
        Change("another order", "") { host in
            host.links.reverse()
            host.routes.reverse()
            host.profiles.reverse()
        },
    ]

    @Test(arguments: trifles)
    func `what changes by itself does not matter`(_ trifle: Change) throws {
        let verdict = try Recorded.verdict("run nm rollback 5 10\nbegan 0\nsaid 0\ndone", ends: .old, .rolledBack) {
            $0.alter("end", trifle.make)
        }
        #expect(verdict.word == .ok, "\(verdict.reasons)")
    }

    @Test func `the mode of a bond, the VLAN and its link count`() throws {
        let bonds = try Recorded.bonds()
        #expect(bonds.links.contains { $0.name == "bond0" && $0.details["mode"] == .string("802.3ad") })
        for (name, key) in [("bond0", "mode"), ("bond0.100", "id"), ("bond0.100", "protocol"), ("bond0.100", "on")] {
            var other = bonds
            other.alter(link: name) { $0.details[key] = .string("other") }
            let difference = Difference(of: other.statements(), from: bonds.statements())
            #expect(difference.excess.map(\.subject) == [name], "\(key)")
        }
        var other = bonds
        other.vlans.removeAll { $0.ifname == "vnet3" }
        #expect(
            Difference(of: other.statements(), from: bonds.statements()).lines.contains("- vlan vnet3 301"))
    }
}
