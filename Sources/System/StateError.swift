import Glibc

/// A file could not be read or written.
package struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// The kernel's error number (errno(3)), where it was the kernel that refused.
    package private(set) var code: Int32 = 0

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Takes the reason from `errno`.
    package init(_ verb: String, _ path: String) {
        code = errno
        self.path = path
        reason = "cannot \(verb) it: \(String(cString: strerror(code)))"
    }

    package var description: String { "\(path): \(reason)" }
}
