import Glibc
import System

/// Settings of a link in /proc and sysfs that rtnetlink lacks, or has only in nested attributes.
package enum LinkKnobs {
    /// Makes links tell their neighbours at once when their MAC address changes.
    ///
    /// They send gratuitous ARP and unsolicited advertisements (Linux's ip-sysctl.rst, `arp_notify` and
    /// `ndisc_notify`).
    ///
    /// - Parameter links: The links' names.
    /// - Returns: The previous values, for `restore`.
    package static func announceChanges(of links: [String]) -> [String: String] {
        var before: [String: String] = [:]
        for link in links {
            for file in [
                "/proc/sys/net/ipv4/conf/\(link)/arp_notify", "/proc/sys/net/ipv6/conf/\(link)/ndisc_notify",
            ] {
                guard let text = TextFile.read(file) else { continue }
                before[file] = text
                write("1", to: file)
            }
        }
        return before
    }

    /// Restores the values that `announceChanges` returned.
    package static func restore(_ before: [String: String]) {
        for (file, text) in before { write(text, to: file) }
    }

    /// Reads how a link detects duplicate IPv6 addresses (`accept_dad`, Linux's ip-sysctl.rst).
    ///
    /// - Parameter link: The link's name, or `default` for new links.
    /// - Returns: 0 not at all, 1 the usual; `nil` for a link that does not exist, and where there is no IPv6.
    package static func duplicateDetection(of link: String) -> Int? {
        TextFile.read("/proc/sys/net/ipv6/conf/\(link)/accept_dad").flatMap {
            Int($0.filter { !$0.isWhitespace })
        }
    }

    /// Sets how a link detects duplicate IPv6 addresses; a link that does not exist is left out.
    package static func setDuplicateDetection(_ value: Int, of link: String) {
        write(String(value), to: "/proc/sys/net/ipv6/conf/\(link)/accept_dad")
    }

    /// Makes a port the one that carries a bond's traffic (bonding.rst, `active_slave`).
    ///
    /// - Returns: Whether the kernel did so.
    package static func setActivePort(_ port: String, of bond: String) -> Bool {
        write(port, to: "/sys/class/net/\(bond)/bonding/active_slave")
    }

    @discardableResult
    private static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let bytes = Array(text.utf8)
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }
}
