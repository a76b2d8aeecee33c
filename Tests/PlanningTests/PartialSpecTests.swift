import Host
import NetTypes
import OrderedCollections
import Planning
import Profiles
import Testing
import Topology

private let kvm = """
    version: 1
    bonds:
      bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100, lacp_rate: fast}}
    trunks:
      bond0:
        100: {addresses: [10.0.100.10/24], gateway: 10.0.100.1}
        200: {bridge: br200}
        300: {bridge: br300}
    """
private let session = RemoteSession(sshConnection: "192.0.2.10 50022 10.0.100.10 22")

private func planned(_ host: Host, _ spec: String, prune: Bool = false) throws -> Plan {
    let topology = try topology("version: 1\n" + spec)
    return try Planner.plan(prune ? topology.asWhole : topology, on: host.live, session: session)
}

private func address(_ text: String) throws -> LiveLink.AddressState {
    LiveLink.AddressState(prefix: try #require(IPPrefix(text)), isTentative: false, isDuplicate: false)
}

@Suite struct `A spec of a part of a host` {
    @Test func `one VLAN more is that VLAN, and all else stays and is counted`() throws {
        let plan = try planned(Host(applied: kvm), "trunks: {bond0: {400: {bridge: br400}}}")
        #expect(
            changes(plan) == [
                "0 br400 add activate because it does not exist", "1 bond0.400 add activate because it does not exist",
            ])
        #expect(plan.standing.map(\.text) == ["bond0"])
        #expect(
            plan.staying.map(\.text)
                == ["bond0.100", "bond0.200", "bond0.300", "br200", "br300", "enp2s0", "enp3s0"])
        #expect(plan.cuts.isEmpty && plan.hazards.isEmpty)
    }

    @Test func `absent removes what it names, and nothing else`() throws {
        let plan = try planned(Host(applied: kvm), "absent: [br200]")
        #expect(
            changes(plan) == [
                "0 bond0.200 update(connection.master connection.slave-type ipv4.method ipv6.addr-gen-mode ipv6.method)"
                    + " activate because it is no port of br200 any more, and stays without addresses",
                "remove br200 [br200] as asked",
            ])
        #expect(plan.staying.count == 6)
    }

    @Test func `VLANs of what is absent go with it, and its ports stay`() throws {
        let plan = try planned(Host(applied: kvm), "absent: [bond0]")
        #expect(
            changes(plan).filter { $0.hasPrefix("remove") } == [
                "remove bond0.100 [bond0.100]", "remove bond0.200 [bond0.200]", "remove bond0.300 [bond0.300]",
                "remove bond0 [bond0] as asked",
            ])
        #expect(plan.removals.compactMap(\.base).map(\.text) == ["bond0", "bond0", "bond0"])
        #expect(changes(plan).count { $0.contains(" enp") && $0.contains("it is no port of bond0") } == 2)
    }

    @Test func `the whole of the host is what it was, with the way in as a danger`() throws {
        let host = try Host(applied: kvm)
        let grown = "trunks: {bond0: {400: {bridge: br400}}}"
        let plan = try planned(host, grown, prune: true)
        #expect(
            plan.removals.map(\.interface.text).sorted() == ["bond0.100", "bond0.200", "bond0.300", "br200", "br300"])
        #expect(plan.staying.map(\.text) == ["enp2s0", "enp3s0"], "what is used stands on them")
        #expect(plan.obstacles(.attended).map(\.code.rawValue) == ["H008"])
        #expect(plan.obstacles(.forced).isEmpty)
        #expect(try hazards(host, grown + "\nprune: true").contains("H008"))
        #expect(try !hazards(host, kvm.dropFirst(11) + "\nprune: true").contains("H008"))
    }

    private func hazards(_ host: Host, _ spec: String) throws -> [String] {
        try planned(host, spec).hazards.map(\.code.rawValue)
    }

    @Test func `a bond of the host becomes a port as it is`() throws {
        let spec = "bonds: {bond1: {ports: [enp4s0, enp5s0], mode: active-backup, addresses: [10.9.0.1/24]}}"
        var host = try Host(applied: "version: 1\n" + spec)
        let plan = try planned(host, "bridges: {br9: {ports: [bond1]}}")
        #expect(changes(plan).count == 4, "its ports come back with it")
        let step = try #require(plan.steps.first { $0.interface.text == "bond1" })
        #expect(step.profile.settings["bond"]?["options"] != nil && step.profile.settings["ipv4"] == nil)
        #expect(step.profile.settings["connection"]?["master"] == .string("br9"))
        #expect(plan.staying.map(\.text) == ["enp4s0", "enp5s0"])

        // Somebody else's is changed in place, too: it has no other one to be replaced by.
        edit(&host, "bond1") { $0["user"] = nil }
        let other = try planned(host, "bridges: {br9: {ports: [bond1]}}")
        #expect(other.replaced.isEmpty)
        let theirs = try #require(other.steps.first { $0.interface.text == "bond1" })
        #expect(theirs.profile.settings["user"] == nil && theirs.isUnchanged == false)
    }

    @Test func `a NIC that is only a parent keeps its profile and its address`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.addProfile("Uplink", on: "enp2s0", active: "enp2s0")
        try host.changeLink("enp2s0") { $0.addresses = [try address("10.0.100.10/24")] }
        let plan = try planned(host, "trunks: {enp2s0: {200: {bridge: br200}}}")
        #expect(plan.replaced.isEmpty && plan.standing.map(\.text) == ["enp2s0"] && plan.hazards.isEmpty)
        let declared = try planned(host, "ethernets: {enp2s0: {}}\ntrunks: {enp2s0: {200: {bridge: br200}}}")
        #expect(declared.replaced.map(\.id) == ["Uplink"])
        // One that the same spec made is looked after.
        let own = "trunks: {enp2s0: {200: {bridge: br200}}}"
        var made = try Host(applied: "version: 1\n" + own)
        try made.changeLink("enp2s0") { $0.addresses = [try address("10.1.0.1/24")] }
        #expect(changes(try planned(made, own)).count == 1)
    }

    @Test func `a NIC that is only a port keeps its MTU`() throws {
        let host = try Host(applied: "version: 1\nethernets: {enp2s0: {mtu: 9000}}\nbridges: {br0: {ports: [enp2s0]}}")
        #expect(changes(try planned(host, "bridges: {br0: {ports: [enp2s0]}}")) == [])
    }

    @Test func `a bridge that a trunk only names keeps its addresses and its ports`() throws {
        var host = try Host(applied: "version: 1\nbridges: {br9: {ports: [enp4s0], addresses: [10.9.0.1/24]}}")
        try host.addNIC("enp2s0", number: 9)
        let plan = try planned(host, "trunks: {enp2s0: {9: {bridge: br9}}}\nethernets: {enp2s0: {}}", prune: false)
        #expect(plan.standing.map(\.text) == ["br9"])
        #expect(!changes(plan).contains { $0.contains(" br9 ") })
    }

    @Test func `what was not up before is not waited for`() throws {
        var host = try Host(applied: kvm)
        host.setDevice("bond0.300", active: ProfileUUID(interface: "bond0.300").text, state: .ipConfig)
        let plan = try planned(
            host, "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100}}}")
        #expect(changes(plan).count { $0.contains("bond0.") } == 2)
    }

    @Test func `what hangs on a bond that is re-created comes back with it`() throws {
        let plan = try planned(
            Host(applied: kvm), "bonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad, options: {miimon: 100}}}")
        #expect(
            changes(plan).filter { $0.contains("bond0.") }.map { $0.dropFirst(2) } == [
                "bond0.100 keep recreate because its parent bond0 is re-created",
                "bond0.200 keep recreate because its parent bond0 is re-created",
                "bond0.300 keep recreate because its parent bond0 is re-created",
            ])
        #expect(plan.removals.isEmpty && plan.hazards.map(\.code.rawValue) == ["H001"])
        let levels = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.interface.text, $0.level) })
        #expect(levels["bond0.100"] ?? 0 > levels["enp3s0"] ?? 0)
    }

    @Test func `a list of ports lets go of another port, no list keeps it`() throws {
        let host = try Host(applied: "version: 1\nbridges: {br0: {ports: [enp2s0, enp3s0]}}")
        #expect(changes(try planned(host, "bridges: {br0: {ageing-time: 5}}")).count == 1)
        let plan = try planned(host, "bridges: {br0: {ports: [enp2s0]}}")
        #expect(changes(plan).count == 1 && changes(plan)[0].contains("enp3s0 update("))
        #expect(plan.cuts.map { "\($0.device) \($0.seconds ?? -1)" } == ["enp3s0 2"])
    }

    @Test func `a guest's bridge may be the host's, and has to be somewhere`() throws {
        let spec = "guests: {vm1: {interfaces: [br200]}}\nethernets: {enp4s0: {}}"
        var host = try Host(applied: kvm)
        try host.addNIC("enp4s0", number: 7)
        #expect(changes(try planned(host, spec)).count == 1)
        let error = #expect(throws: Misfit.self) { try planned(Host(nics: ["enp4s0"]), spec) }
        #expect(error?.problems.first?.hasPrefix("br200: the guest vm1 is to be on it") == true)
    }

    @Test func `a VLAN's frames fit its parent, which only the host knows`() throws {
        let spec = "trunks: {bond0: {400: {bridge: br400, mtu: 9000}}}"
        let error = #expect(throws: Misfit.self) { try planned(Host(applied: kvm), spec) }
        #expect(
            error?.problems.first?.hasPrefix("bond0.400: its MTU is to be 9000, and its parent bond0 has 1500") == true)
        var jumbo = try Host(applied: kvm)
        try jumbo.changeLink("bond0") { $0.mtu = 9000 }
        #expect(changes(try planned(jumbo, spec)).count == 2)
    }
}

@Suite struct `What the spec has no words for` {
    @Test func `what somebody added is kept, and said where the profile changes`() throws {
        var host = try Host(applied: kvm)
        edit(&host, "bond0.100") {
            $0["ipv4"]?["auto-route-ext-gw"] = .int32(1)
            $0["ethtool"] = ["feature-gro": .bool(false)]
            $0["user"]?["data"] = .stringMap(["nm-topology.spec": "1", "org.example.note": "keep"])
        }
        #expect(try host.plan(kvm).isEmpty)
        let plan = try host.plan(kvm.replacing("10.0.100.10/24", "10.0.100.11/24"))
        #expect(changes(plan) == ["2 bond0.100 update(ipv4.address-data) reapply"])
        let step = try #require(plan.steps.first { $0.interface.text == "bond0.100" })
        #expect(step.keeps == ["ethtool.feature-gro", "ipv4.auto-route-ext-gw"])
        guard case .stringMap(let notes)? = step.profile.settings["user"]?["data"] else { return #expect(Bool(false)) }
        #expect(notes["org.example.note"] == "keep" && notes["nm-topology.digest"] != nil)
    }

    @Test func `what the spec has words for, and what a port cannot have, goes and is in the plan`() throws {
        var host = try Host(applied: kvm)
        edit(&host, "bond0.100") {
            $0["ipv4"]?["dns-search"] = .strings(["example.net"])
            $0["ipv4"]?["auto-route-ext-gw"] = .int32(1)
        }
        #expect(changes(try host.plan(kvm)) == ["2 bond0.100 update(ipv4.dns-search) reapply"])
        let port = kvm.replacing("addresses: [10.0.100.10/24], gateway: 10.0.100.1", "bridge: br100")
        let step = try #require(try host.plan(port).steps.first { $0.interface.text == "bond0.100" })
        guard case .update(_, let changes) = step.write else { return #expect(Bool(false)) }
        #expect(changes.map(\.name).contains("ipv4.auto-route-ext-gw") && step.keeps.isEmpty)
    }

    @Test func `what the spec says of NICs only is kept on others`() throws {
        var host = try Host(applied: kvm)
        for name in ["bond0.100", "enp2s0"] { edit(&host, name) { $0["ethtool"] = ["feature-gro": .bool(false)] } }
        #expect(changes(try host.plan(kvm)).contains("0 enp2s0 update(ethtool.feature-gro) activate") == false)
        let declared = kvm.replacing("bonds:", "ethernets: {enp2s0: {mtu: 1500}}\nbonds:")
        let names = try host.plan(declared).steps.filter { $0.activation == .activate }.map(\.interface.text)
        #expect(names.contains("enp2s0") && !names.contains("bond0.100"))
    }

    @Test func `what is kept is no drift of the profile that has it`() throws {
        var host = try Host(applied: kvm)
        edit(&host, "bond0.100") { $0["connection"]?["metered"] = .int32(1) }
        let applied = ProfileSet(for: try topology(kvm))
        let changed = try host.plan(kvm.replacing("10.0.100.10/24", "10.0.100.11/24"))
        #expect(Drift.found(in: changed, on: host.live, applied: applied).isEmpty)
        #expect(ProfileComparison.since(applied: applied, live: host.live).map(\.name) == ["bond0.100"])
    }
}

@Suite struct `Hazards of what the spec does not have` {
    /// The host of `F4`: an uplink with the gateway, and a VLAN in the same network with another.
    private func uplinked() throws -> Host {
        var host = try Host(nics: ["enp2s0", "enp4s0"])
        host.addProfile("Uplink", on: "enp2s0", active: "enp2s0")
        try host.changeLink("enp2s0") { link in
            link.addresses = [try address("10.0.100.10/24")]
            link.routes = [
                .init(
                    destination: try #require(IPPrefix("0.0.0.0/0")), via: IPAddress("10.0.100.1"), table: 254,
                    metric: 100)
            ]
        }
        return host
    }

    @Test func `a second default route and a network that is there already`() throws {
        let host = try uplinked()
        let spec = "trunks: {enp4s0: {100: {addresses: [10.0.100.51/24], gateway: 10.0.100.1}}}"
        let plan = try host.plan("version: 1\n" + spec)
        #expect(plan.hazards.map(\.code.rawValue) == ["H014", "H015"])
        guard case .secondDefaultRoute(let old, let new)? = plan.hazards.first else { return #expect(Bool(false)) }
        #expect(old.device.text == "enp2s0" && new.device.text == "enp4s0.100")
        let dhcp = try host.plan("version: 1\nethernets: {enp4s0: {dhcp4: true}}")
        #expect(dhcp.hazards.map(\.code.rawValue) == ["H014"])
        for quiet in ["{addresses: [10.0.101.51/24]}", "{dhcp4: true, never-default: true}"] {
            #expect(try host.plan("version: 1\nethernets: {enp4s0: \(quiet)}").hazards.isEmpty, "\(quiet)")
        }
    }

    @Test func `a bridge that gets a second way in beside one that the spec does not have`() throws {
        var host = try Host(applied: "version: 1\nbridges: {br9: {ports: [enp4s0]}}")
        try host.addNIC("enp2s0", number: 8)
        let plan = try host.plan("version: 1\ntrunks: {enp2s0: {9: {bridge: br9}}}")
        #expect(plan.hazards.map(\.code.rawValue) == ["H032"])
    }

    @Test func `a NIC that is found by another key has one profile replaced, and is cut once, for a moment`() throws {
        let host = try Host(applied: "version: 1\nbridges: {br0: {ports: [enp4s0]}}")
        let spec = """
            version: 1
            ethernets: {lan0: {mac: "52:54:00:00:00:00"}}
            bridges: {br0: {ports: [lan0]}}
            """
        for spec in [spec, spec + "\nprune: true"] {
            let plan = try host.plan(spec)
            #expect(plan.removals.isEmpty && plan.replaced.map(\.id) == ["enp4s0"])
            #expect(plan.cuts.map { "\($0.device) \($0.seconds ?? -1) \($0.cause)" } == ["enp4s0 1 broughtUp"])
            #expect(plan.staying.isEmpty)
        }
    }

    @Test func `a bridge that swaps its NIC is not cut for good`() throws {
        var host = try Host(applied: "version: 1\nbridges: {br0: {ports: [enp2s0]}}")
        try host.addNIC("enp4s0", number: 9)
        for prune in ["", "prune: true\n"] {
            let plan = try host.plan("version: 1\n\(prune)bridges: {br0: {ports: [enp4s0]}}")
            #expect(plan.cuts.map { "\($0.device) \($0.seconds ?? -1)" } == ["enp2s0 2"], "\(prune)")
        }
    }

    @Test func `a bond that the spec does not have gets another address when its first NIC is taken`() throws {
        var host = try Host(
            applied: "version: 1\nbonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}")
        try host.changeLink("bond0") { $0.mac = MACAddress("52:54:00:00:00:00") }
        let plan = try host.plan("version: 1\nbridges: {br9: {ports: [enp2s0]}}")
        #expect(plan.hazards.map(\.code.rawValue) == ["H022", "H024"])
        let other = try host.plan("version: 1\nbridges: {br9: {ports: [enp3s0]}}")
        #expect(other.hazards.map(\.code.rawValue) == ["H022"])
    }

    @Test func `a bridge that will ask by another MAC address than the NIC with the address`() throws {
        var host = try Host(nics: ["enp2s0", "enp3s0"])
        host.addProfile("Wired", on: "enp3s0", active: "enp3s0")
        var dynamic = try address("10.0.100.77/24")
        dynamic.isDynamic = true
        try host.changeLink("enp3s0") { $0.addresses = [dynamic] }
        let spec = "version: 1\nbridges: {br0: {ports: [enp2s0, enp3s0], dhcp4: true, stp: true}}"
        let plan = try host.plan(spec)
        let found = plan.hazards.compactMap { hazard -> String? in
            guard case .automaticAddressChanges(let device, let from, let old, let new, let place) = hazard else {
                return nil
            }
            return "\(device) \(from) \(old) \(new) \(place)"
        }
        #expect(found == ["br0 enp3s0 52:54:00:00:00:01 52:54:00:00:00:00 br0"])
        let kept = spec.replacing("stp: true", "stp: true, mac: \"52:54:00:00:00:01\"")
        #expect(try !host.plan(kept).hazards.map(\.code.rawValue).contains("H025"))
    }

    @Test func `a NIC that is left without a profile, where NetworkManager would make one`() throws {
        var host = try Host(nics: ["enp2s0"])
        host.addProfile("Wired", on: "enp2s0", active: "enp2s0")
        #expect(try host.plan("version: 1\nabsent: [enp2s0]").hazards.map(\.code.rawValue) == ["H026"])
        // One with a cable and without a profile: it makes none here.
        try host.addNIC("enp9s0", number: 9)
        #expect(try host.plan("version: 1\nabsent: [enp2s0]").hazards.isEmpty)
    }
}
