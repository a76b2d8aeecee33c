/// Why a lab, or a job in it, did not do what the test asked for.
public enum LabError: Error, CustomStringConvertible {
    case cannotStart(String, String)
    case died(console: String)
    case tookTooLong(String, limit: Duration)
    case notReady(String)
    case failed(command: String, CommandResult)
    case noDisk

    /// What to print.
    public var description: String {
        switch self {
        case .cannotStart(let what, let why): "cannot start \(what): \(why)"
        case .died(let console): "the lab died; the end of its console:\n\(console)"
        case .tookTooLong(let what, let limit): "\(what) took longer than \(limit)"
        case .notReady(let why): "the lab came up, but \(why)"
        case .failed(let command, let result): "`\(command)` \(result)"
        case .noDisk: "a power cut is only survived by a lab that was booted with disk: .kept"
        }
    }
}

/// What a command left behind.
public struct CommandResult: Sendable, CustomStringConvertible {
    /// As in a shell: 128 + N after signal N.
    public let status: Int
    /// All of its standard output.
    public let stdout: String
    /// All of its standard error.
    public let stderr: String

    /// Whether it ended with 0.
    public var succeeded: Bool { status == 0 }

    /// For a failed expectation.
    public var description: String { "ended with \(status)\nstdout: \(stdout)\nstderr: \(stderr)" }
}
