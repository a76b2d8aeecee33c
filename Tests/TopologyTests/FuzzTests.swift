import LabSupport
import OrderedCollections
import Testing
import Topology

/// Whatever the bytes are: a topology, or problems with places; never a crash, never long.
struct FuzzTests {
    /// The same sequence on every run (splitmix64).
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    private static let pieces: [String] = [
        "[", "]", "{", "}", ":", ": ", "- ", "? ", "&a ", "*a", "!!str ", "!x ", "|\n", ">\n", "\"", "'", "#", "\n",
        "\t",
        "\0", "\u{85}", "\u{2028}", "\u{feff}", "é", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "${X}", "~", "null", "-1",
        "99999999999999999999", "bond0", "br0.", "/24", "::/0", "0.0.0.0/0", "\u{e000}", "\u{10ffff}", "version: 1\n",
    ]

    private func check(_ bytes: [UInt8]) {
        do {
            let valid = try Topology.validate([SpecSource(name: "fuzz.yaml", bytes: bytes)])
            #expect(valid.diagnostics.allSatisfy { $0.severity != .error })
            for interface in valid.topology.interfaces.values {
                for name in interface.ports + (interface.parent.map { [$0] } ?? []) {
                    #expect(valid.topology.interfaces[name] != nil)
                }
            }
        } catch {
            #expect(error.diagnostics.contains { $0.severity == .error })
            #expect(error.diagnostics.allSatisfy { $0.excerpt != nil || $0.severity == .note })
        }
    }

    @Test func `mutated examples give a topology or problems`() throws {
        let sources = try ExampleTests.names.map { try ExampleTests.source($0).bytes }
        let runs = Fuzzing.run("spec") { random in
            check(random.mutated(sources, pieces: Self.pieces))
        }
        #expect(runs > 10)
    }

    @Test func `noise gives problems`() {
        var random = Random(state: 2)
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }
            check(Array(text.joined().utf8))
            check((0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    // 0.4 s when built for release; the limit is far below anything quadratic.
    @Test(.timeLimit(.minutes(2))) func `all VLANs of a trunk, each with a bridge and a network, are read in no time`()
        throws
    {
        var text = "version: 1\nbonds: {bond0: {ports: [enp2s0, enp3s0], mode: 802.3ad}}\ntrunks:\n  bond0:\n"
        for id in 1...4094 { text += "    \(id): {bridge: br\(id), addresses: [10.\(id / 256).\(id % 256).1/24]}\n" }
        let topology = try Topology(validating: [SpecSource(name: "large.yaml", text: text)])
        #expect(topology.interfaces.count == 2 * 4094 + 3)
    }
}
