import Foundation
import Glibc

/// Permission to run a lab: a machine runs only so many at once, whichever processes ask.
struct Slot: Sendable {
    private let descriptor: Int32
    let kind: Lab.Kind

    /// What the running test took before it began, one of each kind at most; its labs need no other.
    @TaskLocal static var held: [Slot] = []

    /// Waits for a free one.
    ///
    /// UML labs and native labs have slots of their own: a native one is over in a moment.
    static func take(_ kind: Lab.Kind) async throws -> Slot {
        let folder = FileManager.default.temporaryDirectory.path
        while true {
            for number in 1...2 {
                let descriptor = open(
                    "\(folder)/nm-topology-lab.\(kind.rawValue).\(number)", O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
                if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return Slot(descriptor, kind) }
                close(descriptor)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private init(_ descriptor: Int32, _ kind: Lab.Kind) {
        self.descriptor = descriptor
        self.kind = kind
    }

    func release() { close(descriptor) }
}
