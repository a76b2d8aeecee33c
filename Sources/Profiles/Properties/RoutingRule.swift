package import NetTypes
package import Topology

extension RoutingRule {
    /// The rule exactly as NetworkManager answers with it on D-Bus, so that the same rule is no change.
    ///
    /// - Parameter devices: the kernel's names of NICs that have another name in the spec.
    /// - Returns: the properties of the rule.
    package func inProfile(devices: [InterfaceName: InterfaceName]) -> [String: SettingValue] {
        var map: [String: SettingValue] = [
            "family": .int32(family == .v4 ? 2 : 10), "priority": .uint32(UInt32(clamping: priority)),
        ]
        switch action {
        case .lookup(let table): map["table"] = .uint32(UInt32(clamping: table))
        // `FR_ACT_…` of linux/fib_rules.h.
        case .blackhole: map["action"] = .uint8(6)
        case .unreachable: map["action"] = .uint8(7)
        case .prohibit: map["action"] = .uint8(8)
        }
        for (key, prefix) in [("from", source), ("to", destination)] {
            guard let prefix else { continue }
            map[key] = .string(prefix.address.description)
            map["\(key)-len"] = .uint8(UInt8(clamping: prefix.length))
        }
        if isInverted { map["invert"] = .bool(true) }
        if let input { map["iifname"] = .string((devices[input] ?? input).text) }
        if let output { map["oifname"] = .string((devices[output] ?? output).text) }
        if let mark {
            if mark.value != 0 { map["fwmark"] = .uint32(mark.value) }
            map["fwmask"] = .uint32(mark.mask)
        }
        if let type = typeOfService { map["tos"] = .uint8(UInt8(clamping: type)) }
        if let number = ipProtocol { map["ipproto"] = .uint8(UInt8(clamping: number)) }
        for (key, ports) in [("sport", sourcePorts), ("dport", destinationPorts)] {
            guard let ports else { continue }
            map["\(key)-start"] = .uint16(UInt16(clamping: ports.lowerBound))
            if ports.count > 1 { map["\(key)-end"] = .uint16(UInt16(clamping: ports.upperBound)) }
        }
        if let users {
            map["uid-range-start"] = .uint32(UInt32(clamping: users.lowerBound))
            if users.count > 1 { map["uid-range-end"] = .uint32(UInt32(clamping: users.upperBound)) }
        }
        if let length = suppressedPrefixLength { map["suppress-prefixlength"] = .int32(Int32(clamping: length)) }
        return map
    }

    /// The rule in NetworkManager's words, which are nearly those of `ip rule`.
    package func text(devices: [InterfaceName: InterfaceName]) -> String {
        RoutingText.rule(inProfile(devices: devices))
    }
}

extension Settings {
    /// The profile's rules of both families, as it has them on D-Bus.
    package var routingRules: [[String: SettingValue]] {
        ["ipv4", "ipv6"].flatMap { family -> [[String: SettingValue]] in
            guard case .maps(let rules)? = self[family]?["routing-rules"] else { return [] }
            return rules
        }
    }
}

extension RoutingRule {
    /// Reads a rule as NetworkManager has it on D-Bus; the inverse of `inProfile(devices:)`.
    init?(_ map: SettingReader) {
        guard let family = map.number("family").map({ $0 == 10 ? IPFamily.v6 : .v4 }),
            let priority = map.number("priority")
        else { return nil }
        let action: Action? =
            switch map.number("action") ?? 1 {
            case 1: map.number("table").map { .lookup($0) }
            case 6: .blackhole
            case 7: .unreachable
            case 8: .prohibit
            default: nil
            }
        guard let action else { return nil }
        self.init(family: family, priority: priority, action: action)
        source = map.prefix("from", "from-len")
        destination = map.prefix("to", "to-len")
        isInverted = map.flag("invert") ?? false
        input = map.text("iifname").flatMap { try? InterfaceName($0) }
        output = map.text("oifname").flatMap { try? InterfaceName($0) }
        if let mask = map.number("fwmask") {
            mark = Mark(value: UInt32(clamping: map.number("fwmark") ?? 0), mask: UInt32(clamping: mask))
        }
        typeOfService = map.number("tos")
        ipProtocol = map.number("ipproto")
        func range(_ key: String) -> ClosedRange<Int>? {
            guard let start = map.number("\(key)-start") else { return nil }
            return start...max(start, map.number("\(key)-end") ?? start)
        }
        sourcePorts = range("sport")
        destinationPorts = range("dport")
        users = range("uid-range")
        suppressedPrefixLength = map.number("suppress-prefixlength").flatMap { $0 < 0 ? nil : $0 }
    }
}
