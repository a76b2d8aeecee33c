import Dispatch
import Host
import Kernel
import Logging
import NetTypes
package import Trial

/// Ports that change bridges, caught in the kernel between the two.
///
/// NetworkManager takes a port out of its bridge when it activates the port's profile again, and puts it into the new one
/// 0.14 s later (1.42.4, one processor). In between the port is set up and free, so the kernel can have it in its new
/// bridge at once; NetworkManager then finds it there.
extension NMBackend {
    package func catchPorts(_ moves: [PortMove]) async -> PortCatch {
        let ended = PortCatch()
        let log = log
        // It blocks, so it gets a thread of its own.
        DispatchQueue.global().async {
            do throws(KernelError) {
                try Catcher.run(moves, until: ended)
            } catch {
                log.debug("ports are left to NetworkManager: \(error)")
            }
        }
        return ended
    }
}

private enum Catcher {
    /// A bridge's ports and guests on their way to another bridge, by the links' indexes.
    struct Move {
        let from: Int
        let to: Int
        var ports: [Port]
        let guests: [Int]
    }

    /// A port, and the options that NetworkManager does not always set on one that it finds in the bridge.
    struct Port {
        let index: Int
        let options: [(BridgePortOption, UInt32)]
    }

    static func run(_ moves: [PortMove], until ended: PortCatch) throws(KernelError) {
        let changes = KernelChanges()
        let links = LiveState(try KernelState.read()).links
        var socket = try RouteSocket()
        var open = moves.compactMap { Move($0, in: links) }
        let end = ContinuousClock.now + .seconds(10)
        while !open.isEmpty, !ended.isOver, ContinuousClock.now < end {
            for place in open.indices {
                var left: [Port] = []
                for port in open[place].ports where try !isThere(port, open[place], &socket) { left.append(port) }
                open[place].ports = left
                if !left.isEmpty { continue }
                for guest in open[place].guests where try socket.controller(of: guest) == open[place].from {
                    try socket.setController(of: guest, to: open[place].to)
                }
            }
            open.removeAll { $0.ports.isEmpty }
            if !open.isEmpty, !changes.haveCome() { changes.wait(atMost: 100) }
        }
    }

    /// Whether a port is in its new bridge, now at the latest.
    private static func isThere(_ port: Port, _ move: Move, _ socket: inout RouteSocket) throws(KernelError) -> Bool {
        switch try socket.controller(of: port.index) {
        case move.to: return true
        case nil:
            try socket.setController(of: port.index, to: move.to)
            for (option, value) in port.options { try socket.set(option, of: port.index, to: value) }
            return true
        default: return false
        }
    }
}

extension Catcher.Move {
    /// Finds the links of a move.
    ///
    /// - Returns: `nil` where a port could carry frames in its new bridge that are not to pass: in a bridge that filters
    ///   VLANs, before it has its own.
    init?(_ move: PortMove, in links: [InterfaceName: LiveLink]) {
        guard let from = links[move.from], let to = links[move.to], to.isUp,
            from.bridge?.vlanFiltering == false, to.bridge?.vlanFiltering == false
        else { return nil }
        self.from = from.index
        self.to = to.index
        ports = move.ports.compactMap { name, options in
            links[name].map { Catcher.Port(index: $0.index, options: options.inSettableOrder) }
        }
        // A port that is shut off from others must not be in a bridge before it is again.
        guests = move.guests.compactMap { name in
            guard let link = links[name], link.controller == from.name, let port = link.port,
                port.options[.isolated] != 1, port.options[.locked] != 1
            else { return nil }
            return link.index
        }
        if ports.isEmpty { return nil }
    }
}

extension [BridgePortOption: UInt32] {
    /// The options in an order in which they can be set.
    var inSettableOrder: [(BridgePortOption, UInt32)] {
        BridgePortOption.allCases.compactMap { option in self[option].map { (option, $0) } }
    }
}
