package import Host
import NetTypes
import OrderedCollections
package import Topology

extension LiveRule {
    /// A rule of the spec, as NetworkManager makes it in the kernel.
    package init(_ rule: RoutingRule) {
        self.init(isIPv6: rule.family == .v6)
        priority = rule.priority
        switch rule.action {
        case .lookup(let number): (table, action) = (number, 1)
        case .blackhole: action = 6
        case .unreachable: action = 7
        case .prohibit: action = 8
        }
        source = rule.source
        destination = rule.destination
        input = rule.input?.text
        output = rule.output?.text
        mark = rule.mark?.value
        mask = rule.mark?.mask
        isInverted = rule.isInverted
        typeOfService = rule.typeOfService.map { UInt8(clamping: $0) }
        ipProtocol = rule.ipProtocol.map { UInt8(clamping: $0) }
        sourcePorts = rule.sourcePorts.map { UInt16(clamping: $0.lowerBound)...UInt16(clamping: $0.upperBound) }
        destinationPorts = rule.destinationPorts.map {
            UInt16(clamping: $0.lowerBound)...UInt16(clamping: $0.upperBound)
        }
        users = rule.users.map { UInt32(clamping: $0.lowerBound)...UInt32(clamping: $0.upperBound) }
        suppressedPrefixLength = rule.suppressedPrefixLength
        origin = 4
    }

    /// Whether the rule is for the answers to a login: packets of TCP that sshd sends, unmarked and for root.
    ///
    /// Which type of service they have is not known, so a rule for one is taken not to be for them.
    func fitsAnswers(to session: RemoteSession) -> Bool {
        guard isIPv6 == (session.server.family == .v6) else { return false }
        let isForHost = output == nil && (input == nil || input == "lo") && (users?.contains(0) ?? true)
        let isForPacket = (mark ?? 0) & (mask ?? .max) == 0 && typeOfService == nil && (ipProtocol ?? 6) == 6
        let isForEnds =
            (source?.contains(session.server) ?? true) && (destination?.contains(session.client) ?? true)
            && Self.has(sourcePorts, session.serverPort) && Self.has(destinationPorts, session.clientPort)
        return (isForHost && isForPacket && isForEnds) != isInverted
    }

    private static func has(_ ports: ClosedRange<UInt16>?, _ port: UInt16?) -> Bool {
        guard let ports else { return true }
        return port.map(ports.contains) ?? false
    }

    /// Whether the rule rejects the packets that it is for.
    package var isRejecting: Bool { (6...8).contains(action) }
}

/// Where answers to a login go.
enum WayOut {
    case route(Reach.Entry)
    /// A rule rejects them.
    case rejected(LiveRule)
    case none

    var entry: Reach.Entry? { if case .route(let entry) = self { entry } else { nil } }
}

extension Reach {
    /// Where answers to a login go: by the first rule for them whose table has a route.
    func wayOut(of session: RemoteSession) -> WayOut {
        for rule in rules where rule.fitsAnswers(to: session) {
            if rule.isRejecting { return .rejected(rule) }
            guard rule.action == 1 else { continue }
            let entries = rule.table == RoutingTable.main ? routes : others[rule.table] ?? []
            guard let entry = Self.route(to: session.client, in: entries) else { continue }
            if let length = rule.suppressedPrefixLength, entry.destination.length <= length { continue }
            return .route(entry)
        }
        return .none
    }

    /// The rules that the kernel has now, the first to be tried first.
    static func rules(_ live: LiveState) -> [LiveRule] { withMain(live.rules) }

    /// The rules that the kernel will have after a plan.
    static func rules(after plan: Plan, of topology: Topology, on live: LiveState) -> [LiveRule] {
        let going = Set(plan.goingRules(on: live).map(\.rule))
        var rules = live.rules.filter { $0.origin == 2 || !going.contains($0.inProfile) }
        var known = Set(rules.map(\.inProfile))
        for step in plan.steps {
            guard let interface = topology.interfaces[step.interface] else { continue }
            for rule in (interface.ipv4.rules + interface.ipv6.rules).map(LiveRule.init)
            where known.insert(rule.inProfile).inserted { rules.append(rule) }
        }
        return withMain(rules)
    }

    /// Adds the kernel's rule for the main table, which each family has, where the rules were not read.
    private static func withMain(_ rules: [LiveRule]) -> [LiveRule] {
        var rules = rules
        for isIPv6 in [false, true]
        where !rules.contains(where: { $0.isIPv6 == isIPv6 && $0.table == RoutingTable.main && $0.origin == 2 }) {
            var main = LiveRule(isIPv6: isIPv6)
            (main.priority, main.table, main.action, main.origin) = (32_766, RoutingTable.main, 1, 2)
            rules.append(main)
        }
        // Swift's sort is stable, and the kernel tries rules of one priority in the order in which they came.
        return rules.sorted { $0.priority < $1.priority }
    }
}
