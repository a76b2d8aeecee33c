import Foundation

/// Bytes that nobody would write, the same on every run: what is read from outside must take them all.
///
/// A test gives it a second or two; `FUZZ_SECONDS=600 swift test --filter Fuzz` gives each as long as that, and
/// `FUZZ_SEED=N` another sequence.
public struct Fuzzing: RandomNumberGenerator {
    private var state: UInt64

    private init(_ state: UInt64) { self.state = state }

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
    ///   - body: one attempt; it must not crash or hang, and says itself what else it expects.
    /// - Returns: how often it was called.
    @discardableResult
    public static func run(_ name: String, _ body: (inout Fuzzing) throws -> Void) rethrows -> Int {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["FUZZ_SECONDS"].flatMap(Int.init)
        let end = ContinuousClock.now + .milliseconds(seconds.map { $0 * 1000 } ?? 1500)
        let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        var count = 0
        while ContinuousClock.now < end {
            // Each attempt can be had again by its number alone.
            var random = Fuzzing(seed << 32 &+ UInt64(count))
            try body(&random)
            count += 1
        }
        if let seconds { print("FUZZ \(name): \(count) attempts in \(seconds) s, seed \(seed)") }
        return count
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
