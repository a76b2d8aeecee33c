import Foundation
import Host
import LabSupport
import Picture
import Rendering
import Testing

@Suite struct `The picture of a snapshot` {
    @Test func `is that of the host that it was taken of`() throws {
        let text = try Fixture.text("Tests/PlanningTests/Golden/second-apply/current.json")
        #expect(try Schema.problems(of: text) == [])
        let host = try JSONDecoder().decode(HostState.self, from: Data(text.utf8))
        let tree = TreeView(style: .plain, width: nil, isUnicode: false).text(of: Picture(of: host))
        for link in host.kernel.links.values where !link.isLoopback { #expect(tree.contains(link.name)) }
        #expect(tree.contains("LACP"))
    }
}
