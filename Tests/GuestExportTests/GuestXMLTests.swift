import GuestExport
import LabSupport
import NetTypes
import Testing
import Topology

@Suite struct `Guests' XML` {
    private func documents(_ body: String, find: (VirtualFunctionName) -> PCIAddress? = { _ in nil }) throws
        -> [GuestXML.Document]
    {
        let topology = try Topology(validating: [SpecSource(name: "spec.yaml", text: "version: 1\n" + body)])
        return try GuestXML.documents(of: topology.guests, in: topology, find: find)
    }

    private func example(_ name: String) throws -> [GuestXML.Document] {
        let text = try Fixture.text("examples/\(name).yaml")
        return try documents(text.replacing("version: 1\n", with: ""))
    }

    @Test func `a guest on a bridge has virtio, unless the spec says otherwise`() throws {
        let documents = try example("guests")
        #expect(documents.map(\.fileName) == ["vm1-1.xml", "vm2-1.xml", "vm2-2.xml", "vm3-1.xml"])
        #expect(
            documents[0].text == """
                <!-- guest vm1, interface 1 of 1: bridge br200 -->
                <interface type='bridge'>
                  <source bridge='br200'/>
                  <model type='virtio'/>
                </interface>

                """)
        #expect(
            documents[2].text == """
                <!-- guest vm2, interface 2 of 2: bridge br300 -->
                <interface type='bridge'>
                  <mac address='52:54:00:15:81:b3'/>
                  <source bridge='br300'/>
                  <model type='virtio'/>
                  <mtu size='9000'/>
                </interface>

                """)
        #expect(documents[3].text.contains("<model type='e1000'/>"))
        #expect(documents[3].text.contains("<!-- e1000 is emulated, at the cost of the host's processor;"))
    }

    @Test func `a virtual function is handed over with its address and VLAN, and the caveat is said`() throws {
        #expect(
            try example("sriov").last?.text == """
                <!-- guest vm1, interface 2 of 2: virtual function 0 of enp5s0 -->
                <!-- While the guest has it, the guest cannot be moved to another host without a break (no live migration) -->
                <interface type='hostdev' managed='yes'>
                  <mac address='52:54:00:15:81:c0'/>
                  <source>
                    <address type='pci' domain='0x0000' bus='0x05' slot='0x10' function='0x0'/>
                  </source>
                  <vlan>
                    <tag id='200'/>
                  </vlan>
                </interface>

                """)
    }

    @Test func `a function's address that the spec does not give is looked for, and missed when it is nowhere`() throws
    {
        let body = "ethernets: {enp5s0: {sriov: {vfs: 2}}}\nguests: {vm1: {interfaces: [{vf: enp5s0/1}]}}\n"
        let found = try documents(body) { $0.description == "enp5s0/1" ? PCIAddress("0001:af:1f.7") : nil }
        #expect(
            found[0].text.contains("<address type='pci' domain='0x0001' bus='0xaf' slot='0x1f' function='0x7'/>"))
        let missing = #expect(throws: GuestXML.UnknownFunction.self) { try documents(body) }
        #expect(missing?.guest == "vm1")
        #expect(missing?.function.description == "enp5s0/1")
    }

    @Test func `VLANs of a filtering bridge become tags`() throws {
        let bridge = "bridges: {br0: {vlan-filtering: true, ports: [enp2s0: {vlans: [100-103, 200]}]}}\n"
        func vlan(_ keys: String) throws -> String {
            let text = try documents(bridge + "guests: {vm1: {interfaces: [{bridge: br0, \(keys)}]}}\n")[0].text
            return text.split(separator: "\n").filter { $0.contains("vlan") || $0.contains("tag") }
                .map { $0.drop { $0 == " " } }.joined()
        }
        #expect(try vlan("vlan: 200") == "<vlan><tag id='200'/></vlan>")
        #expect(
            try vlan("vlan: 101, vlans: [100-102]")
                == "<vlan trunk='yes'><tag id='101' nativeMode='untagged'/><tag id='100'/><tag id='102'/></vlan>")
        #expect(try vlan("vlans: [200]") == "<vlan trunk='yes'><tag id='200'/></vlan>")
    }

    @Test func `a port of Open vSwitch says so, and has its VLAN`() throws {
        let text = try documents(
            "ovs-bridges: {ovs0: {ports: [enp2s0]}}\nguests: {vm1: {interfaces: [{bridge: ovs0, vlan: 200}]}}\n")[0]
            .text
        #expect(text.contains("<virtualport type='openvswitch'/>") && text.contains("<tag id='200'/>"))
        #expect(!text.contains("libvirt 11"))
    }

    @Test func `what would end an attribute or a comment does not`() throws {
        let spec = """
            bridges: {"b&'<>\\"": {}}
            guests: {"a--'&<b>-": {interfaces: [{bridge: "b&'<>\\""}]}}

            """
        let text = try documents(spec)[0].text
        #expect(text.contains("<source bridge='b&amp;&apos;&lt;&gt;&quot;'/>"))
        #expect(text.hasPrefix("<!-- guest a- -'&<b>-, interface 1 of 1"))
        try #require(Schema.obstacle == nil || Schema.obstacle == Schema.missing)
        if Schema.obstacle == nil { #expect(try Schema.isWellFormed(text)) }
    }

    @Test(.enabled(if: Schema.obstacle == nil, "\(Schema.obstacle ?? "")"), arguments: Schema.samples)
    func `libvirt's own schema takes every element`(sample: String) throws {
        for document in try documents(sample) {
            let verdict = try Schema.verdict(on: document.text)
            #expect(verdict == "", "\(document.fileName): \(document.text)")
        }
    }

    @Test(.enabled(if: Schema.obstacle == nil, "\(Schema.obstacle ?? "")"))
    func `libvirt's schema is one that refuses`() throws {
        #expect(
            try Schema.verdict(on: "<interface type='bridge'><source bridge='br0'/><model type='a b'/></interface>")
                != "")
        #expect(try Schema.verdict(on: "<interface type='hostdev'><vlan/></interface>") != "")
    }
}
