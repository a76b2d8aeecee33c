import NetTypes
import Planning
import Rendering
import Testing
import Trial

@Suite struct `Progress of an apply` {
    private func name(_ text: String) throws -> InterfaceName { try InterfaceName(text) }

    private func progress(_ states: [(String, InterfaceState)], style: Style = .plain) throws -> Progress {
        var progress = Progress(style: style, now: 100)
        for (index, (text, state)) in states.enumerated() {
            _ = progress.take(.interface(try name(text), state), now: 100.5 + Double(index))
        }
        return progress
    }

    @Test func `nothing is shown before there is something`() {
        #expect(Progress(style: .plain, now: 0).frame(height: 10, now: 5) == [])
    }

    @Test func `each interface has its line, with the bar below`() throws {
        let progress = try progress([
            ("bond0", .up), ("enp2s0", .coming("config")), ("br200", .waiting), ("v", .failed("no \u{1b}carrier")),
        ])
        #expect(
            progress.frame(height: 10, now: 112.34) == [
                "  bond0   up 0.5 s", "  enp2s0  config", "  br200   waiting", "  v       failed: no \u{fffd}carrier",
                "  ███████░░░░░░░░░░░░░░░░░░░░░░░  1 of 4 up, 12.3 s",
            ])
    }

    @Test func `what is up is folded away first when lines are few, never what failed or still comes`() throws {
        let states: [(String, InterfaceState)] =
            [("f", .failed("x"))] + (0..<20).map { ("u\($0)", .up) } + [("w", .waiting)]
        let progress = try progress(states)
        for height in 4...12 {
            let frame = progress.frame(height: height, now: 130)
            #expect(frame.count <= height)
            #expect(frame.contains("  f    failed: x"))
            #expect(frame.contains("  w    waiting"))
            #expect(frame.last == "  ███████████████████████████░░░  20 of 22 up, 30.0 s")
        }
        #expect(progress.frame(height: 5, now: 130).first == "  … 19 more are up")
        #expect(progress.frame(height: 24, now: 130).count == 23)
    }

    @Test(arguments: [0, 1, 2, 3]) func `a terminal without room gets no more than it can hold, and at least the bar`(
        height: Int
    ) throws {
        let states: [(String, InterfaceState)] = (0..<9).map { ("w\($0)", .waiting) } + [("u", .up)]
        let frame = try progress(states).frame(height: height, now: 130)
        #expect(frame.count <= max(height, 3))
        #expect(frame.last?.contains("1 of 10 up") == true)
    }

    @Test func `the bar is empty at the beginning and full at the end`() throws {
        #expect(
            try progress([("a", .waiting)]).frame(height: 9, now: 100).last == "  " + String(repeating: "░", count: 30)
                + "  0 of 1 up, 0.0 s")
        #expect(
            try progress([("a", .up)]).frame(height: 9, now: 100.96).last == "  " + String(repeating: "█", count: 30)
                + "  1 of 1 up, 1.0 s")
    }

    @Test func `an interface keeps its line when its state changes`() throws {
        var progress = try progress([("a", .waiting), ("b", .up)])
        _ = progress.take(.interface(try name("a"), .up), now: 103)
        #expect(progress.frame(height: 9, now: 104).prefix(2) == ["  a  up 3.0 s", "  b  up 1.5 s"])
    }

    @Test func `a log gets a line for what is over, and none for what goes on`() throws {
        var progress = Progress(style: .plain, now: 10)
        let a = try name("a\u{9b}")
        #expect(progress.take(.planned(Plan(steps: [], removals: [], replaced: [])), now: 10) == nil)
        #expect(
            progress.take(.protected("a1b2c3"), now: 10)
                == "Trial a1b2c3: if anything goes wrong from here on, the old network comes back by itself.")
        #expect(progress.take(.interface(a, .waiting), now: 10) == nil)
        #expect(progress.take(.interface(a, .coming("prepare")), now: 11) == nil)
        #expect(progress.take(.interface(a, .up), now: 12.25) == "a\u{fffd}: up (2.3 s)")
        #expect(progress.take(.interface(a, .failed("no\ncarrier")), now: 13) == "a\u{fffd}: failed: no\u{fffd}carrier")
        #expect(progress.take(.verifying, now: 14) == "Checking that the kernel matches the spec …")
        #expect(progress.take(.rollingBack(.deadline), now: 15) == "Rolling back: nobody confirmed in time")
    }

    @Test func `colours follow the state`() throws {
        let frame = try progress([("a", .up), ("b", .failed("x"))], style: Style(isColoured: true)).frame(
            height: 9, now: 101)
        #expect(frame[0] == "  a  \u{1b}[32mup\u{1b}[0m\u{1b}[2m 0.5 s\u{1b}[0m")
        #expect(frame[1] == "  b  \u{1b}[1;31mfailed: x\u{1b}[0m")
    }
}
