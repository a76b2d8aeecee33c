import CLinux
import Glibc

/// Tells whether links, addresses, routes or rules of this network namespace have changed (rtnetlink(7)).
///
/// It does not say what has changed.
package final class KernelChanges: Sendable {
    private let socket: Int32

    package init() {
        socket = Glibc.socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        address.nl_groups =
            UInt32(
                RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE
                    | RTMGRP_IPV4_RULE) | 1 << (RTNLGRP_IPV6_RULE.rawValue - 1)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
    }

    /// Whether anything has changed since the last call; it never waits.
    package func haveCome() -> Bool {
        if socket < 0 { return false }
        var found = false
        var byte: UInt8 = 0
        while true {
            // Reading one byte consumes a whole message; more messages than the socket holds are a change, too
            // (ENOBUFS).
            let count = recv(socket, &byte, 1, Int32(MSG_DONTWAIT))
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != ENOBUFS { return found }
            found = true
        }
    }

    /// Blocks until something changes, for so many milliseconds at most.
    package func wait(atMost milliseconds: Int32) {
        var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, milliseconds)
    }

    deinit { if socket >= 0 { close(socket) } }
}
