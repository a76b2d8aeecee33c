import LabSupport
import Testing

@Suite struct `Show without NetworkManager` {
    @Test func `a spec is shown without a bus, and nothing is said of it`() throws {
        let shown = try Program.run(["show", Fixture.examples + "/kvm-trunk.yaml"])
        #expect(shown.code == 0 && shown.errors == "", "\(shown)")
        #expect(shown.output.hasPrefix("┌─ enp2s0     NIC\n├─ enp3s0     NIC\nbond0         bond      802.3ad\n"))
    }

    @Test(arguments: ["json", "mermaid", "dot", "svg"])
    func `a spec has all formats`(format: String) throws {
        let spec = try Fixture.text("examples/kvm-trunk.yaml")
        let shown = try Program.run(["show", "--format", format], spec: spec)
        #expect(shown.code == 0, "\(shown)")
        for name in ["enp2s0", "bond0.300", "br200", "10.0.100.53"] { #expect(shown.output.contains(name)) }
    }

    @Test func `this host is shown as the kernel has it, and standard error says what is missing`() throws {
        let shown = try Program.run(["show"])
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.errors.contains("Note: ") && shown.errors.contains("this is what the kernel has"))
        #expect(!shown.output.isEmpty)
        let json = try Program.run(["show", "--format", "json"])
        #expect(json.code == 0 && json.output.contains(#""networkManager" : false"#))
    }

    @Test func `a spec can be compared with a host that has no NetworkManager`() throws {
        let spec = "version: 1\nethernets: {nonesuch0: {mtu: 1400}}\n"
        let shown = try Program.run(["show", "--compare"], spec: spec)
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("+ nonesuch0"))
        #expect(shown.output.contains("but there is no such NIC here"))
    }

    @Test func `a wrong spec ends with 65, wrong usage with 64`() throws {
        #expect(try Program.run(["show"], spec: "version: 1\nbonds: {bond0: {mode: lacp}}\n").code == 65)
        #expect(try Program.run(["show", "/nonexistent.yaml"]).code == 65)
        #expect(try Program.run(["show", "--format", "png"]).code == 64)
    }

    @Test func `without a UTF-8 locale the tree is ASCII`() throws {
        let shown = try Program.run(
            ["show", Fixture.examples + "/kvm-trunk.yaml"], environment: ["LC_ALL": "C"])
        #expect(shown.output.unicodeScalars.allSatisfy { $0.isASCII })
        #expect(shown.output.contains("`- bond0.300"))
    }
}
