import Foundation

/// Bytes that nobody would write, the same on every run: what is read from outside must take them all.
///
/// A test gives it a second or two; `FUZZ_SECONDS=600 swift test --filter Fuzz` gives each as long as that,
/// `FUZZ_COUNT=1000000` lets each make so many attempts, from the one with the number `FUZZ_FIRST`, and `FUZZ_SEED=N`
/// makes it another sequence. A run like these prints what the most expensive attempt took.
public struct Fuzzing: RandomNumberGenerator {
    private var state: UInt64

    /// Makes a generator; the same seed makes the same numbers.
    public init(_ seed: UInt64) { state = seed }

    /// splitmix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Calls a body again and again until the time is over.
    ///
    /// - Parameters:
    ///   - name: for the figure that a long run prints.
    ///   - least: how often it is called also where that takes longer.
    ///   - body: one attempt; it must not crash or hang, and says itself what else it expects.
    /// - Returns: how often it was called.
    @discardableResult
    public static func run(
        _ name: String, atLeast least: Int = 0, _ body: (inout Fuzzing) throws -> Void
    ) rethrows -> Int {
        let environment = ProcessInfo.processInfo.environment
        let number = { (name: String) in environment[name].flatMap(Int.init) }
        let seconds = number("FUZZ_SECONDS")
        let end = ContinuousClock.now + .milliseconds(seconds.map { $0 * 1000 } ?? 1500)
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let first = number("FUZZ_FIRST") ?? 0
        let last = number("FUZZ_COUNT").map { first + $0 }
        var attempt = first
        var longest = (attempt: first, time: Duration.zero)
        while last.map({ attempt < $0 }) ?? (attempt < first + least || ContinuousClock.now < end) {
            // Each attempt can be had again by its number alone.
            var random = Fuzzing(seed << 32 &+ UInt64(attempt))
            let start = processorTime()
            try body(&random)
            let time = processorTime() - start
            if time > longest.time { longest = (attempt, time) }
            attempt += 1
        }
        if seconds != nil || last != nil {
            print(
                "FUZZ \(name): \(attempt - first) attempts from \(first), seed \(seed); the longest, \(longest.attempt),"
                    + " took \(longest.time); at most \(peakMemory() >> 20) MiB")
        }
        return attempt - first
    }

    /// The processor's time of this thread: other work on the machine does not count.
    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The most memory that this process ever held, in bytes.
    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }

    /// One of the samples with a few things done to it.
    ///
    /// - Parameters:
    ///   - samples: what is right.
    ///   - pieces: what means something to the reader.
    /// - Returns: bytes, seldom UTF-8.
    public mutating func mutated(_ samples: [[UInt8]], pieces: [String]) -> [UInt8] {
        var bytes = samples.randomElement(using: &self) ?? []
        for _ in 0..<Int.random(in: 1...5, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            let few = min(bytes.count, at + Int.random(in: 1...24, using: &self))
            switch UInt8.random(in: 0..<9, using: &self) {
            case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &self)
            case 2: bytes.removeSubrange(at..<few)
            case 3: bytes.removeSubrange(at...)
            case 4: bytes.insert(contentsOf: bytes[at..<few], at: Int.random(in: 0...bytes.count, using: &self))
            case 5:
                let piece = Array((pieces.randomElement(using: &self) ?? "").utf8)
                // Many times over is how deep nesting and long lines are made.
                let times = UInt8.random(in: 0..<40, using: &self) == 0 ? 5000 : 1
                bytes.insert(contentsOf: Array(repeating: piece, count: times).joined(), at: at)
            case 6:
                bytes.insert(
                    contentsOf: Array(UInt64.random(in: 0...UInt64.max, using: &self).description.utf8), at: at)
            default:
                let piece = Array((pieces.randomElement(using: &self) ?? "").utf8)
                bytes.replaceSubrange(at..<few, with: piece)
            }
        }
        return bytes
    }
}
