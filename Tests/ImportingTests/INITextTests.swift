import Importing
import Testing
import Topology

struct INITextTests {
    @Test func `sections and keys keep their order and their places, and may be there twice`() {
        let text = INIText(
            ImportFile(name: "a.network", text: "# one\n[Match]\n  Name = eth0 eth1\n[Route]\nA=1\nA=2\n[Route]\nodd\n")
        )
        #expect(text.sections.map(\.name) == ["Match", "Route", "Route"])
        #expect(text.sections[0]["Name"]?.value == "eth0 eth1")
        #expect("\(text.sections[0].entries[0].place)" == "a.network:3:3")
        #expect(text.sections[1]["A"]?.value == "2")
        #expect(text.strange.map(\.line) == [8])
    }
}
