import Synchronization

/// What was seen last, by a closure that may run on another task.
final class Seen: Sendable {
    private let found = Mutex<[Deviation]>([])
    var deviations: [Deviation] {
        get { found.withLock { $0 } }
        set { found.withLock { $0 = newValue } }
    }
}
