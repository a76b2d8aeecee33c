import Glibc

/// Why the kernel could not be asked, or did not do what it was asked to do.
package struct KernelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failures.
    package enum Code: Hashable, Sendable {
        /// The kernel answered with an error.
        case refused
        /// The netlink socket failed, or the kernel did not answer.
        case socket
        /// The answer is not structured as linux/rtnetlink.h says.
        case malformed
        /// The state changed during every attempt to read it (`NLM_F_DUMP_INTR`).
        case unstable
    }

    package let code: Code
    /// What was asked, as the end of a sentence: `set the controller of link 7`.
    package let request: String
    /// The error number (errno(3)), or 0 where there is none.
    package let number: Int32
    /// The kernel's own explanation (extended acknowledgement), where it gave one.
    package let explanation: String?

    package init(_ code: Code, _ request: String, number: Int32 = 0, explanation: String? = nil) {
        self.code = code
        self.request = request
        self.number = number
        self.explanation = explanation
    }

    /// The symbol of the error number, `EBUSY`, or `errno 999` for one that rtnetlink is not known to use.
    package var name: String { Self.names[number] ?? "errno \(number)" }

    /// One sentence without a full stop: the request and why it failed.
    package var description: String {
        switch code {
        case .refused, .socket:
            let reason = explanation ?? String(cString: strerror(number))
            return "cannot \(request): \(reason) (\(name))"
        case .malformed: return "cannot \(request): the kernel's answer cannot be understood"
        case .unstable: return "cannot \(request): it changes faster than it can be read"
        }
    }

    private static let names: [Int32: String] = [
        EPERM: "EPERM", ENOENT: "ENOENT", EINTR: "EINTR", EIO: "EIO", ENXIO: "ENXIO", EBADF: "EBADF",
        EAGAIN: "EAGAIN", ENOMEM: "ENOMEM", EACCES: "EACCES", EFAULT: "EFAULT", EBUSY: "EBUSY", EEXIST: "EEXIST",
        ENODEV: "ENODEV", EINVAL: "EINVAL", ENFILE: "ENFILE", EMFILE: "EMFILE", ENOSPC: "ENOSPC", ERANGE: "ERANGE",
        ELOOP: "ELOOP", ENODATA: "ENODATA", EMSGSIZE: "EMSGSIZE", EPROTONOSUPPORT: "EPROTONOSUPPORT",
        EOPNOTSUPP: "EOPNOTSUPP", EAFNOSUPPORT: "EAFNOSUPPORT", EADDRINUSE: "EADDRINUSE",
        EADDRNOTAVAIL: "EADDRNOTAVAIL", ENETDOWN: "ENETDOWN", ENETUNREACH: "ENETUNREACH", ENOBUFS: "ENOBUFS",
        EISCONN: "EISCONN", ENOTCONN: "ENOTCONN", ETIMEDOUT: "ETIMEDOUT", EHOSTUNREACH: "EHOSTUNREACH",
    ]
}
