import GuestExport
import LabSupport
import Testing
import Topology

@Suite struct `Networks' XML` {
    private func documents(_ body: String) throws -> [String] {
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: "version: 1\n" + body)])
        return NetworkXML.documents(of: topology).map(\.text)
    }

    @Test func `a bridge is a network of its name, whose guests are on the bridge`() throws {
        #expect(
            try documents("bridges: {br200: {ports: [enp2s0], mtu: 9000}}\n") == [
                """
                <!-- bridge br200; in a guest: <interface type='network'> with <source network='br200'/> -->
                <network>
                  <name>br200</name>
                  <forward mode='bridge'/>
                  <bridge name='br200'/>
                </network>

                """
            ])
    }

    @Test func `a filtering bridge has a portgroup for each VLAN of its own, its ports and its guests`() throws {
        let text = try documents(
            """
            bridges: {br0: {vlan-filtering: true, vlans: [100], ports: [enp2s0: {vlans: [100-102, 200]}]}}
            guests: {vm1: {interfaces: [{bridge: br0, vlan: 102}]}}

            """)[0]
        let groups = text.split(separator: "\n").filter { $0.contains("portgroup name") }
        #expect(groups.map { $0.drop { $0 == " " } } == [100, 101, 102, 200].map { "<portgroup name='vlan-\($0)'>" })
        #expect(text.contains("    <vlan>\n      <tag id='200'/>\n    </vlan>") && text.contains("libvirt 11.0"))
    }

    @Test func `a bridge of Open vSwitch says so, and has its ports' VLANs`() throws {
        let text = try documents(
            "ovs-bridges: {ovs0: {ports: [enp2s0, {enp3s0: {tag: 300}}, {enp4s0: {trunks: [400-401]}}]}}\n")[0]
        #expect(text.contains("<virtualport type='openvswitch'/>") && !text.contains("libvirt 11"))
        for vlan in [300, 400, 401] { #expect(text.contains("<portgroup name='vlan-\(vlan)'>")) }
    }

    @Test(
        .enabled(if: Schema.obstacle == nil, "\(Schema.obstacle ?? "")"),
        arguments: [
            "bridges: {br0: {}, br-vm.100: {}}\n",
            "bridges: {br0: {vlan-filtering: true, ports: [enp2s0: {vlans: [1-4094]}]}}\n",
            "ovs-bridges: {ovs0: {ports: [enp2s0]}}\nguests: {a: {interfaces: [{bridge: ovs0, vlan: 100}]}}\n",
        ])
    func `libvirt's own schema takes every network`(spec: String) throws {
        for text in try documents(spec) { #expect(try Schema.verdict(onNetwork: text) == "", "\(text)") }
    }

    /// virsh with libvirt's test driver, which needs no daemon and reads definitions as every driver does.
    private static let hasVirsh = (try? Finished.run(["virsh", "--version"]))?.code == 0

    @Test(
        .enabled(if: hasVirsh, "virsh (libvirt-clients) is not installed"), arguments: ["kvm-trunk", "vlan-filtering"])
    func `virsh defines the networks of an example`(example: String) throws {
        let body = try Fixture.text("examples/\(example).yaml").replacing("version: 1\n", with: "")
        let texts = try documents(body)
        #expect(!texts.isEmpty)
        for text in texts {
            let end = try Finished.run(
                ["virsh", "-c", "test:///default", "net-define", "/dev/stdin"], input: Array(text.utf8))
            #expect(end.code == 0, "\(end.errors)\n\(text)")
        }
    }
}
