import CLinux
import Dispatch
import Glibc
package import NetTypes

/// An ARP request for an address, to be sent on a link (RFC 826).
///
/// It has no sender's address (RFC 5227 §2.1.1), so that nobody learns anything wrong from it.
package struct WireQuestion: Hashable, Sendable {
    package let interface: String
    /// The VLAN tag to send it with; `nil` sends it untagged.
    package let tag: WireTag?
    package let address: IPAddress
    package let source: MACAddress

    package init(interface: String, tag: WireTag? = nil, address: IPAddress, source: MACAddress) {
        self.interface = interface
        self.tag = tag
        self.address = address
        self.source = source
    }

    /// The frame, beginning with the destination address.
    var frame: [UInt8] {
        var frame = [UInt8](repeating: 0xff, count: 6)
        frame.append(contentsOf: source.bytes)
        if let tag {
            let control = UInt16(clamping: tag.id)
            for number in [tag.etherType, control] {
                frame.append(contentsOf: [UInt8(number >> 8), UInt8(number & 0xff)])
            }
        }
        let request: [UInt8] = [0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1]
        frame.append(contentsOf: request)
        frame.append(contentsOf: source.bytes)
        // No sender's address, no target's hardware address.
        frame.append(contentsOf: [UInt8](repeating: 0, count: 10))
        frame.append(contentsOf: address.bytes)
        // The minimum of Ethernet (IEEE 802.3 §3.2.8), without the check sequence.
        frame.append(contentsOf: [UInt8](repeating: 0, count: max(0, 60 - frame.count)))
        return frame
    }
}

/// A VLAN tag.
package struct WireTag: Hashable, Sendable {
    /// The VLAN identifier, 1 to 4094.
    package let id: Int
    /// The tag's EtherType: 0x8100 or 0x88a8.
    package let etherType: UInt16

    package init(id: Int, etherType: UInt16 = 0x8100) {
        self.id = id
        self.etherType = etherType
    }
}

/// What was heard on the wire, and which requests were sent.
package struct WireReport: Hashable, Sendable {
    package var seconds = 0
    package var asked: [WireQuestion] = []
    package var arp: Set<HeardARP> = []
    /// NICs on which LACP frames came in.
    package var lacp: Set<String> = []
    package var switchPorts: [SwitchPort] = []
    /// Links on which listening failed, with the reasons.
    package var failures: [String: String] = [:]
    /// For gateways that were pinged, whether they answer small packets and the largest that the link should carry.
    package var paths: [PathResult] = []

    package init() {}
}

/// Listens on links for a while, and sends ARP requests.
package enum Wire {
    /// A link to listen on.
    package struct Listener: Hashable, Sendable {
        package let interface: String
        /// Whether ARP is recorded; not on a port of a bond, where broadcasts also come in by ports that the bond does
        /// not use.
        package let hearsARP: Bool
        /// Whether LLDP and LACP are recorded, which is useful on NICs, since a bond hears what its ports hear.
        package let hearsSwitch: Bool

        package init(interface: String, hearsARP: Bool, hearsSwitch: Bool) {
            self.interface = interface
            self.hearsARP = hearsARP
            self.hearsSwitch = hearsSwitch
        }
    }

    /// The most different frames that are recorded, more than any diagnosis needs.
    private static let limit = 20_000

    /// Listens, and sends each request three times a second apart (RFC 5227's PROBE_NUM).
    ///
    /// - Parameters:
    ///   - listeners: the links to listen on.
    ///   - questions: the requests to send at once, each on one of these links.
    ///   - seconds: how long to listen in all, 1 to 600.
    ///   - followUp: called once during that time with the report so far; returns further requests.
    /// - Returns: what was heard and asked; a link on which listening failed is among `failures`.
    package static func listen(
        on listeners: [Listener], asking questions: [WireQuestion], seconds: Int,
        followUp: @escaping @Sendable (WireReport) -> [WireQuestion]
    ) async -> WireReport {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: run(listeners, questions, seconds, followUp))
            }
        }
    }

    private static func run(
        _ listeners: [Listener], _ questions: [WireQuestion], _ seconds: Int,
        _ followUp: (WireReport) -> [WireQuestion]
    ) -> WireReport {
        var report = WireReport()
        report.seconds = seconds
        let sockets = Sockets(listeners, &report)
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let middle = start + .milliseconds(seconds * 400)
        var isFollowedUp = false
        // The requests with their times, three for each.
        var schedule = (0..<3).flatMap { turn in questions.map { (start + .seconds(turn), $0) } }
        while true {
            let now = ContinuousClock.now
            if now >= end { break }
            if !isFollowedUp, now >= middle {
                isFollowedUp = true
                schedule += followUp(report).flatMap { question in
                    [(now, question), (now + .milliseconds(seconds * 200), question)]
                }
            }
            let due = schedule.filter { $0.0 <= now }.map(\.1)
            schedule.removeAll { $0.0 <= now }
            for question in due {
                sockets.send(question)
                if !report.asked.contains(question) { report.asked.append(question) }
            }
            let next = ([end] + (isFollowedUp ? [] : [middle]) + schedule.map(\.0)).min() ?? end
            sockets.wait(until: next)
            sockets.drain(into: &report, limit: limit)
        }
        return report
    }
}

/// The open sockets, which stay on the thread that listens.
private final class Sockets {
    private var sockets: [Opened] = []

    private final class Opened {
        let listener: Wire.Listener
        let socket: PacketSocket

        init(_ listener: Wire.Listener) throws(ProbeError) {
            self.listener = listener
            socket = try PacketSocket(listener.interface)
        }
    }

    init(_ listeners: [Wire.Listener], _ report: inout WireReport) {
        for listener in listeners {
            do throws(ProbeError) {
                sockets.append(try Opened(listener))
            } catch {
                report.failures[listener.interface] = error.reason
            }
        }
    }

    func send(_ question: WireQuestion) {
        sockets.first { $0.listener.interface == question.interface }?.socket.send(question.frame)
    }

    func wait(until time: ContinuousClock.Instant) {
        var pollers = sockets.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        let left = time - ContinuousClock.now
        _ = poll(&pollers, nfds_t(pollers.count), Int32(clamping: max(0, Int64(left / .milliseconds(1)) + 1)))
    }

    /// Reads the waiting frames, at most a thousand of each link, so that a storm cannot delay the end.
    func drain(into report: inout WireReport, limit: Int) {
        for opened in sockets {
            for _ in 0..<1000 {
                guard let (frame, bytes, isOutgoing) = opened.socket.receive() else { break }
                take(frame, bytes, isOutgoing, opened.listener, &report, limit)
            }
        }
    }

    private func take(
        _ frame: Frame, _ bytes: [UInt8], _ isOutgoing: Bool, _ listener: Wire.Listener, _ report: inout WireReport,
        _ limit: Int
    ) {
        if listener.hearsSwitch, !isOutgoing {
            if frame.isLACP { report.lacp.insert(listener.interface) }
            if var port = SwitchPort(interface: listener.interface, frame: bytes) {
                port.isHeard = true
                report.switchPorts.removeAll { $0.interface == listener.interface }
                report.switchPorts.append(port)
            }
        }
        guard listener.hearsARP, report.arp.count < limit,
            let heard = frame.arp(on: listener.interface, isOutgoing: isOutgoing)
        else { return }
        report.arp.insert(heard)
    }
}
