package import Host
import NetTypes
import System

extension KernelState {
    /// Reads the state of the calling thread's network namespace; blocks for some milliseconds.
    ///
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    package static func read() throws(KernelError) -> KernelState {
        var socket = try RouteSocket()
        return try read(from: &socket)
    }

    /// Reads the state of the network namespace in which the socket was opened; blocks for some milliseconds.
    ///
    /// - Throws: `.refused`, `.socket`, `.malformed` or `.unstable`.
    package static func read(from socket: inout RouteSocket) throws(KernelError) -> KernelState {
        let links = try socket.links().withInterlinks()
        // A host without bridges may have a kernel without the bridge module, and has no VLANs to filter.
        let hasBridge = links.contains { $0.kind == .bridge }
        return KernelState(
            links: links,
            addresses: try socket.addresses(.v4) + socket.addresses(.v6),
            routes: try socket.routes(.v4) + socket.routes(.v6),
            rules: try socket.rules(.v4) + socket.rules(.v6),
            bridgeVLANs: hasBridge ? try socket.bridgeVLANs() : [:],
            forwarding: hasBridge ? try socket.forwardingDatabase() : [],
            multicast: hasBridge ? try socket.multicastDatabase() : [],
            openVSwitch: OVSDatabase.read()
        )
    }
}

extension [KernelLink] {
    /// The same with the interlinks of HSRs, which Linux before 6.19 tells only as files beside those of the other NICs.
    fileprivate func withInterlinks() -> [KernelLink] {
        map { link in
            guard case .hsr(var hsr) = link.details, hsr.interlinkIndex == nil, !hsr.isPRP else { return link }
            let files = (try? DurableFile.names(in: "/sys/class/net/\(link.name)")) ?? []
            hsr.interlinkIndex =
                first { other in
                    other.index != link.parentIndex && other.index != hsr.port2Index
                        && files.contains("lower_\(other.name)")
                }?.index
            var link = link
            link.details = .hsr(hsr)
            return link
        }
    }
}
