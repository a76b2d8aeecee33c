import Glibc
package import System

/// What a sandbox runs on.
package enum SandboxKind: String, Sendable, CaseIterable {
    /// Namespaces of this machine's kernel: fast, with the kinds of links that this kernel has.
    case native
    /// User-Mode Linux: a kernel of its own with bonds and VLANs, which is one process and boots in seconds.
    case uml

    /// Starts a sandbox; its PID 1 is the script `init`.
    ///
    /// Everything in it ends when the pipe to it is closed, so also when this process is killed.
    ///
    /// - Parameters:
    ///   - scripts: the folder of the scripts.
    ///   - scratch: the folder that this machine and the sandbox share.
    ///   - settings: the environment of `init`.
    /// - Returns: the process that stands for it; orders and answers are lines (see the script `agent`).
    /// - Throws: `FileError` when it cannot be started.
    package func start(
        scripts: String, scratch: String, settings: [String: String]
    ) throws(FileError) -> PipedChild {
        let (words, environment) = command(scripts: scripts, scratch: scratch, settings: settings, isOnce: true)
        return try PipedChild(words, environment: environment)
    }

    /// The words and the environment that start a sandbox.
    ///
    /// - Parameters:
    ///   - scripts: as for `start`.
    ///   - scratch: as for `start`.
    ///   - settings: as for `start`.
    ///   - isOnce: whether it is the process itself that is started, so that a signal to its group meets it; otherwise it can
    ///     be started again on the same pipes.
    /// - Returns: the words and the environment.
    func command(
        scripts: String, scratch: String, settings: [String: String], isOnce: Bool
    ) -> (words: [String], environment: [String: String]) {
        switch self {
        case .native:
            let words =
                ["unshare", "-n", "-m", "-u", "-p", "-f", "--mount-proc", "--kill-child", "bash"] + [scripts + "/init"]
            return (words, settings.merging(["PATH": Self.path]) { _, own in own })
        case .uml:
            // UML does not notice that its console's input has ended. So that nothing outlives us, somebody else does.
            // It makes a session of its own unless it leads a group already.
            let once = #"exec 3<&0; exec "$@" < <(cat <&3; kill -KILL 0) 3<&-"#
            let again = #"""
                feed() { while IFS= read -r order; do printf '%s\n' "$order"; done <&3; kill $$; }
                exec 3<&0 4< <(feed)
                feeder=$!
                setsid "$@" <&4 3<&- &
                job=$!
                trap 'kill -KILL -- "-$job"' TERM
                wait $job
                status=$?
                kill -KILL $feeder
                exit $status
                """#
            return (
                ["bash", "-c", isOnce ? once : again, "lab", "bash", scripts + "/uml", scratch, "1", "fd:0,fd:1"]
                    + settings.map { "\($0)=\($1)" },
                ["PATH": getenv("PATH").map { String(cString: $0) } ?? Self.path, "HOME": scratch]
            )
        }
    }

    static let path = "/usr/sbin:/usr/bin:/sbin:/bin"
}
