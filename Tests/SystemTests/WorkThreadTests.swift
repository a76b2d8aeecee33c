import Glibc
import Synchronization
import System
import Testing

@Suite struct WorkThreadTests {
    /// What tasks share with the test.
    private final class Board: Sendable {
        let isFree = Mutex(false)
        let done = Mutex<[Int]>([])
    }

    @Test func `work that blocks leaves Swift's own threads free`() async {
        let board = Board()
        // As many as would take every thread of the pool: each waits for what only a task of the pool does.
        var works: [Task<Void, Never>] = []
        for _ in 0...sysconf(Int32(_SC_NPROCESSORS_ONLN)) {
            works.append(
                Task(executorPreference: WorkThread.shared) {
                    while !board.isFree.withLock({ $0 }) { usleep(1000) }
                })
        }
        await Task.detached { board.isFree.withLock { $0 = true } }.value
        for work in works { await work.value }
    }

    @Test func `work is done one after the other, also in the functions that it calls`() async {
        let board = Board()
        var works: [Task<Void, Never>] = []
        for number in 0..<20 {
            works.append(Task(executorPreference: WorkThread.shared) { await Self.note(number, on: board) })
        }
        for work in works { await work.value }
        #expect(board.done.withLock { $0 } == Array(0..<20))
    }

    private static func note(_ number: Int, on board: Board) async {
        board.done.withLock { $0.append(number) }
    }
}
