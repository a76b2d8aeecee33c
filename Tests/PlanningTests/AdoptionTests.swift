import Host
import NetTypes
import Planning
import Profiles
import Testing
import Topology

/// Which profiles of others a plan takes over as they are, and which interfaces it has to bring up again for it.
@Suite struct `A profile that is taken over` {
    /// A host whose profiles somebody else made, with files of NetworkManager's own.
    private func host(_ spec: String, _ change: (inout Settings) -> Void = { _ in }) throws -> Host {
        var host = try Host(applied: spec)
        host.live.profiles = host.live.profiles.map { old in
            var settings = old.settings
            settings["user"] = nil
            settings["connection"]?["uuid"] = .string("their-\(old.id)")
            change(&settings)
            return LiveProfile(
                path: old.path, uuid: "their-\(old.id)", id: old.id, type: old.type, interfaceName: old.interfaceName,
                settings: settings, filename: "/etc/NetworkManager/system-connections/\(old.id).nmconnection",
                isUnsaved: false, isGenerated: false)
        }
        for device in host.live.devices where device.activeUUID != nil {
            host.setDevice(device.interface, active: "their-\(device.interface)")
        }
        return host
    }

    @Test func `a bridge's MAC address stays where it is`() throws {
        let spec = "version: 1\nbridges: {br8: {mac: \"52:54:00:aa:00:08\"}}\n"
        let host = try host(spec) { settings in
            settings["bridge"]?["mac-address"] = nil
            settings["802-3-ethernet"]?["assigned-mac-address"] = .string("52:54:00:AA:00:08")
        }
        let plan = try host.plan(spec)
        let step = try #require(plan.steps.first)
        #expect(step.activation == Step.Activation.none && step.reasons == [.adopted(profile: "br8")], "\(lines(plan))")
        #expect(step.profile.settings["bridge"]?["mac-address"] == nil)
        #expect(
            step.profile.settings["802-3-ethernet"]?["assigned-mac-address"] == .string("52:54:00:AA:00:08"))
        // Another address is a change, and needs another bridge.
        let other = try host.plan(spec.replacing("00:08", with: "00:09"))
        #expect(other.steps.first?.activation == .recreate, "\(lines(other))")
    }

    @Test func `an MTU for a link without the setting for it brings the link up again`() throws {
        let spec = "version: 1\ndummies: {dummy0: {addresses: [10.9.9.1/32]}}\n"
        let host = try host(spec) { $0["802-3-ethernet"] = nil }
        #expect(try host.plan(spec).steps.first?.activation == Step.Activation.none)
        let other = try host.plan(spec.replacing("{addresses", with: "{mtu: 1400, addresses"))
        #expect(other.steps.first?.activation == .activate, "\(lines(other))")
    }

    @Test func `what has never come from the network is no change's fault, unless it asks for it`() throws {
        let spec = "version: 1\nethernets: {enp2s0: {addresses: [10.0.0.2/24], accept-ra: true}}\n"
        let step = try #require(try host(spec).plan(spec).steps.first)
        #expect(step.reasons == [.adopted(profile: "enp2s0")] && step.keepsWhatMayCome)
        let other = try host(spec.replacing(", accept-ra: true", with: "")).plan(spec)
        #expect(other.steps.first?.keepsWhatMayCome == false, "\(lines(other))")
        #expect(try Host(applied: spec).plan(spec).steps.first?.keepsWhatMayCome == true)
    }

    @Test func `a bond that gets a port is asked for its partner, and so is what stands on it`() throws {
        let spec = """
            version: 1
            bonds: {bond0: {ports: [enp2s0], mode: 802.3ad}}
            ethernets: {enp3s0: {}, enp4s0: {accept-ra: true}}
            vlans: {bond0.100: {parent: bond0, id: 100, accept-ra: true}}
            """
        let more = spec.replacing("[enp2s0]", with: "[enp2s0, enp3s0]")
        let plan = try Host(applied: spec).plan(more)
        #expect(plan.keepingWhatMayCome(in: try topology(more)).map(\.text).sorted() == ["enp2s0", "enp4s0"])
    }
}
