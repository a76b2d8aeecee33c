import Diagnosis
import Host
import NetTypes
import Testing

/// D015 to D017: policy rules and the tables to which they lead.
struct PolicyFindingTests {
    /// A host of which the kernel's own rules are known, and further ones.
    private static func world(_ rules: [LiveRule] = [], _ routes: [KernelRoute] = []) -> World {
        var world = World()
        world.rules = [rule(0, 255), rule(32766, 254), rule(32767, 253)] + rules
        world.routes += routes
        return world
    }

    private static func rule(_ priority: Int, _ table: Int, from source: String? = nil) -> LiveRule {
        var rule = LiveRule(isIPv6: false)
        rule.priority = priority
        rule.table = table
        rule.action = 1
        rule.source = source.map(prefix)
        return rule
    }

    private static func rejecting(_ priority: Int, from source: String?) -> LiveRule {
        var result = rule(priority, 0, from: source)
        result.action = 8
        return result
    }

    private static func route(_ table: Int) -> KernelRoute {
        var route = defaultRoute("10.1.44.1", 7, metric: 0)
        route.table = table
        route.protocol = 4
        return route
    }

    @Test func `D015: a rule for an address, into a table without routes`() throws {
        #expect(Self.world().codes == [])
        let lost = Self.world([Self.rule(100, 300, from: "10.1.44.0/24")])
        let finding = try #require(lost.findings.first)
        #expect(lost.codes == ["D015"] && finding.interfaces == ["br300"])
        #expect(finding.seen.first?.text.contains("from 10.1.44.0/24") == true)
        #expect(Self.world([Self.rule(100, 300, from: "10.1.44.0/24")], [Self.route(300)]).codes == [])
        #expect(Self.world([Self.rule(220, 220)]).codes == [], "strongSwan's is there before its routes are")
    }

    @Test func `D016: a rule that rejects what an address sends, unless a rule before it finds a way`() throws {
        let rejected = Self.world([Self.rejecting(100, from: "10.1.44.2/32")])
        let finding = try #require(rejected.findings.first)
        #expect(rejected.codes == ["D016"] && finding.severity == .problem && finding.interfaces == ["br300"])
        #expect(finding.headline.contains("10.1.44.2 of br300"))
        #expect(finding.here.first?.command == "ip -4 rule delete priority 100 from 10.1.44.2/32")

        let fallback = [Self.rule(99, 300, from: "10.1.44.2/32"), Self.rejecting(100, from: "10.1.44.2/32")]
        #expect(Self.world(fallback, [Self.route(300)]).codes == [], "it is for what found no way before")
        #expect(Self.world([Self.rejecting(33000, from: nil)]).codes == [], "the main table comes first")
        #expect(Self.world([Self.rejecting(100, from: "10.9.0.0/16")]).codes == [], "no address of the host")
        var marked = Self.rejecting(100, from: nil)
        marked.mark = 0x80000
        #expect(Self.world([marked]).codes == [], "for some packets only")
    }

    @Test func `D017: routes in a table that no rule and no VRF uses`() throws {
        let unused = Self.world([], [Self.route(300)])
        let finding = try #require(unused.findings.first)
        #expect(unused.codes == ["D017"] && finding.severity == .note && finding.interfaces == ["br300"])
        var vrf = Self.world([], [Self.route(300)])
        vrf.links.append(link(12, "red") { $0.details = .vrf(table: 300) })
        #expect(vrf.codes == [])
        var unread = World()
        unread.routes.append(Self.route(300))
        #expect(unread.codes == [], "the rules could not be read")
    }
}
