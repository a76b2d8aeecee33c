/// A script that runs in the lab.
public struct Job: Sendable {
    let id: Int
    let script: String
    let machine: Machine

    /// Waits for its end; call it once.
    ///
    /// - Parameter timeout: after which the job is killed, and the call throws.
    /// - Returns: status and output.
    /// - Throws: when it takes too long or the lab dies.
    public func wait(timeout: Duration = .seconds(60)) async throws -> CommandResult {
        do {
            let status = try await machine.console.wait(for: .done(id), limit: timeout, what: "`\(script)`")
            return CommandResult(
                status: status, stdout: machine.published(id, "out"), stderr: machine.published(id, "err"))
        } catch {
            signal(9)
            throw error
        }
    }

    /// What it has written to standard output (on a terminal: to the terminal) so far.
    public var output: String {
        get async throws {
            machine.send("flush \(id)")
            _ = try await machine.console.wait(for: .flushed(id), limit: .seconds(20), what: "reading output")
            return machine.published(id, "out")
        }
    }

    /// Waits until its output contains a text.
    ///
    /// - Parameters:
    ///   - text: to look for.
    ///   - limit: how long to wait.
    /// - Returns: whether it came.
    /// - Throws: when the lab dies.
    public func shows(_ text: String, within limit: Duration = .seconds(20)) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while try await !output.contains(text) {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(100))
        }
        return true
    }

    /// Types on its terminal.
    ///
    /// - Parameter text: with "\n" for Enter and "\u{3}" for Ctrl-C.
    public func type(_ text: String) {
        let hex = text.utf8.map { byte in "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        machine.send("input \(id) \(hex.joined())")
    }

    /// Sends a signal to its process group.
    ///
    /// - Parameter number: such as SIGINT.
    public func signal(_ number: Int32) {
        machine.send("kill \(id) \(number)")
    }

    /// Takes the terminal away, as when an SSH connection breaks.
    public func hangUp() {
        signal(9)
    }
}
