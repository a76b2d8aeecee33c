import NetTypes
import Profiles

/// How long a network stays silent after it has come up, as far as that is known beforehand.
package enum Settling {
    /// The most that spanning tree and LACP take after these steps, in seconds.
    ///
    /// A port that comes into a bridge with spanning tree listens and learns, `forward-delay` each (IEEE 802.1D-2004
    /// §17.4), and a bond in mode 802.3ad carries nothing until the switch has answered.
    ///
    /// - Parameter steps: all steps of a change, including those for interfaces that stay as they are.
    /// - Returns: the time in seconds; 0 where the steps affect neither.
    package static func seconds(after steps: [Step]) -> Int {
        let bridges = steps.filter { isA("bridge", $0) && isAffected($0, among: steps) }
        let bonds = steps.filter { isA("bond", $0) && isAffected($0, among: steps) }
        // A bond may be the port of a bridge, and then one wait follows the other.
        return (bridges.map { forwarding($0.profile.settings) }.max() ?? 0)
            + (bonds.map { lacp($0.profile.settings) }.max() ?? 0)
    }

    /// The most that both can take on any host, in seconds: forward-delay is at most 30 s (IEEE 802.1D-2004, table
    /// 17-1).
    package static let longest = 2 * 30 + Estimate.lacp(isFast: false)

    private static func isA(_ type: String, _ step: Step) -> Bool {
        step.profile.settings["connection"]?["type"] == .string(type)
    }

    /// Whether the interface or a port of it is brought up again, or its spanning tree changes while it runs.
    private static func isAffected(_ step: Step, among steps: [Step]) -> Bool {
        let ports = steps.filter { port in
            guard let controller = port.profile.settings.controller else { return false }
            return controller == step.interface.text || controller == step.profile.uuid.text
        }
        if ports.isEmpty { return false }
        if ports.contains(where: \.isInterrupting) || step.isInterrupting { return true }
        switch step.write {
        case .update(_, let changes):
            return changes.contains {
                $0.setting == "bridge" && ["stp", "forward-delay"].contains($0.property)
            }
        // The changes of a recorded profile on a running bridge are not known here.
        case .none: return step.activation == .reapply
        case .add: return false
        }
    }

    private static func forwarding(_ settings: Settings) -> Int {
        let bridge = settings["bridge"] ?? [:]
        if bridge["stp"] == .bool(false) { return 0 }
        guard case .uint32(let delay)? = bridge["forward-delay"] else { return 2 * 15 }
        return 2 * min(Int(delay), 30)
    }

    /// Whether a step's profile makes a bond that negotiates by LACP (IEEE 802.1AX).
    static func isLACP(_ step: Step) -> Bool { options(ofLACP: step.profile.settings) != nil }

    private static func options(ofLACP settings: Settings) -> [String: String]? {
        guard case .stringMap(let options)? = settings["bond"]?["options"], ["802.3ad", "4"].contains(options["mode"])
        else { return nil }
        return options
    }

    private static func lacp(_ settings: Settings) -> Int {
        guard let options = options(ofLACP: settings) else { return 0 }
        return Estimate.lacp(isFast: ["fast", "1"].contains(options["lacp_rate"]))
    }
}
