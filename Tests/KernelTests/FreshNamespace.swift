import CLinux
import Glibc
import Testing

/// Runs work on a thread of its own that has left for a fresh network namespace.
///
/// `unshare(2)` moves the calling thread only, and children inherit the namespace of the thread that starts them: what
/// the work and its commands do cannot reach the network of the machine.
func inFreshNamespace<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let job = Unmanaged.passRetained(
            Job {
                continuation.resume(
                    with: Result {
                        guard unshare(clinux_clone_newnet) == 0 else {
                            throw CommandFailed(command: "unshare", status: errno)
                        }
                        return try work()
                    })
            })
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { job in
                if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().run() }
                return nil
            }, job.toOpaque())
        guard status == 0 else {
            job.release()
            continuation.resume(throwing: CommandFailed(command: "pthread_create", status: status))
            return
        }
        pthread_detach(thread)
    }
}

private final class Job {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}

struct CommandFailed: Error {
    let command: String
    let status: Int32
}

/// Runs a script with `/bin/sh -e` in the calling thread's namespace.
func shell(_ script: String) throws {
    let arguments = ["sh", "-ec", "export PATH=/usr/sbin:/sbin:/usr/bin:/bin\n" + script]
    var copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    var child: pid_t = 0
    var status = posix_spawn(&child, "/bin/sh", nil, nil, copies, environ)
    guard status == 0 else { throw CommandFailed(command: "/bin/sh", status: status) }
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw CommandFailed(command: script, status: status) }
}

/// Whether a fresh namespace can be made and a command succeeds in it; prints the reason for skipping if not.
func canMake(_ what: String, _ command: String) async -> Bool {
    if (try? await inFreshNamespace({ try shell(command + " >/dev/null 2>&1") })) != nil { return true }
    print("SKIPPED: needs root, ip(8) and a kernel with \(what)")
    return false
}
