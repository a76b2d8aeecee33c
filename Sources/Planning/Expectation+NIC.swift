import Host
import NetTypes
import Topology

extension InterfaceCheck {
    mutating func checkNIC(_ nic: Ethernet) {
        if let wanted = nic.queueLength, let have = link.queueLength, have != wanted {
            note(.link, "its tx-queue-length is \(have), not \(wanted)", remedy: .reapply)
        }
        if let sriov = nic.sriov { checkVirtualFunctions(sriov) }
        // The driver was not asked.
        guard let have = link.ethtool else { return }
        checkFeatures(nic.ethtool, have)
        for option in EthtoolOption.all where option.features.isEmpty {
            guard let wanted = nic.ethtool[option.name] else { continue }
            if let now = have[option.name], now == wanted { continue }
            let text = have[option.name].map { "its \(option.name) is \(option.text($0)), not \(option.text(wanted))" }
            note(.link, text ?? "its driver has no \(option.name)")
        }
        if let wanted = nic.wakeUp, have["wake-on-lan"] != wanted {
            let text = have["wake-on-lan"].map { "its wake-on-lan is \(WakeUp.text($0)), not \(WakeUp.text(wanted))" }
            // A driver that can wake the host by nothing does not need to be told so.
            if text != nil || wanted != 0 { note(.link, text ?? "its driver has no wake-on-lan", remedy: .reapply) }
        }
        if let wanted = nic.negotiates ?? nic.speed.map({ _ in false }), let now = have["autoneg"], (now == 1) != wanted
        {
            note(.link, "autonegotiation is \(now == 1 ? "on" : "off")", remedy: .reapply)
        }
        if let wanted = nic.speed, let now = have["speed"], now != wanted {
            note(.link, "its speed is \(now) Mb/s, not \(wanted) Mb/s", remedy: .reapply)
        }
        // Without a carrier the driver tells neither.
        if let wanted = nic.isFullDuplex, have["speed"] != nil, let now = have["duplex"], (now == 1) != wanted {
            note(.link, "its duplex mode is \(now == 1 ? "full" : "half")", remedy: .reapply)
        }
    }

    /// Compares features, of which some options switch several, and others one of those.
    private mutating func checkFeatures(_ options: [String: Int], _ have: [String: Int]) {
        let wanted = EthtoolOption.all.filter { !$0.features.isEmpty && options[$0.name] != nil }
        // NetworkManager lets an option for one feature win over one for several.
        let single = Set(wanted.filter { $0.features == [String($0.name.dropFirst("feature-".count))] }.map(\.name))
        for option in wanted {
            let isOn = options[option.name] == 1
            let others = single.subtracting([option.name])
            let states = option.features.filter { !others.contains("feature-\($0)") }.compactMap {
                have["feature-\($0)"]
            }
            let isAsked =
                states.allSatisfy { $0 & 2 == 0 || ($0 & 1 == 1) == isOn } && states.contains { ($0 & 1 == 1) == isOn }
            if isAsked { continue }
            note(
                .link,
                states.isEmpty
                    ? "its driver has no \(option.name)"
                    : "its \(option.name) is \(isOn ? "off" : "on")"
                        + (states.contains { $0 & 2 != 0 } ? "" : ", and its driver does not change that"))
        }
    }
}
