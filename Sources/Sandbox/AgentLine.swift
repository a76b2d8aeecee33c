/// A line that comes out of a sandbox, as the script `agent` describes them.
package enum AgentLine: Equatable, Sendable {
    case up
    /// A job has ended, with this status.
    case done(Int, status: Int)
    /// A job's output so far is published, or a file is written.
    case flushed(Int)
    case failed(String)
    /// What is no answer: complaints of the kernel and of scripts.
    case noise(String)

    package init(_ line: String) {
        let words = line.split(separator: " ")
        switch (words.first, words.count) {
        case ("@up", 1): self = .up
        case ("@done", 3): self = Int(words[1]).map { .done($0, status: Int(words[2]) ?? -1) } ?? .noise(line)
        case ("@flushed", 2): self = Int(words[1]).map { .flushed($0) } ?? .noise(line)
        case ("@failed", _): self = .failed(String(line.dropFirst("@failed ".count)))
        default: self = .noise(line)
        }
    }
}
