import Foundation
import Glibc
import Sandbox

extension PipedChild {
    /// Lines of the child's output until it ends, read by a thread of their own: a read that blocks must not hold one of
    /// the few threads that run tasks.
    func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let descriptor = output
        Thread.detachNewThread {
            var pending: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                pending += buffer[..<count]
                while let end = pending.firstIndex(of: 10) {
                    continuation.yield(String(decoding: pending[..<end].filter { $0 != 13 }, as: UTF8.self))
                    pending.removeFirst(end + 1)
                }
            }
            close(descriptor)
            continuation.finish()
        }
        return stream
    }
}
