import CLinux
import Glibc
package import NetTypes

/// A report in the kernel's log that a bridge got a frame from outside with one of its own addresses as its source.
///
/// Source: `br_fdb_update()` in Linux's net/bridge/br_fdb.c. The kernel keeps such an address where it belongs, so the
/// forwarding database does not show the frame.
package struct OwnAddressReport: Hashable, Sendable {
    package let bridge: String
    /// The port on which the frame came in.
    package let port: String
    package let mac: MACAddress
    /// How many seconds ago the kernel logged it.
    package let secondsAgo: Int

    package init(bridge: String, port: String, mac: MACAddress, secondsAgo: Int) {
        self.bridge = bridge
        self.port = port
        self.mac = mac
        self.secondsAgo = secondsAgo
    }

    /// Whether the process may read the kernel's log, which needs `CAP_SYSLOG` where `kernel.dmesg_restrict` is set.
    package static var isReadable: Bool {
        let log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        // A container without a log hides nothing.
        guard log >= 0 else { return errno == ENOENT }
        close(log)
        return true
    }

    /// Reads such reports from the kernel's log.
    ///
    /// - Parameter limit: the greatest age of a report in seconds.
    /// - Returns: the newest report for each bridge, port and address; none where the process may not read the log.
    package static func read(within limit: Int = 600) -> [OwnAddressReport] {
        let log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard log >= 0 else { return [] }
        defer { close(log) }
        // Begin where somebody last cleared the log, as dmesg(1) does (Documentation/ABI/testing/dev-kmsg).
        lseek(log, 0, clinux_seek_data)
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        var reports: [String: OwnAddressReport] = [:]
        var buffer = [UInt8](repeating: 0, count: 8192)
        // Others write to the log meanwhile, so read at most as many records as a large one holds.
        for _ in 0..<200_000 {
            let count = Glibc.read(log, &buffer, buffer.count)
            if count < 0 {
                // EPIPE: the record was overwritten while it was read; the next one can be read.
                if errno == EPIPE || errno == EINTR { continue }
                break
            }
            if count == 0 { break }
            let record = String(decoding: buffer[..<count], as: UTF8.self)
            guard let report = parse(record, now: Int(now.tv_sec)), report.secondsAgo <= limit else { continue }
            reports["\(report.bridge) \(report.port) \(report.mac)"] = report
        }
        return reports.values.sorted { ($0.bridge, $0.port, $0.mac) < ($1.bridge, $1.port, $1.mac) }
    }

    /// Reads a record of `/dev/kmsg`: `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT`.
    static func parse(_ record: String, now: Int) -> OwnAddressReport? {
        guard record.holds("own address as source address"), let end = record.firstIndex(of: ";") else { return nil }
        let header = record[..<end].split(separator: ",")
        // br303: received packet on bond0.303 with own address as source address (addr:52:54:00:00:00:02, vlan:0)
        let line = record[record.index(after: end)...].prefix { $0 != "\n" }
        let words = line.split(separator: " ")
        guard header.count >= 3, let microseconds = Int(header[2]), words.count >= 5, words[1] == "received",
            let on = words.firstIndex(of: "on"), on + 1 < words.count,
            let address = words.first(where: { $0.hasPrefix("(addr:") }),
            let mac = MACAddress(String(address.dropFirst(6).prefix(17)))
        else { return nil }
        return OwnAddressReport(
            bridge: String(words[0].dropLast()), port: String(words[on + 1]), mac: mac,
            secondsAgo: max(0, now - microseconds / 1_000_000))
    }
}
