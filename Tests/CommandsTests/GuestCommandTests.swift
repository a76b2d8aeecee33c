import Foundation
import LabSupport
import Testing

@Suite struct `guest export` {
    static let spec = """
        version: 1
        ethernets: {nicnotthere0: {sriov: {vfs: 2, vf: {0: {pci: "0000:05:10.0"}}}}}
        bridges: {br0: {}}
        guests:
          vm1: {interfaces: [br0, {vf: nicnotthere0/0}], silence: {T100: it stays}}
          vm2: {interfaces: [{vf: nicnotthere0/1}], silence: {T100: it stays}}
        """

    @Test func `standard output has the elements of the guests that were asked for`() throws {
        let end = try Program.run(["guest", "export", "--guest", "vm1"], spec: Self.spec)
        #expect(end.code == 0)
        #expect(end.errors == "")
        #expect(end.output.components(separatedBy: "</interface>\n").count == 3)
        #expect(end.output.hasPrefix("<!-- guest vm1, interface 1 of 2: bridge br0 -->\n<interface type='bridge'>\n"))
    }

    @Test func `a function whose place nobody knows is 65, and says where to look`() throws {
        let end = try Program.run(["guest", "export"], spec: Self.spec)
        #expect(end.code == 65)
        #expect(end.output == "")
        #expect(
            end.errors == """
                Error: guest vm2: the PCI address of virtual function 1 of nicnotthere0 is not known here
                Hint: run this on the host once its virtual functions are there, or write it into the spec: `vf: {1: {pci: \
                "0000:05:10.3"}}`, as `readlink /sys/class/net/nicnotthere0/device/virtfn1` shows it

                """)
    }

    @Test func `a folder gets a file for each interface`() throws {
        let scratch = try Scratch()
        let end = try Program.run(
            ["guest", "export", "--output", "\(scratch.path)/new", "\(Fixture.examples)/guests.yaml"])
        #expect(end.code == 0)
        #expect(end.output == "")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/new").sorted()
        #expect(files == ["vm1-1.xml", "vm2-1.xml", "vm2-2.xml", "vm3-1.xml"])
        let text = try String(contentsOfFile: "\(scratch.path)/new/vm2-1.xml", encoding: .utf8)
        #expect(text.contains("<mac address='52:54:00:15:81:b2'/>"))
    }

    @Test func `a guest that the spec does not have is wrong usage`() throws {
        let end = try Program.run(["guest", "export", "--guest", "vm7"], spec: Self.spec)
        #expect(end.code == 64)
        #expect(end.errors == "Error: the spec has no guest vm7\nHint: its guests are vm1, vm2\n")
    }

    @Test func `a spec without guests says how to have some`() throws {
        let end = try Program.run(["guest", "export", "\(Fixture.examples)/kvm-trunk.yaml"])
        #expect(end.code == 65)
        #expect(end.errors.contains("write for example `guests: {vm1: {interfaces: [{bridge: br200}]}}`"))
    }
}

@Suite struct `switch-requirements` {
    @Test func `the text is the one on record, and needs nothing of the host`() throws {
        let end = try Program.run(["switch-requirements", "\(Fixture.examples)/kvm-trunk.yaml"])
        #expect(end.code == 0)
        #expect(end.errors == "")
        #expect(try end.output == Fixture.text("Tests/SwitchSideTests/Snapshots/kvm-trunk.txt"))
        #expect(try Fixture.text("docs/commands.md").contains(end.output))
    }

    @Test func `JSON has the same facts`() throws {
        let end = try Program.run(["switch-requirements", "--json", "\(Fixture.examples)/qinq.yaml"])
        #expect(end.code == 0)
        #expect(
            end.output == """
                {
                  "bundles" : [
                    {
                      "aggregation" : "none",
                      "frameSize" : 1526,
                      "mtu" : 1504,
                      "name" : "enp2s0",
                      "ports" : [
                        {
                          "name" : "enp2s0"
                        }
                      ],
                      "sendsBPDUs" : false,
                      "taggedVLANs" : [
                        {
                          "etherType" : "0x88a8",
                          "id" : 1000,
                          "inner" : [
                            100
                          ],
                          "uses" : [
                            {
                              "addresses" : [
                                "10.0.100.10/24"
                              ],
                              "automatic" : false,
                              "by" : "host",
                              "gateways" : [
                                "10.0.100.1"
                              ]
                            }
                          ]
                        }
                      ],
                      "untagged" : [

                      ]
                    }
                  ],
                  "schema" : "nm-topology/switch-requirements/1"
                }

                """)
    }

    @Test func `a spec without NICs needs no port`() throws {
        let end = try Program.run(["switch-requirements"], spec: "{version: 1, bridges: {br0: {}}}")
        #expect(end.code == 0)
        #expect(end.output == "The host needs no switch port: the spec has no NIC.\n")
    }
}
