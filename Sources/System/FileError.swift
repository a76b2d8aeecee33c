import Glibc

/// The error that a file could not be read or written.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// The kernel's error number (errno(3)); 0 where it was not the kernel that refused.
    package private(set) var code: Int32 = 0

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Makes the error from the present value of `errno`.
    ///
    /// - Parameters:
    ///   - verb: what could not be done, such as "read".
    ///   - path: the file.
    package init(_ verb: String, _ path: String) {
        code = errno
        self.path = path
        reason = "cannot \(verb) it: \(String(cString: strerror(code)))"
    }

    package var description: String { "\(path): \(reason)" }
}
