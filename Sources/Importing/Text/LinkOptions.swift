package import NetTypes
package import OrderedCollections
package import Topology

/// What is wrong with an option that was read.
package typealias OptionProblem = (code: ImportNotice.Code, text: String)

extension Bond {
    /// Reads one of the kernel's options of a bond.
    ///
    /// - Parameters:
    ///   - option: its name.
    ///   - value: its value, a word or its number.
    ///   - mode: takes the value of `mode`.
    ///   - options: takes any other.
    /// - Returns: what is wrong with it; `nil` for nothing.
    package static func read(
        _ option: String, _ value: String, _ mode: inout BondMode, _ options: inout OrderedDictionary<String, String>
    ) -> OptionProblem? {
        let option = option == "active_slave" ? "primary" : option
        // layer34 is an older spelling of layer3+4.
        let isOld = option == "xmit_hash_policy" && (value.hasSuffix("23") || value.hasSuffix("34"))
        let value = isOld ? value.dropLast() + "+" + value.suffix(1) : value
        guard option == "mode" || BondOptionValue.isKnown(option) else {
            return (.noEqual, "the option \(option.shown) of a bond has no equal in a spec")
        }
        guard BondOptionValue.isUsable(value, of: option) else {
            return (.unusable, "\(value.shown) is no value of the bond's option `\(option)`")
        }
        let canonical = BondOptionValue.canonical(value, of: option)
        if option == "mode" {
            mode = BondMode(rawValue: canonical) ?? mode
        } else {
            options[BondOptionValue.name(option)] = canonical
        }
        return nil
    }
}

extension Bridge {
    /// Reads one of the kernel's options of a bridge, with times in seconds for those that a spec has in seconds.
    package mutating func read(_ option: String, _ value: String) -> OptionProblem? {
        let number = Int(value)
        let unusable: OptionProblem = (.unusable, "\(value.shown) is no value of the bridge's option `\(option)`")
        func take(_ range: ClosedRange<Int>, _ property: WritableKeyPath<Bridge, Int?>) -> OptionProblem? {
            guard let number, range.contains(number) else { return unusable }
            self[keyPath: property] = number
            return nil
        }
        switch option {
        case "forward_delay": return take(2...30, \.forwardDelay)
        case "hello_time": return take(1...10, \.helloTime)
        case "max_age": return take(6...40, \.maxAge)
        case "ageing_time": return take(0...1_000_000, \.ageingTime)
        case "priority": return take(0...65_535, \.priority)
        case "group_fwd_mask": return take(0...65_535, \.groupForwardMask)
        case "default_pvid": return take(0...4094, \.vlanDefaultPVID)
        case "stp_state", "multicast_snooping", "multicast_querier", "vlan_filtering":
            guard let flag = value.asFlag else { return unusable }
            switch option {
            case "stp_state": stp = flag
            case "multicast_snooping": multicastSnooping = flag
            case "multicast_querier": multicastQuerier = flag
            default: vlanFiltering = flag
            }
        case "vlan_protocol":
            switch value.lowercased() {
            case "802.1q", "0x8100": vlanProtocol = .dot1Q
            case "802.1ad", "0x88a8": vlanProtocol = .dot1ad
            default: return unusable
            }
        default:
            let name = option == "vlan_stats_enabled" ? "vlan-stats" : String(option.map { $0 == "_" ? "-" : $0 })
            guard let known = BridgeOption(rawValue: name) else {
                return (.noEqual, "the option \(option.shown) of a bridge has no equal in a spec")
            }
            switch known.form {
            case .number(let range), .time(let range):
                guard let number, range.contains(number) else { return unusable }
                options[known] = number
            case .flag:
                guard let flag = value.asFlag else { return unusable }
                options[known] = flag ? 1 : 0
            case .word(let words):
                guard let index = words.firstIndex(of: value) ?? number, words.indices.contains(index) else {
                    return unusable
                }
                options[known] = index
            }
        }
        return nil
    }
}

extension BridgePort {
    /// Reads one of the kernel's options of a bridge's port.
    package mutating func read(_ option: String, _ value: String) -> OptionProblem? {
        let unusable: OptionProblem = (.unusable, "\(value.shown) is no value of the port's option `\(option)`")
        switch option {
        case "path_cost":
            guard let cost = Int(value), (0...65_535).contains(cost) else { return unusable }
            pathCost = cost == 100 ? nil : cost
        case "priority":
            guard let number = Int(value), (0...63).contains(number) else { return unusable }
            priority = number == 32 ? nil : number
        case "hairpin_mode":
            guard let flag = value.asFlag else { return unusable }
            hairpin = flag ? true : nil
        default: return (.noEqual, "the option \(option.shown) of a bridge's port has no equal in a spec")
        }
        return nil
    }
}
