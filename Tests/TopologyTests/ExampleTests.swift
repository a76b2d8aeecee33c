import Foundation
import NetTypes
import OrderedCollections
import Testing
import Topology

/// The specs under `examples/`.
struct ExampleTests {
    static var names: [String] {
        specs(in: "examples")
    }

    /// The specs in a folder of the repository, by their names.
    static func specs(in folder: String) -> [String] {
        let folder = packageRoot.appending(path: folder).path()
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    static func source(_ name: String) throws -> SpecSource {
        let data = try Data(contentsOf: packageRoot.appending(path: "examples/\(name)"))
        return SpecSource(name: name, bytes: [UInt8](data))
    }

    static func topology(_ name: String) throws -> Topology { try Topology(validating: [source(name)]) }

    @Test(arguments: names) func `every example is valid and nothing about it is doubtful`(name: String) throws {
        #expect(render(diagnose([try Self.source(name)])) == "")
    }

    @Test(arguments: names) func `every example names its schema for editors, and says what it is for`(name: String)
        throws
    {
        let lines = String(decoding: try Self.source(name).bytes, as: UTF8.self).components(separatedBy: "\n")
        #expect(lines[0] == "# yaml-language-server: $schema=../docs/spec.schema.json")
        #expect(lines[1].hasPrefix("# "))
    }

    @Test func `the shorthand expands to exactly what it stands for`() throws {
        let long = """
            version: 1
            bonds:
              bond0:
                ports: [enp2s0, enp3s0]
                mode: 802.3ad
                options: {miimon: 100, lacp_rate: fast, xmit_hash_policy: layer3+4}
            vlans:
              bond0.100:
                {parent: bond0, id: 100, addresses: [10.0.100.10/24], gateway: 10.0.100.1, dns: {servers: [10.0.100.53]}}
              bond0.200: {parent: bond0, id: 200}
              bond0.300: {parent: bond0, id: 300}
            bridges:
              br200: {ports: [bond0.200]}
              br300: {ports: [bond0.300], addresses: [10.1.44.2/24]}
            """
        let topology = try Topology(validating: [SpecSource(name: "long.yaml", text: long)])
        let short = try Self.topology("guest-vlan-address.yaml")
        #expect(short.interfaces == topology.interfaces && short.mtus == topology.mtus)
        // Only that what the shorthand names may be the host's already.
        #expect(short.scope.undeclared.subtracting(topology.scope.undeclared).map(\.text) == ["br200"])
    }

    @Test func `the first answer of the thread becomes the interfaces it describes`() throws {
        let topology = try Self.topology("kvm-trunk.yaml")
        #expect(
            topology.interfaces.keys.map(\.text)
                == ["enp2s0", "enp3s0", "bond0", "bond0.100", "bond0.200", "bond0.300", "br200", "br300"])
        let bond = try #require(topology.interfaces[InterfaceName("bond0")])
        #expect(
            bond.kind
                == .bond(
                    Bond(
                        mode: .lacp, options: ["miimon": "100", "lacp_rate": "fast", "xmit_hash_policy": "layer3+4"],
                        ports: [try InterfaceName("enp2s0"), try InterfaceName("enp3s0")])))
        #expect(bond.ipv4 == .disabled)
        #expect(
            try topology.interfaces[InterfaceName("enp2s0")]?.attachment == .bond(InterfaceName("bond0"), BondPort()))
        let management = try #require(topology.interfaces[InterfaceName("bond0.100")])
        #expect(management.parent == bond.name)
        #expect(management.ipv4.method == .manual)
        #expect(management.ipv4.addresses.map(\.description) == ["10.0.100.10/24"])
        #expect(management.ipv4.gateway?.description == "10.0.100.1")
        #expect(management.ipv4.dnsServers.map(\.description) == ["10.0.100.53"])
        #expect(management.ipv6 == .disabled)
        let port = try #require(topology.interfaces[InterfaceName("bond0.200")])
        #expect(try port.attachment == .bridge(InterfaceName("br200"), BridgePort()))
        #expect(try topology.interfaces[InterfaceName("br200")]?.ipv4 == .disabled)
    }

    @Test func `a port of a filtering bridge has its untagged VLAN once`() throws {
        let text = """
            version: 1
            bridges:
              br0: {vlan-filtering: true, ports: [enp2s0: {vlans: [100-200, {id: 300, untagged: true}], pvid: 150}]}
            """
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: text)])
        guard case .bridge(_, let port) = try topology.interfaces[InterfaceName("enp2s0")]?.attachment else {
            Issue.record("enp2s0 is no port of a bridge")
            return
        }
        #expect(
            port.vlans.map { "\($0.first)-\($0.last)\($0.pvid ? " pvid" : "")\($0.untagged ? " untagged" : "")" }
                == ["100-149", "150-150 pvid untagged", "151-200", "300-300 untagged"])
    }

    @Test(arguments: [
        ("{dhcp4: true}", "auto", "disabled"), ("{accept-ra: true}", "disabled", "auto"),
        ("{dhcp6: true}", "disabled", "dhcp"), ("{dhcp6: true, accept-ra: true}", "disabled", "auto"),
        ("{dhcp4: true, addresses: [10.0.100.10/24]}", "auto", "disabled"), ("{mtu: 9000}", "disabled", "disabled"),
        ("{addresses: [10.0.100.10/24, \"2001:db8::10/64\"]}", "manual", "manual"),
    ])
    func `what is said of layer 3 decides the methods`(keys: String, ipv4: String, ipv6: String) throws {
        let text = "version: 1\nethernets:\n  enp2s0: \(keys)\n"
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: text)])
        let interface = try #require(topology.interfaces[InterfaceName("enp2s0")])
        #expect(interface.ipv4.method.rawValue == ipv4)
        #expect(interface.ipv6.method.rawValue == ipv6)
    }

    @Test func `interfaces are found where the spec names them first`() throws {
        let locations = try Topology.validate([Self.source("kvm-trunk.yaml")]).locations
        #expect(try locations[InterfaceName("enp3s0")]?.description == "kvm-trunk.yaml:8:27")
        #expect(try locations[InterfaceName("bond0.100")]?.description == "kvm-trunk.yaml:11:5")
        #expect(try locations[InterfaceName("br200")]?.description == "kvm-trunk.yaml:12:19")
    }
}
