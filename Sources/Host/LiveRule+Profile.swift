import NetTypes
package import Profiles

extension LiveRule {
    /// The rule as a profile of NetworkManager's would have it on D-Bus, without saying who made it.
    package var inProfile: [String: SettingValue] {
        var map: [String: SettingValue] = [
            "family": .int32(isIPv6 ? 10 : 2), "priority": .uint32(UInt32(clamping: priority)),
        ]
        if action != 1 { map["action"] = .uint8(action) }
        if table != 0 { map["table"] = .uint32(UInt32(clamping: table)) }
        for (key, prefix) in [("from", source), ("to", destination)] {
            guard let prefix, !prefix.isDefault else { continue }
            map[key] = .string(prefix.address.description)
            map["\(key)-len"] = .uint8(UInt8(clamping: prefix.length))
        }
        if isInverted { map["invert"] = .bool(true) }
        if let input { map["iifname"] = .string(input) }
        if let output { map["oifname"] = .string(output) }
        if let mark, mark != 0 { map["fwmark"] = .uint32(mark) }
        if let mask, mask != 0 { map["fwmask"] = .uint32(mask) }
        if let typeOfService { map["tos"] = .uint8(typeOfService) }
        if let ipProtocol { map["ipproto"] = .uint8(ipProtocol) }
        for (key, ports) in [("sport", sourcePorts), ("dport", destinationPorts)] {
            guard let ports else { continue }
            map["\(key)-start"] = .uint16(ports.lowerBound)
            if ports.count > 1 { map["\(key)-end"] = .uint16(ports.upperBound) }
        }
        if let users {
            map["uid-range-start"] = .uint32(users.lowerBound)
            if users.lowerBound < users.upperBound { map["uid-range-end"] = .uint32(users.upperBound) }
        }
        if let suppressedPrefixLength { map["suppress-prefixlength"] = .int32(Int32(clamping: suppressedPrefixLength)) }
        return map
    }

    /// The rule in NetworkManager's words, which are nearly those of `ip rule`.
    package var text: String { RoutingText.rule(inProfile) }
}
