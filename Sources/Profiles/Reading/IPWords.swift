package import NetTypes
package import Topology

/// Routes and rules in the words of ip(8).
package struct IPWords {
    /// Why words are no route or rule that a spec can say.
    package struct Failure: Error, Hashable, Sendable {
        /// One sentence, lower case, no full stop.
        package let text: String
    }

    /// The interface that the words name.
    package private(set) var device: String?
    /// Words that are of no use to a spec, without their values.
    package private(set) var unsaid: [String] = []

    private var words: ArraySlice<String>
    private let family: IPFamily

    package init(_ words: some Sequence<String>, _ family: IPFamily) {
        self.words = Array(words)[...]
        self.family = family
    }

    // MARK: Routes

    /// Words of a route that a spec does not have; each has a value.
    private static let unsaidOfRoutes: Set = [
        "tos", "dsfield", "window", "cwnd", "initcwnd", "initrwnd", "rto_min", "quickack", "weight", "rtt", "rttvar",
        "hoplimit", "realms", "reordering", "ssthresh", "congctl", "features", "pref", "nhid", "from",
        "fastopen_no_cookie",
    ]

    /// Reads what follows `ip route add`.
    package mutating func route() throws(Failure) -> Route {
        var (destination, via, table, metric) = (IPPrefix?.none, IPAddress?.none, Int?.none, Int?.none)
        var extra = Route(destination: .any(family))
        while let word = words.popFirst() {
            switch word {
            case "to": destination = try network("to")
            case "via":
                if words.first == "inet" || words.first == "inet6" { words.removeFirst() }
                // Older versions of NetworkManager wrote this for none.
                if words.first == "(null)" { words.removeFirst() } else { via = try address("via") }
            case "dev", "oif": device = try value(word)
            case "table": table = try self.table()
            case "metric", "preference", "priority": metric = try number(word, 0...0xffff_ffff)
            case "src": extra.source = try address("src")
            case "onlink": extra.isOnLink = true
            case "mtu":
                if words.first == "lock" { unsaid.append(words.removeFirst()) }
                extra.mtu = try number("mtu", 68...65_535)
            case "advmss":
                if words.first == "lock" { unsaid.append(words.removeFirst()) }
                extra.advertisedMSS = try number("advmss", 1...65_535)
            case "scope":
                let word = try value("scope")
                // In the kernel's numbers, `universe` is 0.
                guard
                    let scope = Route.Scope(rawValue: word)
                        ?? Route.Scope.allCases.first(where: { "\($0.number)" == word })
                else { throw Failure(text: "\(word.shown) is no scope of a route") }
                extra.scope = family == .v4 ? scope : nil
            case "type": extra.rejection = try kind(value("type"))
            case "proto", "protocol": _ = try value(word)
            case "nexthop": throw Failure(text: "a route with several next hops has no equal in a spec")
            case "unicast": break
            case "blackhole", "unreachable", "prohibit", "throw", "local", "broadcast", "multicast", "anycast", "nat":
                extra.rejection = try kind(word)
            default:
                if Self.unsaidOfRoutes.contains(word) {
                    unsaid.append(word)
                    if words.first == "lock" { words.removeFirst() }
                    _ = try value(word)
                } else if destination == nil {
                    destination = try network(word, word)
                } else {
                    throw Failure(text: "\(word.shown) is no word of a route")
                }
            }
        }
        guard let destination else { throw Failure(text: "the route has no destination") }
        if let via, via.isUnspecified { extra.isOnLink = false } else { extra.isOnLink = extra.isOnLink && via != nil }
        var route = Route(
            destination: destination.network, via: via.flatMap { $0.isUnspecified ? nil : $0 }, metric: metric,
            table: table.flatMap { $0 == RoutingTable.main ? nil : $0 })
        (route.rejection, route.source, route.isOnLink) = (extra.rejection, extra.source, extra.isOnLink)
        (route.mtu, route.advertisedMSS, route.scope) = (extra.mtu, extra.advertisedMSS, extra.scope)
        return route
    }

    private func kind(_ word: String) throws(Failure) -> Route.Rejection? {
        if word == "unicast" { return nil }
        guard let kind = Route.Rejection(rawValue: word) else {
            throw Failure(text: "a route of the type \(word.shown) has no equal in a spec")
        }
        return kind
    }

    // MARK: Rules

    /// Reads what follows `ip rule add`.
    ///
    /// - Parameter usual: the priority of a rule that does not say one.
    /// - Returns: the rule.
    /// - Throws: ``Failure``, where a spec cannot say it.
    package mutating func rule(priority usual: Int) throws(Failure) -> RoutingRule {
        var (priority, action) = (usual, RoutingRule.Action?.none)
        var extra = RoutingRule(family: family, priority: 1, action: .prohibit)
        while let word = words.popFirst() {
            switch word {
            case "add": break
            case "not": extra.isInverted = true
            case "from": extra.source = try prefix(word)
            case "to": extra.destination = try prefix(word)
            case "priority", "prio", "pref", "preference", "order": priority = try number(word, 1...0xffff_ffff)
            case "table", "lookup": action = .lookup(try table())
            case "type", "blackhole", "unreachable", "prohibit":
                let kind = word == "type" ? try value(word) : word
                switch kind {
                case "blackhole": action = .blackhole
                case "unreachable": action = .unreachable
                case "prohibit": action = .prohibit
                default: throw Failure(text: "a rule of the type \(kind.shown) has no equal in a spec")
                }
            case "iif", "dev": extra.input = try name(word)
            case "oif": extra.output = try name(word)
            case "fwmark":
                let parts = try value(word).split(separator: "/").map { UInt32(number: $0) }
                guard let first = parts.first, let mark = first, parts.count < 3,
                    let mask = parts.count == 2 ? parts[1] : .max
                else { throw Failure(text: "`fwmark` is a number, or two with a slash between them") }
                extra.mark = RoutingRule.Mark(value: mark, mask: mask)
            case "tos", "dsfield":
                guard let tos = UInt32(number: try value(word)), (1...255).contains(tos) else {
                    throw Failure(text: "`\(word)` is a number from 1 to 255")
                }
                extra.typeOfService = Int(tos)
            case "ipproto":
                let names = [
                    "icmp": 1, "tcp": 6, "udp": 17, "dccp": 33, "esp": 50, "ah": 51, "icmpv6": 58, "sctp": 132,
                ]
                let word = try value(word)
                guard let number = names[word] ?? Int(word), (1...255).contains(number) else {
                    throw Failure(text: "\(word.shown) is no protocol that is known here; write its number")
                }
                extra.ipProtocol = number
            case "sport": extra.sourcePorts = try range(word, 1...65_534)
            case "dport": extra.destinationPorts = try range(word, 1...65_534)
            case "uidrange": extra.users = try range(word, 0...0xffff_ffff)
            case "suppress_prefixlength", "suppress_prefixlen", "sup_pl":
                extra.suppressedPrefixLength = try number(word, 0...family.bits)
            default: throw Failure(text: "the word \(word.shown) of a rule has no equal in a spec")
            }
        }
        var rule = RoutingRule(family: family, priority: priority, action: action ?? .lookup(RoutingTable.main))
        (rule.source, rule.destination, rule.isInverted) = (extra.source, extra.destination, extra.isInverted)
        (rule.input, rule.output, rule.mark) = (extra.input, extra.output, extra.mark)
        (rule.typeOfService, rule.ipProtocol, rule.users) = (extra.typeOfService, extra.ipProtocol, extra.users)
        (rule.sourcePorts, rule.destinationPorts) = (extra.sourcePorts, extra.destinationPorts)
        rule.suppressedPrefixLength = extra.suppressedPrefixLength
        return rule
    }

    /// A network or host; `nil` for any.
    private mutating func prefix(_ word: String) throws(Failure) -> IPPrefix? {
        if ["all", "any", "default"].contains(words.first) {
            words.removeFirst()
            return nil
        }
        let prefix = try network(word)
        return prefix.isDefault ? nil : prefix
    }

    // MARK: Values

    private mutating func value(_ word: String) throws(Failure) -> String {
        guard let value = words.popFirst() else { throw Failure(text: "`\(word)` has no value") }
        return value
    }

    private mutating func number(_ word: String, _ range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let number = Int(try value(word)), range.contains(number) else {
            throw Failure(text: "`\(word)` is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private mutating func range(_ word: String, _ limits: ClosedRange<Int>) throws(Failure) -> ClosedRange<Int> {
        let ends = try value(word).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let start = ends[0], let end = ends[ends.count - 1], ends.count < 3, start <= end, limits.contains(start),
            limits.contains(end)
        else {
            throw Failure(
                text: "`\(word)` is a number, or a range of them, from \(limits.lowerBound) to \(limits.upperBound)")
        }
        return start...end
    }

    private mutating func name(_ word: String) throws(Failure) -> InterfaceName {
        guard let name = try? InterfaceName(try value(word)) else {
            throw Failure(text: "`\(word)` is the name of an interface")
        }
        return name
    }

    private mutating func address(_ word: String) throws(Failure) -> IPAddress {
        let text = try value(word)
        guard let address = IPAddress(text), address.family == family else {
            throw Failure(text: "`\(word)` is an \(family.label) address, and \(text.shown) is none")
        }
        return address
    }

    private mutating func table() throws(Failure) -> Int {
        let word = try value("table")
        switch word {
        case "main": return 254
        case "default": return 253
        case "local": return 255
        default:
            guard let number = Int(word), (1...0xffff_ffff).contains(number) else {
                throw Failure(
                    text: "the routing table \(word.shown) is no number; /etc/iproute2/rt_tables may have one for it")
            }
            return number
        }
    }

    private mutating func network(_ word: String, _ text: String? = nil) throws(Failure) -> IPPrefix {
        let text = if let text { text } else { try value(word) }
        if text == "default" || text == "any" || text == "all" { return .any(family) }
        guard let prefix = IPPrefix(masked: text), prefix.family == family else {
            throw Failure(text: "\(text.shown) is no \(family.label) network")
        }
        return prefix
    }
}

extension IPPrefix {
    /// An address, and behind a slash the length of its network or its mask; without it, a single host.
    package init?(masked text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count < 3, let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(address, length: address.family.bits)
            return
        }
        let length = address.family == .v4 ? Self.length(ofMask: parts[1]) : nil
        guard let length = length ?? Int(parts[1]), !parts[1].hasPrefix("+") else { return nil }
        self.init(address, length: length)
    }

    /// The length that an IPv4 netmask stands for; `nil` where it is none.
    package static func length(ofMask text: some StringProtocol) -> Int? {
        guard let mask = IPAddress(String(text)), mask.family == .v4 else { return nil }
        let host = ~UInt32(truncatingIfNeeded: mask.bits)
        return host & (host &+ 1) == 0 ? 32 - host.nonzeroBitCount : nil
    }
}

extension UInt32 {
    /// A number in decimal, or in hexadecimal after 0x.
    fileprivate init?(number text: some StringProtocol) {
        let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
        self.init(isHex ? String(text.dropFirst(2)) : String(text), radix: isHex ? 16 : 10)
    }
}
