import Host
import NetTypes
import Planning
import Testing
import Topology

private let bonded = """
    version: 1
    bonds: {bond0: {ports: [enp2s0, enp3s0], mode: active-backup}}
    trunks: {bond0: {100: {addresses: [10.0.100.10/24]}, 200: {bridge: br200}}}
    """

@Suite struct `What a boot makes where the spec leaves it open` {
    private func repairs(
        from old: Host, to spec: String, now change: (inout Host) throws -> Void = { _ in }
    ) throws -> [String] {
        var now = old
        try change(&now)
        return BootDefaults.repairs(
            after: try old.plan(spec), for: try topology(spec), from: old.live, in: now.live
        ).map { repair in
            switch repair {
            case .mtu(let link, let mtu): "\(link) mtu \(mtu)"
            case .mac(let bond, let mac): "\(bond) mac \(mac)"
            case .activePort(let bond, let port): "\(bond) active \(port)"
            }
        }
    }

    /// As it is after an MTU was taken out of a spec and NetworkManager has left it in the kernel.
    private func large() throws -> Host {
        try Host(applied: bonded.replacing("mode: active-backup", with: "mode: active-backup, mtu: 9000"))
    }

    @Test func `a bond's MTU goes back with what stands on it, in one step`() throws {
        #expect(try repairs(from: large(), to: bonded) == ["bond0 mtu 1500", "br200 mtu 1500"])
        #expect(try repairs(from: Host(applied: bonded), to: bonded) == [])
    }

    @Test func `a later plan sees it, and changes it while it runs`() throws {
        var host = try Host(applied: bonded)
        for name in ["bond0", "enp2s0", "enp3s0", "bond0.100", "bond0.200", "br200"] {
            try host.changeLink(name) { $0.mtu = 9000 }
        }
        #expect(
            changes(try host.plan(bonded)) == ["0 bond0 keep reapply because its MTU is 9000, and a boot makes it 1500"]
        )
    }

    @Test func `a NIC gets the standard MTU back only where its profile has lost one`() throws {
        let plain = "version: 1\nethernets: {enp4s0: {}}"
        let large = try Host(applied: "version: 1\nethernets: {enp4s0: {mtu: 9000}}")
        #expect(try repairs(from: large, to: plain) == ["enp4s0 mtu 1500"])
        // Its driver, or DHCP, has said something else meanwhile.
        #expect(try repairs(from: large, to: plain) { try $0.changeLink("enp4s0") { $0.mtu = 8500 } } == [])
        var own = try Host(applied: plain)
        try own.changeLink("enp4s0") { $0.mtu = 9000 }
        #expect(try repairs(from: own, to: plain) == [])
        #expect(try own.plan(plain).isEmpty)
    }

    @Test func `a bridge follows the least of its ports, guests' taps among them`() throws {
        let spec = "version: 1\nethernets: {enp4s0: {mtu: 9000}}\nbridges: {br0: {ports: [enp4s0]}}"
        var host = try Host(applied: spec)
        #expect(try repairs(from: host, to: spec) == [])
        try host.changeLink("br0") { $0.mtu = 4000 }
        #expect(try repairs(from: host, to: spec) == ["br0 mtu 9000"])
        var tap = try host.link("vnet0", kind: "tun")
        tap.mtu = 4000
        tap.controller = try InterfaceName("br0")
        host.live.links[tap.name] = tap
        #expect(try repairs(from: host, to: spec) == [])
    }

    @Test func `a bond whose first port has left, or that has a new one, gets that port's MAC address and uses it`()
        throws
    {
        let old = try Host(applied: bonded)
        func joined(_ ports: [String]) -> (inout Host) throws -> Void {
            { host in
                for nic in ["enp1s0", "enp2s0", "enp3s0"] where host.live.links[try InterfaceName(nic)] != nil {
                    try host.changeLink(nic) {
                        $0.controller = ports.contains(nic) ? try InterfaceName("bond0") : nil
                    }
                }
                try host.changeLink("bond0") { $0.mac = MACAddress("52:54:00:00:00:00") }
            }
        }
        var host = old
        try host.changeLink("bond0") { $0.mac = MACAddress("52:54:00:00:00:00") }
        let shrunk = bonded.replacing("enp2s0, ", with: "")
        #expect(
            try repairs(from: host, to: shrunk, now: joined(["enp3s0"])) == [
                "bond0 mac 52:54:00:00:00:01", "bond0 active enp3s0",
            ])
        #expect(try host.plan(shrunk).hazards.map(\.code) == [.bondAddressChanges])
        // Nothing has changed who is in it: a port may have failed, and the address be another one's for years.
        #expect(try repairs(from: host, to: bonded, now: { _ in }) == [])
        // An address of its own, and the active port's, are not a port's.
        for more in ["mac: \"52:54:00:00:00:00\"", "options: {fail_over_mac: active}"] {
            let spec = shrunk.replacing("mode: active-backup", with: "mode: active-backup, \(more)")
            let found = try repairs(from: host, to: spec, now: joined(["enp3s0"]))
            #expect(found == ["bond0 active enp3s0"], "\(more)")
        }

        try host.addNIC("enp1s0", number: 9)
        let grown = bonded.replacing("[enp2s0", with: "[enp1s0, enp2s0")
        #expect(
            try repairs(from: host, to: grown, now: joined(["enp1s0", "enp2s0", "enp3s0"])) == [
                "bond0 mac 52:54:00:00:00:09", "bond0 active enp1s0",
            ])
    }
}
