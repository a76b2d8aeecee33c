import Foundation
import LabSupport

/// libvirt's RELAX NG schema, as its package installs it, asked by xmllint.
enum Schema {
    private static let file = "/usr/share/libvirt/schemas/domaincommon.rng"
    static let missing = "libvirt's schemas (package libvirt0) or xmllint (libxml2-utils) are not installed"

    /// Why it cannot be asked here, or `nil`.
    static let obstacle: String? = {
        let hasTool = (try? Finished.run(["xmllint", "--version"]))?.code == 0
        return hasTool && FileManager.default.fileExists(atPath: file) ? nil : missing
    }()

    /// Every form that an interface can have.
    static let samples: [String] = [
        "bridges: {br0: {}}\nguests: {vm1: {interfaces: [br0, {bridge: br0, mac: \"52:54:00:15:81:b2\"}]}}\n",
        "bridges: {br0: {mtu: 9000}}\nguests: {vm1: {interfaces: [{bridge: br0, isolated: true}]}}\n",
        "bridges: {br0: {}}\nguests: {a: {interfaces: [{bridge: br0, model: e1000}, {bridge: br0, model: e1000e}]}}\n",
        "bridges: {br0: {}}\nguests: {a: {interfaces: [{bridge: br0, model: rtl8139}]}}\n",
        """
        bridges: {br0: {vlan-filtering: true, ports: [enp2s0: {vlans: [100-110]}]}}
        guests:
          a: {interfaces: [{bridge: br0, vlan: 100}, {bridge: br0, vlans: [100-102]}]}
          b: {interfaces: [{bridge: br0, vlan: 100, vlans: [105, 107-108], isolated: true}]}

        """,
        """
        ovs-bridges: {ovs0: {ports: [enp2s0]}}
        guests: {a: {interfaces: [ovs0, {bridge: ovs0, vlan: 100}, {bridge: ovs0, vlan: 100, vlans: [200]}]}}

        """,
        """
        ethernets: {enp5s0: {sriov: {vfs: 3, vf: {0: {pci: "0000:05:10.0"}, 2: {pci: "ffff:ff:1f.7", vlan: 4094,
          mac: "52:54:00:15:81:b2"}}}}}
        guests: {a: {interfaces: [{vf: enp5s0/0}, {vf: enp5s0/2}]}}

        """,
    ]

    /// What the schema says against an `<interface>`; empty when it has nothing to say.
    static func verdict(on text: String) throws -> String {
        // libvirt has a schema of whole domains; this is its part that defines an interface.
        let grammar = """
            <grammar xmlns="http://relaxng.org/ns/structure/1.0">
              <include href="\(file)"/>
              <start><ref name="interface"/></start>
            </grammar>
            """
        let path = FileManager.default.temporaryDirectory.path + "/nm-topology.\(UUID().uuidString).rng"
        try grammar.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let end = try Finished.run(["xmllint", "--noout", "--relaxng", path, "-"], input: Array(text.utf8))
        return end.code == 0 ? "" : end.errors + end.output
    }

    /// What the schema of networks says against a `<network>`; empty when it has nothing to say.
    static func verdict(onNetwork text: String) throws -> String {
        let schema = "/usr/share/libvirt/schemas/network.rng"
        let end = try Finished.run(["xmllint", "--noout", "--relaxng", schema, "-"], input: Array(text.utf8))
        return end.code == 0 ? "" : end.errors + end.output
    }

    static func isWellFormed(_ text: String) throws -> Bool {
        try Finished.run(["xmllint", "--noout", "-"], input: Array(text.utf8)).code == 0
    }
}
