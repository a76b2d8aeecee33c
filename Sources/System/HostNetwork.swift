import CLinux
import Glibc

/// The network that this machine boots with, which a service with `PrivateNetwork=yes` (systemd.exec(5)) is kept away from.
package enum HostNetwork {
    private static let initial = "/proc/1/ns/net"

    /// Starts this program again in the network namespace of PID 1, where this process has one of its own in which nothing
    /// but the loopback interface is up.
    ///
    /// It returns where nothing of that is so, and where it may not be done. The rest is as it was: the process ID, the other
    /// namespaces, the files that are open.
    ///
    /// - Parameters:
    ///   - program: the path of this program's file.
    ///   - arguments: what it was started with, its name among them.
    package static func enter(again program: String, _ arguments: [String]) {
        guard isPrivate, !hasNetwork else { return }
        let namespace = open(initial, O_RDONLY | O_CLOEXEC)
        guard namespace >= 0 else { return }
        defer { close(namespace) }
        // The thread that calls execve(2) is the one that stays.
        guard setns(namespace, clinux_clone_newnet) == 0 else { return }
        let words = arguments.map { strdup($0) } + [nil]
        execv(program, words)
        for word in words { free(word) }
    }

    private static var isPrivate: Bool {
        guard let own = identity("/proc/self/ns/net"), let first = identity(initial) else { return false }
        return own != first
    }

    /// A namespace is known by the inode of its file (namespaces(7)).
    private static func identity(_ path: String) -> ino_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_ino : nil
    }

    /// Whether an interface is up beside the loopback; those that drivers of tunnels put into each namespace are down.
    private static var hasNetwork: Bool {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return true }
        defer { freeifaddrs(first) }
        var next = first
        while let entry = next?.pointee {
            if entry.ifa_flags & UInt32(IFF_UP | IFF_LOOPBACK) == UInt32(IFF_UP) {
                return true
            }
            next = entry.ifa_next
        }
        return false
    }

    /// The names of the interfaces that this process sees, in the kernel's order (if_nameindex(3)).
    package static var interfaces: [String] {
        guard let list = if_nameindex() else { return [] }
        defer { if_freenameindex(list) }
        var names: [String] = []
        while list[names.count].if_index != 0 { names.append(String(cString: list[names.count].if_name)) }
        return names
    }
}
