import Host
import NetTypes
import Planning
import Profiles
import Testing

/// With defaults spelled out, as people do: `miimon: 100` is what NetworkManager takes without a word.
private let spec = """
    version: 1
    bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup, options: {miimon: 100}}}
    bridges: {br0: {ports: [bond0], addresses: [10.0.0.2/24], ageing-time: 300}}
    """

private func drift(
    _ host: Host, _ text: String = spec, applied: String = spec
) throws -> [String: Drift] {
    let found = Drift.found(in: try host.plan(text), on: host.live, applied: ProfileSet(for: try topology(applied)))
    return Dictionary(uniqueKeysWithValues: found.map { ($0.key.text, $0.value) })
}

@Suite struct `What was changed since it was applied` {
    @Test func `nothing, on a host that is as it was applied`() throws {
        let host = try Host(applied: spec)
        #expect(try drift(host) == [:])
        let items = Inventory.items(of: host.live, applied: ProfileSet(for: try topology(spec)))
        #expect(items.allSatisfy { $0.isEdited == false }, "\(items.filter { $0.isEdited != false }.map(\.profile.id))")
    }

    @Test func `what only the spec has changed is no drift`() throws {
        let host = try Host(applied: spec)
        let other = spec.replacing("10.0.0.2/24", with: "10.0.0.3/24").replacing("enp3s0", with: "enp2s0.x")
        #expect(try drift(host, other.replacing(", enp2s0.x", with: "")) == [:])
    }

    @Test func `a property that somebody set`() throws {
        var host = try Host(applied: spec)
        edit(&host, "br0") { $0["bridge"]?["stp"] = .bool(true) }
        #expect(try drift(host) == ["br0": .changed])
        let found = ProfileComparison.since(applied: ProfileSet(for: try topology(spec)), live: host.live)
        #expect(found.map(\.name) == ["br0"] && found.map(\.kind) == [.changed])
        #expect(found.first?.changes.map(\.name) == ["bridge.stp"])
        #expect(found.first?.changes.first?.old == .bool(false), "from what was applied to what is")
    }

    @Test func `a profile that somebody deleted, and not one that is new in the spec`() throws {
        var host = try Host(applied: spec)
        host.live.profiles.removeAll { $0.id == "br0" }
        host.setDevice("br0", active: nil)
        let found = try drift(host, spec + "\nvlans: {v: {parent: br0, id: 5}}\n")
        #expect(found["br0"] == .profileDeleted)
        #expect(found["v"] == nil)
        #expect(
            ProfileComparison.since(applied: ProfileSet(for: try topology(spec)), live: host.live).map(\.kind)
                == [.removed])
    }

    @Test func `an address that somebody added, and a port that somebody took out`() throws {
        var host = try Host(applied: spec)
        try host.changeLink("br0") { link in
            link.addresses.append(
                LiveLink.AddressState(
                    prefix: try #require(IPPrefix("10.9.0.1/24")), isTentative: false, isDuplicate: false))
        }
        try host.changeLink("enp3s0") { $0.controller = nil }
        #expect(try drift(host) == ["br0": .changed, "enp3s0": .changed])
    }

    @Test func `what follows from another interface is not its own`() throws {
        var host = try Host(applied: spec)
        edit(&host, "bond0") { $0["bond"]?["options"] = .stringMap(["mode": "balance-rr"]) }
        #expect(try drift(host) == ["bond0": .changed], "the ports are brought up again for their bond's sake")
    }

    /// In words its reason begins as that of a VLAN whose parent is re-created.
    @Test func `a VLAN that somebody made again with another tag`() throws {
        let spec = "version: 1\nvlans: {v: {parent: enp2s0, id: 5}}\n"
        var host = try Host(applied: spec)
        try host.changeLink("v") { $0.vlan = .init(id: 6, etherType: 0x8100) }
        #expect(try drift(host, spec, applied: spec) == ["v": .changed])
    }

    @Test func `without a history, a profile that cannot be told from an edited one is told as unknown`() throws {
        let host = try Host(applied: spec)
        let edited = Inventory.items(of: host.live, applied: nil).map { "\($0.profile.id) \($0.isEdited as Any)" }
        #expect(edited.contains("enp2s0 Optional(false)"))
        #expect(edited.contains("bond0 nil"), "\(edited)")
        #expect(
            ProfileComparison.since(applied: nil, live: host.live).allSatisfy { $0.kind == .unknown })
    }
}

@Suite struct `The list of profiles` {
    @Test func `each says whose it is, as far as it says so itself`() throws {
        var host = try Host(applied: "version: 1\nbridges: {br0: {}}\n")
        func add(
            _ id: String, file: String?, settings: Settings = [:], isUnsaved: Bool = false, isGenerated: Bool = false
        ) {
            host.live.profiles.append(
                LiveProfile(
                    path: "/\(id)", uuid: id, id: id, type: "802-3-ethernet", interfaceName: nil, settings: settings,
                    filename: file, isUnsaved: isUnsaved, isGenerated: isGenerated))
        }
        let folder = "/etc/NetworkManager/system-connections"
        add("a", file: "\(folder)/cloud-init-eth0.nmconnection")
        add("b", file: "/run/NetworkManager/system-connections/netplan-eth0.nmconnection")
        add("c", file: "\(folder)/c.nmconnection")
        add("Wired connection 1", file: "/run/x", isUnsaved: true)
        add(
            "d", file: nil,
            settings: ["user": ["data": .stringMap(["org.freedesktop.NetworkManager.origin": "nm-initrd-generator"])]])
        add("tap", file: nil, isGenerated: true)
        let items = Inventory.items(of: host.live, applied: nil)
        #expect(
            items.map { "\($0.profile.id): \($0.owner) \($0.storage.rawValue)" } == [
                "Wired connection 1: NetworkManager memory", "a: cloud-init disk", "b: netplan volatile",
                "br0: nm-topology disk",
                "c: other disk", "d: nm-initrd-generator volatile",
            ])
    }
}
