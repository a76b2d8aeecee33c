import Glibc
import Host
import NetTypes
import OrderedCollections
import Planning
import Testing
import Topology

/// A small generator with a seed (xorshift64*), so that a failure can be had again.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}

@Suite struct `The order of coming up` {
    /// A valid topology at random: bonds of NICs, VLANs up to three deep on NICs and bonds, some of them in bridges.
    static func random(_ seed: UInt64) -> String {
        var random = Seeded(seed)
        var bonds: [String] = []
        var vlans: [String] = []
        var bridges: [String] = []
        var free = (0..<Int.random(in: 1...6, using: &random)).map { "eth\($0)" }
        for number in 0..<Int.random(in: 0...3, using: &random) where !free.isEmpty {
            bonds.append("bond\(number): {ports: [\(free.removeLast())], mode: active-backup}")
        }
        var parents = free + bonds.map { String($0.prefix { $0 != ":" }) }
        var inBridge: Set<String> = []
        for number in 0..<Int.random(in: 0...12, using: &random) {
            guard let parent = parents.randomElement(using: &random), !inBridge.contains(parent) else { continue }
            let name = "v\(number)"
            vlans.append("\(name): {parent: \(parent), id: \(number + 1), mtu: 1000}")
            if Bool.random(using: &random) {
                bridges.append("br\(number): {ports: [\(name)]}")
                inBridge.insert(name)
            } else {
                parents.append(name)
            }
        }
        // Sections in any order: the order of the spec must not matter.
        let sections = [("bonds", bonds), ("vlans", vlans), ("bridges", bridges)].shuffled(using: &random)
            .map { name, entries in "\(name): {\(entries.shuffled(using: &random).joined(separator: ", "))}" }
        return
            "{version: 1, ethernets: {\(free.filter { $0.hasPrefix("eth") }.map { "\($0): {}" }.joined(separator: ", "))}, "
            + sections.joined(separator: ", ") + "}"
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `controllers come before their ports, parents and all their ports before their children`(
        seed: UInt64
    ) throws {
        let text = Self.random(seed)
        let topology = try topology(text)
        let order = DependencyOrder(topology)
        #expect(order.levels.flatMap(\.self).sorted() == topology.interfaces.keys.sorted(), "\(text)")
        #expect(order.levels.allSatisfy { !$0.isEmpty })
        for interface in topology.interfaces.values {
            let level = try #require(order.level(of: interface.name))
            #expect(order.levels[level].contains(interface.name))
            var before = [interface.parent, interface.attachment?.controller].compactMap(\.self)
            var beneath = [interface.parent].compactMap(\.self)
            while let controller = beneath.popLast() {
                let ports = topology.interfaces.values.filter { $0.attachment?.controller == controller }.map(\.name)
                before += ports
                beneath += ports
            }
            for other in before { #expect(try #require(order.level(of: other)) < level, "\(text)") }
            // And no later than need be, so that as much as possible comes up at once.
            #expect(level == 1 + (before.compactMap(order.level).max() ?? -1))
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `plans keep the order, and are empty once applied`(seed: UInt64) throws {
        let text = Self.random(seed)
        let host = try Host(nics: (0..<6).map { "eth\($0)" })
        let plan = try host.plan(text)
        #expect(plan.steps.map(\.level) == plan.steps.map(\.level).sorted())
        #expect(plan.steps.allSatisfy { $0.activation == .activate })
        #expect(try Host(applied: text).plan(text).isEmpty, "\(text)")
    }

    @Test func `what the topology has not has no level`() throws {
        let order = DependencyOrder(try topology("{version: 1, bridges: {br0: {}}}"))
        #expect(order.level(of: try InterfaceName("br1")) == nil)
    }
}

@Suite(.serialized) struct `Plans of large hosts` {
    /// `count` VLANs on a bond, each in a bridge.
    private func trunk(_ count: Int) -> String {
        let vlans = (1...count).map { "    \($0): {bridge: b\($0)}" }.joined(separator: "\n")
        return "version: 1\nbonds: {t: {ports: [enp2s0], mode: active-backup}}\ntrunks:\n  t:\n\(vlans)\n"
    }

    /// Processor time of this thread: what the machine does besides must not count.
    private func time(_ topology: Topology, on live: LiveState) throws -> (plan: Plan, seconds: Double) {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        let plan = try Planner.plan(topology, on: live)
        return (plan, now() - start)
    }

    private func seconds(_ count: Int) throws -> [Double] {
        let topology = try topology(trunk(count))
        let fresh = try Host(nics: ["enp2s0"]).live
        let applied = try Host(applied: topology).live
        let small = try PlanningTests.topology("{version: 1, prune: true, bridges: {x: {}}}")
        let made = try time(topology, on: fresh)
        #expect(made.plan.steps.count == 2 * count + 2)
        let again = try time(topology, on: applied)
        #expect(again.plan.isEmpty)
        let gone = try time(small, on: applied)
        #expect(gone.plan.removals.count == 2 * count + 2)
        return [made.seconds, again.seconds, gone.seconds]
    }

    @Test(.timeLimit(.minutes(4)))
    func `a plan of four times as many VLANs, each with its bridge, takes about four times as long`() throws {
        let (quarter, whole) = (try seconds(1000), try seconds(4000))
        // Four times as much takes four times as long, with room for what caches do; were it quadratic, sixteen.
        for (small, large) in zip(quarter, whole) { #expect(large < max(small * 9, 0.2), "\(quarter) \(whole)") }
    }

    @Test(.timeLimit(.minutes(4))) func `every VLAN on each of many bridge ports is checked in time`() throws {
        let ports = (0..<24).map { "e\($0)np0: {vlans: [1-4094]}" }.joined(separator: ", ")
        let nics = (0..<24).map { "e\($0)np0: {}" }.joined(separator: ", ")
        let spec = "{version: 1, ethernets: {\(nics)}, bridges: {b: {vlan-filtering: true, ports: {\(ports)}}}}"
        let host = try Host(applied: spec)
        #expect(try host.plan(spec).isEmpty)
    }
}
