/// How long an address did not answer, as `ping -D -O` saw it.
struct Silence {
    /// The seconds between two pings.
    static let interval = 0.1

    /// The longest time without an answer, in seconds; 0 where none was lost.
    private(set) var seconds = 0.0
    /// How many pings were not answered.
    private(set) var lost = 0
    /// Whether anything was answered.
    private(set) var isHeard = false

    /// Reads what ping wrote, line by line: `[seconds] 64 bytes from …`, and for a ping without an answer `[seconds] no
    /// answer yet …`.
    init(_ output: String) {
        var last: Double?
        for line in output.split(separator: "\n") where line.first == "[" {
            let words = line.split(separator: " ")
            guard let time = words.first.flatMap({ Double($0.dropFirst().dropLast()) }), words.count > 2 else {
                continue
            }
            let start = last ?? time
            last = last ?? time
            if words[1] == "no" {
                lost += 1
                seconds = max(seconds, time - start)
            } else if words[2] == "bytes" {
                isHeard = true
                let gap = time - start
                if gap > 2.5 * Self.interval { seconds = max(seconds, gap) }
                last = time
            }
        }
        if lost == 0 { seconds = 0 }
    }
}
