import GLib
package import NetTypes
package import Planning
import Profiles
import Synchronization

/// A bridge's ports on their way to another bridge, with their guests.
package struct PortMove: Hashable, Sendable {
    package let from: InterfaceName
    package let to: InterfaceName
    /// The ports that NetworkManager moves, and the options that their profiles give them.
    package let ports: [InterfaceName: [BridgePortOption: UInt32]]
    package let guests: [InterfaceName]

    /// The move of a bridge that gets another name.
    ///
    /// - Parameters:
    ///   - renaming: the bridge, with its ports and guests.
    ///   - steps: the steps of the ports.
    init(_ renaming: Renaming, _ steps: [Step]) {
        from = renaming.from
        to = renaming.to
        guests = renaming.guests
        let options = Dictionary(steps.map { ($0.device, $0.bridgePortOptions) }) { first, _ in first }
        ports = Dictionary(renaming.ports.map { ($0, options[$0] ?? [:]) }) { first, _ in first }
    }

    /// The way back of such a move.
    ///
    /// - Returns: `nil` where the record does not tell the options of a port.
    init?(
        _ pair: (from: InterfaceName, to: InterfaceName, ports: [InterfaceName]), backFrom record: TrialRecord
    ) {
        from = pair.from
        to = pair.to
        guests = record.before.links.filter { $0.isForeignPort && $0.controller == pair.to.text }
            .compactMap { try? InterfaceName($0.name) }
        var ports: [InterfaceName: [BridgePortOption: UInt32]] = [:]
        for port in pair.ports {
            guard let change = record.changes.first(where: { $0.interface == port.text && $0.kind == .updated }),
                let text = change.original, let file = try? Keyfile(parsing: Array(text))
            else { return nil }
            ports[port] = BridgePortOption.ofProfile(
                priority: file.value("bridge-port", "priority").flatMap { UInt32($0) },
                cost: file.value("bridge-port", "path-cost").flatMap { UInt32($0) },
                isHairpin: file.value("bridge-port", "hairpin-mode") == "true")
        }
        self.ports = ports
    }
}

extension Step {
    /// What NetworkManager sets on a port of a bridge, whether the profile says it or not.
    package var bridgePortOptions: [BridgePortOption: UInt32] {
        let settings = profile.settings["bridge-port"]
        func number(_ name: String) -> UInt32? {
            if case .uint32(let number)? = settings?[name] { number } else { nil }
        }
        return BridgePortOption.ofProfile(
            priority: number("priority"), cost: number("path-cost"), isHairpin: settings?["hairpin-mode"] == .bool(true)
        )
    }
}

extension BridgePortOption {
    /// The options that a profile gives a port, with NetworkManager's defaults; 0 stands for the default.
    fileprivate static func ofProfile(
        priority: UInt32?, cost: UInt32?, isHairpin: Bool
    ) -> [BridgePortOption: UInt32] {
        func value(_ number: UInt32?, usual: UInt32) -> UInt32 { number.map { $0 == 0 ? usual : $0 } ?? usual }
        return [
            .priority: value(priority, usual: 32), .cost: value(cost, usual: 100), .hairpin: isHairpin ? 1 : 0,
        ]
    }
}

/// Ports that are being moved from bridge to bridge (`NetworkControl.catchPorts`), until this is told to stop.
package final class PortCatch: Sendable {
    private let stopped = Mutex(false)

    package init() {}

    /// Whether no more ports are to be moved.
    package var isOver: Bool { stopped.withLock { $0 } }

    /// Lets no more ports be moved; it does not wait for one that is being moved.
    package func stop() { stopped.withLock { $0 = true } }
}
