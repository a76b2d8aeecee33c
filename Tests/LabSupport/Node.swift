/// A machine of the lab: the host, the gateway, the switch, the administrator beyond the gateway, or a guest.
public struct Node: Sendable {
    /// The name of its network namespace.
    public let name: String
    let lab: Lab

    /// Runs a shell script to its end.
    ///
    /// - Parameters:
    ///   - script: for bash.
    ///   - timeout: after which it is killed, and the call throws.
    /// - Returns: its status, which may well be a failure, and its output.
    /// - Throws: when it takes too long or the lab dies.
    public func run(_ script: String, timeout: Duration = .seconds(60)) async throws -> CommandResult {
        try await start(script).wait(timeout: timeout)
    }

    /// Runs a shell script that must succeed, such as a test's preparations.
    ///
    /// - Parameters:
    ///   - script: for bash.
    ///   - timeout: after which it is killed, and the call throws.
    /// - Returns: its standard output.
    /// - Throws: when it fails, takes too long, or the lab dies.
    @discardableResult
    public func must(_ script: String, timeout: Duration = .seconds(60)) async throws -> String {
        let result = try await run(script, timeout: timeout)
        guard result.succeeded else { throw LabError.failed(command: script, result) }
        return result.stdout
    }

    /// Starts a shell script and does not wait for it.
    ///
    /// - Parameters:
    ///   - script: for bash.
    ///   - pty: whether it gets a terminal of 120 by 40.
    /// - Returns: the running job.
    /// - Throws: when the lab is gone.
    public func start(_ script: String, pty: Bool = false) async throws -> Job {
        let machine = lab.machine
        return Job(id: try machine.start(script, on: name, pty: pty), script: script, machine: machine)
    }

    /// Writes a file.
    ///
    /// All nodes share one file system.
    ///
    /// - Parameters:
    ///   - path: inside the lab, in an existing folder; without blanks.
    ///   - text: its content.
    /// - Throws: when the lab dies.
    public func write(_ path: String, _ text: String) async throws {
        try await lab.machine.write(text, to: path)
    }

    /// Whether an address answers a ping before the time is over.
    ///
    /// - Parameters:
    ///   - address: IPv4 or IPv6.
    ///   - limit: how long to go on trying.
    /// - Returns: true at the first answer.
    /// - Throws: when the lab dies.
    public func reaches(_ address: String, within limit: Duration = .seconds(5)) async throws -> Bool {
        let seconds = max(1, limit.components.seconds)
        // One process as a rule; ping itself gives up early when a router says "unreachable".
        let script = """
            end=$((SECONDS + \(seconds)))
            until ping -n -q -c 1 -i 0.2 -w \(seconds) \(address); do
                ((SECONDS < end)) || exit 1
                sleep 0.2
            done
            """
        return try await run(script, timeout: limit + limit + .seconds(20)).succeeded
    }

    /// Whether an address stays silent for the whole of a time.
    ///
    /// - Parameters:
    ///   - address: IPv4 or IPv6.
    ///   - time: how long to try.
    /// - Returns: false at the first answer.
    /// - Throws: when the lab dies.
    public func cannotReach(_ address: String, for time: Duration = .seconds(3)) async throws -> Bool {
        try await !reaches(address, within: time)
    }
}
