import Synchronization

/// The deviations that a closure saw last; safe to share with another task.
final class Seen: Sendable {
    private let found = Mutex<[Deviation]>([])
    var deviations: [Deviation] {
        get { found.withLock { $0 } }
        set { found.withLock { $0 = newValue } }
    }
}
