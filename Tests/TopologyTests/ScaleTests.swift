import Glibc
import Testing
import Topology

/// Long lists cost in proportion to their length: 100,000 values are accepted, and shall not take minutes.
@Suite struct `Long lists` {
    private static func list(_ count: Int, _ item: (Int) -> String) -> String {
        (0..<count).map(item).joined(separator: ", ")
    }

    private static func address(_ index: Int) -> String { "\(index >> 16 & 255).\(index >> 8 & 255).\(index & 255)" }

    private static let specs: [(name: String, text: @Sendable (Int) -> String)] = [
        ("addresses of one network", { n in "e0: {addresses: [\(list(n) { "10.\(address($0 + 1))/8" })]}" }),
        (
            "addresses of two interfaces in two networks",
            { n in
                "e0: {addresses: [\(list(n / 2) { "10.\(address($0 + 1))/8" })]}, "
                    + "e1: {addresses: [\(list(n / 2) { "11.\(address($0 + 1))/8" })]}"
            }
        ),
        (
            "routes beside as many addresses",
            { n in
                "e0: {addresses: [\(list(n / 2) { "10.\(address($0 + 1))/32" })], "
                    + "routes: [{to: 11.0.0.0/8}, \(list(n / 2) { "{to: 172.\(address($0))/32, via: 11.0.0.1}" })]}"
            }
        ),
    ]

    /// Seconds of this thread: the machine may be busy with other tests.
    private static func seconds(_ text: String) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        #expect(!diagnose("version: 1\nethernets: {\(text)}\n").contains { $0.severity == .error })
        return now() - start
    }

    @Test(arguments: specs.indices) func `four times as many cost four times as much`(index: Int) {
        let (name, text) = Self.specs[index]
        let few = Self.seconds(text(2000))
        let many = Self.seconds(text(8000))
        // Quadratic would be sixteen times.
        #expect(many < 9 * few, "\(name): \(few) s, \(many) s")
    }

    @Test(arguments: [
        "bonds: {b: {mode: active-backup, ports: [\(list(10_001) { "e\($0)" })]}}",
        "ethernets: {e0: {addresses: [\(list(25_001) { "10.\(address($0 + 1))/8" })]}}",
    ])
    func `what has more interfaces or addresses than are looked at within two seconds is refused, by one error`(
        text: String
    ) {
        let found = diagnose("version: 1\n\(text)\n")
        #expect(found.map(\.rule) == [.tooComplex])
    }

    @Test(.timeLimit(.minutes(3))) func `more patterns than are allowed are not compared with each guest`() {
        let guests = Self.list(2000) { "vm\($0): {interfaces: [{bridge: x\($0)}]}" }
        let found = diagnose("version: 1\nunmanaged: [\(Self.list(20000) { "\"p\($0)\"" })]\nguests: {\(guests)}\n")
        #expect(found.contains { $0.rule == .outOfRange })
    }
}
