import Glibc
import Logging
import NMBackend
import Planning
import System
import Trial

/// What a command needs to work on trials: the store, NetworkManager, and the machine.
struct Session {
    let backend: NMBackend
    let runner: TrialRunner

    /// - Throws: `CommandError` when there is no bus or the state cannot be kept.
    static func open(
        log: Logger, observe: @escaping @Sendable (TrialEvent) -> Void = { _ in }
    ) async throws -> Session {
        // First the question that has an answer without any permission: is NetworkManager there at all?
        let backend = try await trying { () async throws(ControlError) in try await NMBackend.connect(log: log) }
        guard await backend.owner() != nil else {
            throw CommandError(
                .unavailable, "NetworkManager is not running",
                hint: "systemctl start NetworkManager; on a host without it, `profile export` still works")
        }
        if geteuid() != 0 {
            throw CommandError(
                .notPermitted,
                "this needs root: profiles of the whole host change, and the trial's record is kept in "
                    + TrialStore.runPath, hint: Arguments.withSudo)
        }
        try ProcFS.require()
        let store: TrialStore
        do throws(StateError) {
            store = try TrialStore()
        } catch {
            throw CommandError(.state(error))
        }
        return Session(
            backend: backend,
            runner: TrialRunner(
                store: store, control: backend, host: host, session: RemoteSession.current, observe: observe))
    }

    static let host = LinuxHost { trial in [executable, "guard", trial] }

    /// This program's own file, also when it was called by a relative name.
    private static var executable: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func trying<Value>(
        _ body: () async throws(ControlError) -> Value
    ) async throws(CommandError) -> Value {
        do throws(ControlError) {
            return try await body()
        } catch {
            throw CommandError(error)
        }
    }
}

/// Runs something on a trial and puts its error into words.
func onTrial<Value>(_ body: () async throws(TrialError) -> Value) async throws(CommandError) -> Value {
    do throws(TrialError) {
        return try await body()
    } catch {
        throw CommandError(error)
    }
}
